import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { type CallQuery, readQuery, writeQuery } from '../../proxy/contract/callQuery.ts'
import type { CallFilter } from '../../proxy/contract/calls.ts'
import { withWord } from '../filterWords.ts'
import { useSettings } from '../preferences.tsx'
import { useRouteParams } from '../routes.ts'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { NoMatch } from '../ui/NoMatch.tsx'
import { useWords } from '../words/words.ts'
import { CallDrawer } from './activity/CallDrawer.tsx'
import { CallExport } from './activity/CallExport.tsx'
import { CallList } from './activity/CallList.tsx'
import { CallTotals } from './activity/CallTotals.tsx'
import { ColumnsMenu } from './activity/ColumnsMenu.tsx'
import { NoCalls } from './activity/NoCalls.tsx'
import { hintText } from './activity/queryHints.ts'
import { OwnRange, RangePicker } from './activity/RangePicker.tsx'
import { readRange } from './activity/ranges.ts'
import { SearchLine } from './activity/SearchLine.tsx'
import { rowCount } from './activity/timeline.ts'
import { useColumns } from './activity/useColumns.ts'
import { useKnownNames } from './activity/useKnownNames.ts'
import { useTimeline } from './activity/useTimeline.ts'
import { ViewsMenu } from './views/ViewsMenu.tsx'

/** Typing rests this long before the service is asked. */
const TYPING_MS = 250

export function ActivityPage() {
  const t = useWords('activity')
  const [params, setParams] = useRouteParams()
  const known = useKnownNames()
  const [place, setPlace] = useState({ atTop: true })
  const [active, setActive] = useState<string>()
  const [columns, setColumns] = useColumns()
  const [homeSignal, setHomeSignal] = useState(0)

  const text = params.get('f') ?? ''
  const [typed] = useDebouncedValue(text, TYPING_MS)
  const { timeZone } = useSettings()
  const address = ['t', 'from', 'to'].map((name) => params.get(name) ?? '').join()
  // The beginning of a range stands still until it is chosen again: a moving one would move the rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what stands in the address chooses a range
  const range = useMemo(() => readRange(params, Date.now(), timeZone), [address, timeZone])
  const { query, problems } = useMemo(() => readQuery(typed), [typed])
  // Words that could not be understood are left out, and said to be.
  const filter: CallFilter = {
    ...(query.terms.length > 0 && { query: writeQuery(query) }),
    ...(range.since !== undefined && { since: range.since }),
    ...(range.until !== undefined && { until: range.until }),
  }

  const selected = params.get('sel') ?? undefined
  const { timeline, isLoading, error, search, onRange, refresh } = useTimeline({
    filter,
    flowing: place.atTop && selected === undefined,
  })

  function goHome() {
    setParams({ sel: undefined })
    setActive(undefined)
    setHomeSignal((count) => count + 1)
    setPlace({ atTop: true })
    refresh()
  }

  const isFiltered = typed.trim() !== ''
  const isNarrowed = isFiltered || range.name !== 'live'
  const isEmpty =
    timeline !== undefined && !isLoading && rowCount(timeline) === 0 && search === undefined
  return (
    <section className="kr-list" aria-label={t('title')}>
      <div className="kr-list-main">
        <FilterBar
          label={t('filter')}
          placeholder={t('filterHint')}
          value={text}
          onChange={(f) => setParams({ f })}
          fields={known.fields}
          hints={problems.map((problem) => hintText(t, problem))}
        >
          <RangePicker range={range} onChange={setParams} />
          <ViewsMenu page="activity" params={viewOf(params)} />
          <ColumnsMenu choice={columns} onChange={setColumns} />
          <CallExport filter={filter} />
        </FilterBar>
        {range.name === 'custom' && <OwnRange range={range} onChange={setParams} />}
        {error && <ErrorBanner error={error} retry={refresh} />}
        {error && !timeline ? null : isEmpty && isNarrowed ? (
          <NoMatch
            title={t(isFiltered ? 'noMatch' : 'noMatchRange')}
            onClear={() =>
              setParams({ f: undefined, t: undefined, from: undefined, to: undefined })
            }
          />
        ) : isEmpty ? (
          <NoCalls hasKeys={known.hasKeys} memberId={known.memberId} />
        ) : (
          <CallList
            timeline={timeline}
            isLoading={isLoading}
            isOneMember={isOneMember(query)}
            columns={columns}
            onColumns={setColumns}
            active={active}
            selected={selected}
            onActive={({ id }) => setActive(id)}
            onSelect={({ id }) => setParams({ sel: id })}
            onClose={() => setParams({ sel: undefined })}
            onPlace={({ atTop, first, last }) => {
              setPlace((now) => (now.atTop === atTop ? now : { atTop }))
              onRange(first, last)
            }}
            onHome={goHome}
            homeSignal={homeSignal}
          />
        )}
        {search && <SearchLine {...search} />}
        <CallTotals filter={filter} />
      </div>
      {selected && (
        <CallDrawer
          key={selected}
          id={selected}
          onFilter={(field, value) =>
            setParams({ f: withWord(text, field, value), sel: undefined })
          }
          onClose={() => setParams({ sel: undefined })}
        />
      )}
    </section>
  )
}

/** All rows are of one member, as far as the filter can tell. */
function isOneMember({ terms }: CallQuery): boolean {
  return terms.some((term) => {
    const [name, other] = term.field === 'member' && !term.negated ? term.names : []
    return name !== undefined && name !== 'none' && name.quoted && other === undefined
  })
}

/** The address of the page without the call that is looked at. */
function viewOf(params: URLSearchParams): string {
  const view = new URLSearchParams(params)
  view.delete('sel')
  return view.toString()
}
