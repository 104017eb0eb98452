import { Button, SegmentedControl } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { AUDIT_FIELDS, auditResult, auditSource } from '../../proxy/contract/audit.ts'
import { useClient } from '../client.tsx'
import { withWord } from '../filterWords.ts'
import { useRouteParams } from '../routes.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { NoMatch } from '../ui/NoMatch.tsx'
import { auditActs } from '../words/en/audit.ts'
import { useWords } from '../words/words.ts'
import { AuditDrawer } from './audit/AuditDrawer.tsx'
import { AuditProof } from './audit/AuditProof.tsx'
import { auditColumns } from './audit/auditColumns.tsx'
import { auditFilterOf } from './audit/auditWords.ts'
import './audit/audit.css'

const DAY = 86_400_000
const RANGES = { all: undefined, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const
type Range = keyof typeof RANGES
const isRange = (text: string | null): text is Range => text !== null && text in RANGES

const PAGE = 200
const TYPING_MS = 250

/** Who did what, and whether the log of it is whole. Nothing here can be deleted. */
export function AuditPage() {
  const t = useWords('audit')
  const common = useWords('common')
  const client = useClient()
  const [params, setParams] = useRouteParams()
  const text = params.get('f') ?? ''
  const [typed] = useDebouncedValue(text, TYPING_MS)
  const wanted = params.get('t')
  const range = isRange(wanted) ? wanted : 'all'
  const since = useMemo(() => {
    const length = RANGES[range]
    return length === undefined ? undefined : Date.now() - length
  }, [range])
  const { filter: words, unknown } = auditFilterOf(typed)
  const filter = { ...words, ...(since !== undefined && { since }) }
  const people = useQuery({
    queryKey: ['administrators'],
    queryFn: () => client.administrators.list.query(),
  })
  const pages = useInfiniteQuery({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ pageParam }) =>
      client.audit.list.query({
        ...{ filter, limit: PAGE },
        ...(pageParam !== undefined && { before: pageParam }),
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.more ? last.acts.at(-1)?.seq : undefined),
    placeholderData: keepPreviousData,
  })

  if (pages.isPending) return <p role="status">{common('loading')}</p>
  if (pages.isError) return <ErrorBanner error={pages.error} retry={() => void pages.refetch()} />
  const acts = pages.data.pages.flatMap((page) => page.acts)
  const selected = acts.find(({ seq }) => `${seq}` === params.get('sel'))
  const isNarrowed = typed.trim() !== '' || since !== undefined
  const fields: Record<string, readonly string[]> = {
    ...Object.fromEntries(AUDIT_FIELDS.map((field) => [field, []])),
    who: people.data?.map(({ name }) => name) ?? [],
    role: ['owner', 'admin', 'teamLead', 'auditor', 'viewer'],
    action: Object.keys(auditActs),
    result: auditResult.options,
    source: auditSource.options,
  }
  return (
    <section className="kr-list" aria-label={t('title')}>
      <div className="kr-list-main">
        <AuditProof filter={filter} />
        <FilterBar
          label={t('filter')}
          placeholder={t('filterHint')}
          value={text}
          onChange={(f) => setParams({ f })}
          fields={fields}
          hints={unknown.map((field) =>
            t('unknownField', { field, known: AUDIT_FIELDS.join(', ') }),
          )}
        >
          <SegmentedControl
            aria-label={t('range')}
            value={range}
            onChange={(value) => setParams({ t: value === 'all' ? undefined : value })}
            data={(Object.keys(RANGES) as Range[]).map((value) => ({
              value,
              label: t(`range_${value}`),
            }))}
          />
        </FilterBar>
        {acts.length > 0 ? (
          <DataTable
            label={t('list')}
            columns={auditColumns(t)}
            rows={acts}
            rowId={({ seq }) => `${seq}`}
            selected={selected && `${selected.seq}`}
            onOpen={({ seq }) => setParams({ sel: `${seq}` })}
            onClose={() => setParams({ sel: undefined })}
          />
        ) : isNarrowed ? (
          <NoMatch title={t('noMatch')} onClear={() => setParams({ f: undefined, t: undefined })} />
        ) : (
          <EmptyState title={t('emptyTitle')}>{t('emptyText')}</EmptyState>
        )}
        <div className="kr-totals">
          <span>{t('shown', { count: acts.length })}</span>
          {pages.hasNextPage && (
            <Button
              size="compact-xs"
              variant="default"
              loading={pages.isFetchingNextPage}
              onClick={() => void pages.fetchNextPage()}
            >
              {t('older')}
            </Button>
          )}
        </div>
      </div>
      {selected && (
        <AuditDrawer
          key={selected.seq}
          of={selected}
          onFilter={(field, value) => setParams({ f: withWord('', field, value), sel: undefined })}
          onClose={() => setParams({ sel: undefined })}
        />
      )}
    </section>
  )
}
