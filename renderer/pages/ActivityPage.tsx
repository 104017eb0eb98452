import { SegmentedControl } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { type CallQuery, readQuery, writeQuery } from '../../proxy/contract/callQuery.ts'
import type { CallFilter } from '../../proxy/contract/calls.ts'
import { withWord } from '../filterWords.ts'
import { useRouteParams } from '../routes.ts'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { NoMatch } from '../ui/NoMatch.tsx'
import { useWords } from '../words/words.ts'
import { CallDrawer } from './activity/CallDrawer.tsx'
import { CallList } from './activity/CallList.tsx'
import { CallTotals } from './activity/CallTotals.tsx'
import { ExportMenu } from './activity/ExportMenu.tsx'
import { NoCalls } from './activity/NoCalls.tsx'
import { hintText } from './activity/queryHints.ts'
import { rowCount } from './activity/timeline.ts'
import { useKnownNames } from './activity/useKnownNames.ts'
import { useTimeline } from './activity/useTimeline.ts'

const HOUR = 3_600_000
const RANGES = { live: undefined, '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR } as const
type Range = keyof typeof RANGES
const isRange = (text: string | null): text is Range => text !== null && text in RANGES

/** Typing rests this long before the service is asked. */
const TYPING_MS = 250

export function ActivityPage() {
  const t = useWords('activity')
  const [params, setParams] = useRouteParams()
  const known = useKnownNames()
  const [place, setPlace] = useState({ atTop: true })
  const [active, setActive] = useState<string>()
  const [homeSignal, setHomeSignal] = useState(0)

  const text = params.get('f') ?? ''
  const [typed] = useDebouncedValue(text, TYPING_MS)
  const wantedRange = params.get('t')
  const range = isRange(wantedRange) ? wantedRange : 'live'
  // The beginning of a range stands still until it is chosen again: a moving one would move the rows.
  const since = useMemo(() => {
    const length = RANGES[range]
    return length === undefined ? undefined : Date.now() - length
  }, [range])
  const { query, problems } = useMemo(() => readQuery(typed), [typed])
  // Words that could not be understood are left out, and said to be.
  const filter: CallFilter = {
    ...(query.terms.length > 0 && { query: writeQuery(query) }),
    ...(since !== undefined && { since }),
  }

  const selected = params.get('sel') ?? undefined
  const { timeline, isLoading, error, onRange, refresh } = useTimeline({
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
  const isNarrowed = isFiltered || since !== undefined
  const isEmpty = timeline !== undefined && !isLoading && rowCount(timeline) === 0
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
          <SegmentedControl
            aria-label={t('range')}
            value={range}
            onChange={(value) => setParams({ t: value === 'live' ? undefined : value })}
            data={(Object.keys(RANGES) as Range[]).map((value) => ({
              value,
              label: t(`range_${value}`),
            }))}
          />
          <ExportMenu filter={filter} />
        </FilterBar>
        {error && <ErrorBanner error={error} retry={refresh} />}
        {error && !timeline ? null : isEmpty && isNarrowed ? (
          <NoMatch
            title={t(isFiltered ? 'noMatch' : 'noMatchRange')}
            onClear={() => setParams({ f: undefined, t: undefined })}
          />
        ) : isEmpty ? (
          <NoCalls hasKeys={known.hasKeys} memberId={known.memberId} />
        ) : (
          <CallList
            timeline={timeline}
            isLoading={isLoading}
            isOneMember={isOneMember(query)}
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
