import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { LIMIT_METRICS, level } from '../../proxy/contract/limits.ts'
import { useClient } from '../client.tsx'
import { useCommands } from '../commands.ts'
import { useStatus } from '../live.tsx'
import { useSettings } from '../preferences.tsx'
import { SEERS, useRouteParams } from '../routes.ts'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilteredTable } from '../ui/FilteredTable.tsx'
import { ListPage } from '../ui/ListPage.tsx'
import { toast } from '../ui/toast.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'
import { AccessDialog } from './access/AccessDialog.tsx'
import { LimitDialog } from './limits/LimitDialog.tsx'
import { LimitDrawer } from './limits/LimitDrawer.tsx'
import { type LimitRow, limitColumns } from './limits/limitColumns.tsx'
import { byTightness, limitWords, scopeWords, share, whoWords } from './limits/limitWords.ts'
import './limits/limits.css'

const FIELDS = {
  level: level.options,
  metric: LIMIT_METRICS,
  action: ['refuse', 'warn', 'downgrade'],
}

/** Every limit, with its fullest counter. */
export function LimitsPage() {
  const t = useWords('limits')
  const access = useWords('access')
  const common = useWords('common')
  const client = useClient()
  const { timeZone } = useSettings()
  const role = useStatus().data?.actor?.role
  const seesAll = role !== undefined && SEERS.includes(role)
  const [params, setParams] = useRouteParams()
  const [dialog, setDialog] = useState<'add' | 'access'>()
  const now = useNow(10_000)
  const limits = useQuery({ queryKey: ['limits'], queryFn: () => client.limits.list.query() })
  const standings = useQuery({
    queryKey: ['limits', 'standings', {}],
    queryFn: () => client.limits.standings.query({}),
    // Counters move with every call, which is no change of the limits.
    refetchInterval: 5000,
  })
  const add = () => setDialog('add')
  useCommands([{ id: 'limits.add', title: t('add'), section: 'do', shortcut: 'mod+N', run: add }])
  if (limits.isPending) return <p role="status">{common('loading')}</p>
  if (limits.isError) {
    return <ErrorBanner error={limits.error} retry={() => void limits.refetch()} />
  }

  const counters = Map.groupBy(standings.data ?? [], ({ limit }) => limit.id)
  const rows = limits.data.map(
    (limit): LimitRow => ({
      limit,
      fullest: counters.get(limit.id)?.toSorted(byTightness)[0],
      counters: counters.get(limit.id)?.length ?? 0,
    }),
  )
  const open = (id: string | undefined) => setParams({ sel: id })
  const selected = limits.data.find(({ id }) => id === params.get('sel'))
  const dialogs = (
    <>
      {dialog === 'add' && <LimitDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'access' && (
        <AccessDialog
          subject={{ level: 'workspace', subjectId: null }}
          name={access('workspaceName')}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  )
  const buttons = (
    <>
      {seesAll && (
        <>
          <Button variant="default" onClick={() => setDialog('access')}>
            {t('workspaceAccess')}
          </Button>
          <CheckButton />
        </>
      )}
      <Button leftSection={<IconPlus size={16} />} onClick={add}>
        {t('add')}
      </Button>
    </>
  )
  return (
    <ListPage
      label={t('list')}
      empty={
        rows.length === 0
          ? {
              title: t('emptyTitle'),
              text: t('emptyText'),
              actions: <div className="kr-actions">{buttons}</div>,
            }
          : undefined
      }
      detail={
        selected && (
          <LimitDrawer
            key={selected.id}
            of={selected}
            counters={counters.get(selected.id) ?? []}
            onClose={() => open(undefined)}
          />
        )
      }
      dialogs={dialogs}
    >
      <FilteredTable
        label={t('list')}
        rows={rows}
        columns={limitColumns({ t, now, zone: timeZone })}
        rowId={({ limit }) => limit.id}
        selected={selected?.id}
        onSelect={open}
        filter={{
          label: t('filter'),
          placeholder: t('filterHint'),
          noMatch: t('noMatch'),
          text: params.get('f') ?? '',
          onChange: (f) => setParams({ f }),
          fields: FIELDS,
          read: ({ limit }) => ({
            fields: { level: limit.level, metric: limit.metric, action: limit.action.kind },
            text: [
              whoWords(t, limit, limit.subjectName),
              limitWords(t, limit),
              scopeWords(t, limit.scope),
              limit.note,
            ].join(' '),
          }),
        }}
        totals={(shown) => <Totals of={shown} />}
      >
        {buttons}
      </FilteredTable>
    </ListPage>
  )
}

function Totals({ of: rows }: { of: LimitRow[] }) {
  const t = useWords('limits')
  const spent = rows.filter(({ fullest }) => fullest && share(fullest) >= 1).length
  return (
    <>
      <span>{t('total', { count: rows.length })}</span>
      {spent > 0 && <span>{t('totalSpent', { count: spent })}</span>}
    </>
  )
}

/** Counters against the ledger, now. */
function CheckButton() {
  const t = useWords('limits')
  const client = useClient()
  const queries = useQueryClient()
  const checking = useMutation({
    mutationFn: () => client.limits.selfCheck.query(),
    onSuccess: async ({ disagreeing }) => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      toast({ message: t('checked', { count: disagreeing.length }) })
    },
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  return (
    <Button variant="default" loading={checking.isPending} onClick={() => checking.mutate()}>
      {t('check')}
    </Button>
  )
}
