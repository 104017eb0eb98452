import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { factsOfRule } from '../../../proxy/contract/alarmRules.ts'
import type { AlarmRuleLine } from '../../../proxy/contract/alarms.ts'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { useRouteParams } from '../../routes.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { RuleDialog } from './RuleDialog.tsx'
import { thresholdsText } from './ruleDraft.ts'
import { useRules } from './useRules.ts'

/** Everything that is watched for. */
export function RuleList({ tabs }: { tabs: ReactNode }) {
  const t = useWords('alerts')
  const common = useWords('common')
  const [params, setParams] = useRouteParams()
  const role = useStatus().data?.actor?.role
  const mayChange = role === 'owner' || role === 'admin'
  const rules = useRules()
  const onSwitch = useSwitch()
  if (rules.isPending) return <p role="status">{common('loading')}</p>
  if (rules.isError) return <ErrorBanner error={rules.error} retry={() => void rules.refetch()} />
  const open = (sel: string | undefined) => setParams({ sel })
  const selected = rules.data.find(({ kind }) => kind === params.get('sel'))
  return (
    <section className="kr-list" aria-label={t('rules')}>
      <div className="kr-list-main">
        <div className="kr-filter-row">{tabs}</div>
        <DataTable
          label={t('rules')}
          columns={ruleColumns({ t, mayChange, onSwitch })}
          rows={rules.data}
          rowId={({ kind }) => kind}
          selected={selected?.kind}
          onOpen={({ kind }) => mayChange && open(kind)}
          onClose={() => open(undefined)}
        />
      </div>
      {selected && mayChange && <RuleDialog of={selected} onClose={() => open(undefined)} />}
    </section>
  )
}

interface Options {
  t: TFunction<'alerts'>
  mayChange: boolean
  onSwitch: (rule: AlarmRuleLine, on: boolean) => void
}

function ruleColumns({ t, mayChange, onSwitch }: Options): Column<AlarmRuleLine>[] {
  return [
    {
      id: 'on',
      header: t('on'),
      width: 64,
      cell: (rule) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: a click on the switch must not open the row
        <span onClick={(event) => event.stopPropagation()}>
          <Switch
            size="xs"
            aria-label={t('ruleOn', { rule: t(`kind_${rule.kind}`) })}
            checked={rule.on}
            disabled={!mayChange}
            onChange={(event) => onSwitch(rule, event.currentTarget.checked)}
          />
        </span>
      ),
    },
    {
      id: 'rule',
      header: t('rule'),
      width: 190,
      sortBy: ({ kind }) => t(`kind_${kind}`),
      cell: ({ kind }) => <strong title={factsOfRule(kind).about}>{t(`kind_${kind}`)}</strong>,
    },
    {
      id: 'thresholds',
      header: t('thresholds'),
      hideBelow: 720,
      cell: (rule) => <span title={factsOfRule(rule.kind).about}>{thresholdsText(t, rule)}</span>,
    },
    {
      id: 'action',
      header: t('action'),
      width: 130,
      cell: ({ action }) => t(`action_${action}`),
    },
    {
      id: 'tell',
      header: t('tell'),
      width: 270,
      hideBelow: 560,
      cell: ({ tell }) => tell.map((way) => t(`tell_${way}`)).join(', ') || t('tellNone'),
    },
    {
      id: 'fired',
      header: t('fired'),
      width: 130,
      align: 'end',
      sortBy: ({ fired30d }) => fired30d,
      cell: ({ fired30d, expected30d }) =>
        [
          wholeNumber(fired30d),
          ...(expected30d > 0 ? [t('firedExpected', { count: expected30d })] : []),
        ].join(', '),
    },
  ]
}

/** Switches a rule at once, with the way back. */
function useSwitch() {
  const t = useWords('alerts')
  const client = useClient()
  const queries = useQueryClient()
  const switching = useMutation({
    mutationFn: ({ kind, on }: Pick<AlarmRuleLine, 'kind' | 'on'>) =>
      client.alarms.setRule.mutate({ kind, on }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alarms'] }),
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  return ({ kind }: AlarmRuleLine, on: boolean) =>
    switching.mutate(
      { kind, on },
      {
        onSuccess: () =>
          toast({
            message: t(on ? 'ruleSwitchedOn' : 'ruleSwitchedOff'),
            undo: () => switching.mutate({ kind, on: !on }),
          }),
      },
    )
}
