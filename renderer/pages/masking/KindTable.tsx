import { Checkbox, Select, Table, Text, Tooltip } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  MASK_MODES,
  type MaskingEntry,
  type MaskingList,
  type MaskKind,
  type MaskMode,
  type MaskRule,
  type MaskRules,
} from '../../../proxy/contract/masking.ts'
import { useClient } from '../../client.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** People first, then machines. */
const IN_ORDER: readonly MaskKind[] = [
  ...(['email', 'phone', 'card', 'iban', 'usSsn', 'chineseId'] as const),
  ...(['ipAddress', 'secret', 'apiKey', 'jwt', 'privateKey'] as const),
]

/** Stands for what everybody's rules say. */
const INHERITED = ''
const OFF: MaskRule = { mode: 'off', answers: false }

interface Props {
  teamId: string | null
  rules: MaskRules
  /** Rules that hold where a team says nothing; undefined for everybody's own. */
  everybody: MaskRules | undefined
}

/** One line for each kind of find; a change holds from the next call on. */
export function KindTable({ teamId, rules, everybody }: Props) {
  const t = useWords('masking')
  return (
    <Table aria-label={t('kinds')} verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('kind')}</Table.Th>
          <Table.Th w={240}>{t('mode')}</Table.Th>
          <Table.Th w={110}>
            <Tooltip label={t('answersHint')} multiline w={240}>
              <span>{t('answers')}</span>
            </Tooltip>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {IN_ORDER.map((kind) => (
          <KindRow
            key={kind}
            kind={kind}
            teamId={teamId}
            own={rules[kind]}
            inherited={everybody && (everybody[kind] ?? OFF)}
          />
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface RowProps {
  kind: MaskKind
  teamId: string | null
  own: MaskRule | undefined
  inherited: MaskRule | undefined
}

function KindRow({ kind, teamId, own, inherited }: RowProps) {
  const t = useWords('masking')
  const save = useSave(kind, teamId)
  const shown = own ?? inherited ?? OFF
  const modes = MASK_MODES.map((value) => ({ value: value as string, label: t(`mode_${value}`) }))
  const label = t(`kind_${kind}`)
  const isOff = shown.mode === 'off'
  const choose = (value: string | null) => {
    if (value === INHERITED) save(null, own)
    else if (value) save({ ...shown, mode: value as MaskMode }, own)
  }
  return (
    <Table.Tr>
      <Table.Td>
        <Text>{label}</Text>
        <Text c="dimmed" size="xs">
          {t(`about_${kind}`)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={t('modeOf', { kind: label })}
          data={
            inherited
              ? [
                  {
                    value: INHERITED,
                    label: t('asEverybody', { mode: t(`mode_${inherited.mode}`) }),
                  },
                  ...modes,
                ]
              : modes
          }
          value={inherited && !own ? INHERITED : shown.mode}
          onChange={choose}
          allowDeselect={false}
        />
      </Table.Td>
      <Table.Td>
        <Tooltip label={t('answersOff')} disabled={!isOff}>
          <span>
            <Checkbox
              aria-label={t('answersOf', { kind: label })}
              checked={shown.answers && !isOff}
              disabled={isOff}
              onChange={(event) => save({ ...shown, answers: event.currentTarget.checked }, own)}
            />
          </span>
        </Tooltip>
      </Table.Td>
    </Table.Tr>
  )
}

/** Saves a rule at once and offers to take it back. */
function useSave(kind: MaskKind, teamId: string | null) {
  const t = useWords('masking')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const noAnswer = useErrorText(undefined)
  const saving = useMutation({
    mutationFn: (rule: MaskRule | null) =>
      client.masking.set.mutate({ teamId, rules: { [kind]: rule } }),
    // Shown at once; what the service then answers is what counts.
    onMutate: (rule) =>
      queries.setQueryData<MaskingList>(
        ['masking'],
        (list) => list && withRule(list, teamId, kind, rule),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['masking'] }),
  })
  const fail = (error: Error) =>
    toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer })
  return (rule: MaskRule | null, before: MaskRule | undefined) => {
    const undo = () =>
      saving.mutateAsync(before ?? null).then(() => toast({ message: common('undone') }), fail)
    const mode = rule ? t(`mode_${rule.mode}`) : t('everybody')
    saving
      .mutateAsync(rule)
      .then(() => toast({ message: t('saved', { kind: t(`kind_${kind}`), mode }), undo }), fail)
  }
}

function withRule(
  list: MaskingList,
  teamId: string | null,
  kind: MaskKind,
  rule: MaskRule | null,
): MaskingList {
  const known = list.entries.find((entry) => entry.teamId === teamId)
  const entry: MaskingEntry = known ?? { teamId, teamName: '', rules: {} }
  const { [kind]: _, ...others } = entry.rules
  const changed = { ...entry, rules: rule ? { ...others, [kind]: rule } : others }
  return {
    ...list,
    entries: [...list.entries.filter((one) => one !== known), changed],
  }
}
