import { Checkbox, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  type DictionaryLine,
  type DictionaryTerms,
  MASK_MODES,
  type MaskMode,
  newDictionary,
} from '../../../proxy/contract/masking.ts'
import type { TeamSummary } from '../../../proxy/contract/teams.ts'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  /** Left out: a new list. */
  of?: DictionaryLine
  teams: TeamSummary[]
  teamId: string | null
  onSaved: () => Promise<unknown>
  onClose: () => void
}

/** The same form adds a list of words and changes one, whose words are fetched only now. */
export function WordsDialog(props: Props) {
  const t = useWords('masking')
  const common = useWords('common')
  const client = useClient()
  const { of: line, onClose } = props
  const stored = useQuery({
    queryKey: ['masking', 'dictionary', line?.id],
    queryFn: () => client.masking.dictionary.query({ id: line?.id ?? '' }),
    enabled: line !== undefined,
    staleTime: 0,
    gcTime: 0,
  })
  if (!line) return <Editor {...props} stored={undefined} />
  if (stored.data) return <Editor {...props} stored={stored.data} />
  return (
    <FormDialog title={t('editTitle', { name: line.name })} isDirty={false} onClose={onClose}>
      {stored.isError ? (
        <ErrorBanner error={stored.error} retry={() => void stored.refetch()} />
      ) : (
        <p role="status">{common('loading')}</p>
      )}
    </FormDialog>
  )
}

const EVERYBODY = ''

function Editor(props: Props & { stored: DictionaryTerms | undefined }) {
  const { stored, teams, teamId, onSaved, onClose } = props
  const t = useWords('masking')
  const client = useClient()
  const [first] = useState(() => draftOf(stored, teamId))
  const [draft, setDraft] = useState(first)
  const [isTried, setTried] = useState(false)
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part })
  const isDirty = JSON.stringify(draft) !== JSON.stringify(first)
  const fields = fieldsOf(draft)
  const parsed = newDictionary.safeParse(fields)
  const problemOf = (name: string) =>
    isTried && parsed.error?.issues.find(({ path }) => path[0] === name)?.message
  const saving = useMutation({
    mutationFn: () => {
      const { teamId: _, ...changed } = fields
      return stored
        ? client.masking.changeDictionary.mutate({ id: stored.id, ...changed })
        : client.masking.addDictionary.mutate(fields)
    },
    onSuccess: async ({ name }) => {
      await onSaved()
      toast({ message: t('wordsSaved', { name }) })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (parsed.success) saving.mutate()
  }
  const count = fields.terms.length
  return (
    <FormDialog
      title={stored ? t('editTitle', { name: stored.name }) : t('addTitle')}
      isDirty={isDirty}
      size="lg"
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <SimpleGrid cols={2} spacing="md">
            <TextInput
              label={t('name')}
              value={draft.name}
              onChange={(event) => change({ name: event.currentTarget.value })}
              maxLength={80}
              required
              data-autofocus
              error={problemOf('name')}
            />
            <TextInput
              label={t('label')}
              description={t('labelHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={draft.label}
              onChange={(event) => change({ label: event.currentTarget.value.toUpperCase() })}
              maxLength={24}
              required
              error={problemOf('label')}
            />
            <Select
              label={t('mode')}
              data={MASK_MODES.map((value) => ({ value, label: t(`mode_${value}`) }))}
              value={draft.mode}
              onChange={(value) => value && change({ mode: value as MaskMode })}
              allowDeselect={false}
            />
            <Select
              label={t('whose')}
              data={[
                { value: EVERYBODY, label: t('everybody') },
                ...teams.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={draft.teamId ?? EVERYBODY}
              onChange={(value) => change({ teamId: value || null })}
              allowDeselect={false}
              disabled={stored !== undefined}
            />
          </SimpleGrid>
          <Textarea
            label={t('terms')}
            description={`${t('termsHint')} ${t('termsRead', { count, amount: wholeNumber(count) })}.`}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.terms}
            onChange={(event) => change({ terms: event.currentTarget.value })}
            rows={8}
            spellCheck={false}
            error={problemOf('terms')}
          />
          <Checkbox
            label={t('answersHint')}
            checked={draft.answers}
            onChange={(event) => change({ answers: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('parts')}
            checked={!draft.wholeWord}
            onChange={(event) => change({ wholeWord: !event.currentTarget.checked })}
          />
          <Checkbox
            label={t('matchCase')}
            checked={draft.matchCase}
            onChange={(event) => change({ matchCase: event.currentTarget.checked })}
          />
          <FormEnd of={saving} submit={t('save')} isDisabled={!isDirty} onClose={onClose} />
        </Stack>
      </form>
    </FormDialog>
  )
}

function draftOf(stored: DictionaryTerms | undefined, teamId: string | null) {
  return {
    name: stored?.name ?? '',
    label: stored?.label ?? '',
    teamId: stored ? stored.teamId : teamId,
    mode: stored?.rule.mode ?? ('pseudonymise' as MaskMode),
    answers: stored?.rule.answers ?? false,
    wholeWord: stored?.wholeWord ?? true,
    matchCase: stored?.matchCase ?? false,
    terms: stored?.terms.join('\n') ?? '',
  }
}

function fieldsOf({ mode, answers, terms, ...draft }: ReturnType<typeof draftOf>) {
  const lines = terms.split('\n').map((line) => line.trim())
  return { ...draft, rule: { mode, answers }, terms: [...new Set(lines.filter(Boolean))] }
}
