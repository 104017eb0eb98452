import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ALARM_KINDS, alarmSeverity } from '../../../proxy/contract/alarmRules.ts'
import type { Alarm } from '../../../proxy/contract/alarms.ts'
import { alarmReason, alarmTitle } from '../../../proxy/contract/alarmWords.ts'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { SEERS, useRouteParams } from '../../routes.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FilteredTable } from '../../ui/FilteredTable.tsx'
import { useNow } from '../../ui/useNow.ts'
import { useWords } from '../../words/words.ts'
import { AlertDrawer } from './AlertDrawer.tsx'
import { alertColumns } from './alertColumns.tsx'
import { useRules } from './useRules.ts'

const MOST = 500
const FIELDS = {
  kind: ALARM_KINDS,
  severity: alarmSeverity.options,
  state: ['open', 'acknowledged'],
  member: [],
  address: [],
}

/** Alerts that wait for somebody, or those that are over; each cause once, with its count. */
export function AlertList({ show, tabs }: { show: 'open' | 'history'; tabs: ReactNode }) {
  const t = useWords('alerts')
  const common = useWords('common')
  const client = useClient()
  const [params, setParams] = useRouteParams()
  const now = useNow(30_000)
  const isHistory = show === 'history'
  const list = useQuery({
    queryKey: ['alarms', 'list', show],
    queryFn: () =>
      client.alarms.list.query(isHistory ? { state: 'solved', limit: MOST } : { limit: MOST }),
  })
  if (list.isPending) return <p role="status">{common('loading')}</p>
  if (list.isError) return <ErrorBanner error={list.error} retry={() => void list.refetch()} />
  const rows = list.data.alarms.filter(({ state }) => (state === 'solved') === isHistory)
  const open = (id: string | undefined) => setParams({ sel: id })
  const wanted = params.get('sel')
  return (
    <section className="kr-list" aria-label={t('list')}>
      {rows.length === 0 ? (
        <div className="kr-list-main">
          <div className="kr-filter-row">{tabs}</div>
          <section className="kr-panel">
            {isHistory ? (
              <EmptyState title={t('emptyHistory')}>{t('emptyHistoryText')}</EmptyState>
            ) : (
              <Watching />
            )}
          </section>
        </div>
      ) : (
        <FilteredTable
          label={t('list')}
          rows={rows}
          columns={alertColumns({ t, now })}
          rowId={({ id }) => id}
          selected={wanted ?? undefined}
          onSelect={open}
          filter={{
            label: t('filter'),
            placeholder: t('filterHint'),
            noMatch: t('noMatch'),
            text: params.get('f') ?? '',
            onChange: (f) => setParams({ f }),
            fields: FIELDS,
            read: (alarm) => ({
              fields: {
                ...{ kind: alarm.kind, severity: alarm.severity, state: alarm.state },
                ...{ member: alarm.memberName ?? '', address: alarm.address ?? '' },
              },
              text: [t(`kind_${alarm.kind}`), alarmTitle(alarm), alarmReason(alarm)].join(' '),
            }),
          }}
          totals={(shown) => <Totals of={shown} isCut={list.data.more} />}
        >
          {tabs}
        </FilteredTable>
      )}
      {wanted && <AlertDrawer key={wanted} id={wanted} onClose={() => open(undefined)} />}
    </section>
  )
}

/** That nothing happened is worth something only where something watches. */
function Watching() {
  const t = useWords('alerts')
  const role = useStatus().data?.actor?.role
  const seesRules = role !== undefined && SEERS.includes(role)
  const [, setParams] = useRouteParams()
  const watching = (useRules(seesRules).data ?? []).filter(({ on }) => on).length
  return (
    <EmptyState
      title={t('emptyTitle')}
      actions={
        seesRules && <Button onClick={() => setParams({ show: 'rules' })}>{t('seeRules')}</Button>
      }
    >
      {seesRules ? t('emptyText', { count: watching }) : t('emptyTextLead')}
    </EmptyState>
  )
}

function Totals({ of: alarms, isCut }: { of: Alarm[]; isCut: boolean }) {
  const t = useWords('alerts')
  const high = alarms.filter(({ severity }) => severity === 'high' || severity === 'critical')
  return (
    <>
      <span>{t('total', { count: alarms.length })}</span>
      {high.length > 0 && <span>{t('totalHigh', { count: high.length })}</span>}
      {isCut && <span>{t('more', { count: MOST })}</span>}
    </>
  )
}
