import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccessRequest } from '../../proxy/contract/requests.ts'
import { useClient } from '../client.tsx'
import { useCommands } from '../commands.ts'
import { useStatus } from '../live.tsx'
import { useRouteParams } from '../routes.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { useNow } from '../ui/useNow.ts'
import { useWords } from '../words/words.ts'
import { ApproveDialog } from './requests/ApproveDialog.tsx'
import { DeclineDialog } from './requests/DeclineDialog.tsx'
import { RequestDrawer } from './requests/RequestDrawer.tsx'
import { requestColumns } from './requests/requestColumns.tsx'

type Deciding = { kind: 'approve' | 'decline'; request: AccessRequest }

/** The inbox of what members ask for; `A` approves and `D` declines the one that is open. */
export function RequestsPage() {
  const t = useWords('requests')
  const common = useWords('common')
  const client = useClient()
  const origin = useStatus().data?.proxy.url ?? ''
  const [params, setParams] = useRouteParams()
  const [deciding, setDeciding] = useState<Deciding>()
  const now = useNow(30_000)
  const requests = useQuery({ queryKey: ['requests'], queryFn: () => client.requests.list.query() })
  const isHistory = params.get('show') === 'history'
  const shown = (requests.data ?? []).filter(({ state }) => (state === 'open') !== isHistory)
  const selected = shown.find(({ id }) => id === params.get('sel'))
  const isOpen = selected?.state === 'open'
  useCommands(
    selected && isOpen
      ? (['approve', 'decline'] as const).map((kind) => ({
          id: `requests.${kind}`,
          title: `${t(kind)}: ${selected.memberName}`,
          section: 'do' as const,
          shortcut: kind === 'approve' ? 'a' : 'd',
          run: () => setDeciding({ kind, request: selected }),
        }))
      : [],
  )

  if (requests.isPending) return <p role="status">{common('loading')}</p>
  if (requests.isError) {
    return <ErrorBanner error={requests.error} retry={() => void requests.refetch()} />
  }
  const open = (id: string | undefined) => setParams({ sel: id })
  const close = () => setDeciding(undefined)
  return (
    <section className="kr-list" aria-label={t('list')}>
      <div className="kr-list-main">
        <div className="kr-filter-row">
          <SegmentedControl
            aria-label={t('which')}
            value={isHistory ? 'history' : 'open'}
            data={(['open', 'history'] as const).map((value) => ({ value, label: t(value) }))}
            onChange={(show) =>
              setParams({ show: show === 'open' ? undefined : show, sel: undefined })
            }
          />
        </div>
        {shown.length === 0 ? (
          <section className="kr-panel">
            <EmptyState title={t(isHistory ? 'emptyHistory' : 'emptyTitle')}>
              {isHistory ? undefined : t('emptyText', { origin })}
            </EmptyState>
          </section>
        ) : (
          <DataTable
            label={t('list')}
            columns={requestColumns({
              t,
              now,
              onDecide: (kind, request) => setDeciding({ kind, request }),
            })}
            rows={shown}
            rowId={({ id }) => id}
            selected={selected?.id}
            onOpen={({ id }) => open(id)}
            onClose={() => open(undefined)}
          />
        )}
        <p className="kr-totals">{t('total', { count: shown.length })}</p>
      </div>
      {selected && (
        <RequestDrawer
          of={selected}
          onDecide={(kind) => setDeciding({ kind, request: selected })}
          onClose={() => open(undefined)}
        />
      )}
      {deciding?.kind === 'approve' && <ApproveDialog of={deciding.request} onClose={close} />}
      {deciding?.kind === 'decline' && <DeclineDialog of={deciding.request} onClose={close} />}
    </section>
  )
}
