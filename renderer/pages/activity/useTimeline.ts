import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CallFilter, CallRecord } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { useLiveCalls } from '../../live.tsx'
import { useSettings } from '../../preferences.tsx'
import { belongsTo } from './belongsTo.ts'
import {
  addOlder,
  dropFar,
  flow,
  missing,
  PAGE_SIZE,
  refill,
  startTimeline,
  type Timeline,
  takeLive,
} from './timeline.ts'

/** Rows fetched before they are reached. */
const AHEAD = 60
/** Parts that a search looks through by itself, a quarter of a second each. */
const PATIENCE = 20

interface Options {
  filter: CallFilter
  /** Whether new calls may come in at the top now. */
  flowing: boolean
}

/** The calls of a filter: pages fetched as they are scrolled to, the newest kept up to date live. */
export function useTimeline({ filter, flowing }: Options) {
  const client = useClient()
  const filterText = JSON.stringify(filter)
  const [held, setHeld] = useState<{ filterText: string; timeline: Timeline }>()
  const [range, setRange] = useState({ first: 0, last: 0 })
  const [failure, setFailure] = useState<Error>()
  const [patience, setPatience] = useState(PATIENCE)
  const isFlowing = useRef(flowing)
  isFlowing.current = flowing
  const isCurrent = held?.filterText === filterText

  const change = useCallback(
    (act: (timeline: Timeline) => Timeline) =>
      setHeld((now) =>
        now?.filterText === filterText ? { ...now, timeline: act(now.timeline) } : now,
      ),
    [filterText],
  )
  const { timeZone } = useSettings()
  const fits = useMemo(
    () => belongsTo(JSON.parse(filterText) as CallFilter, timeZone),
    [filterText, timeZone],
  )

  const newest = useQuery({
    queryKey: ['calls', 'newest', filter],
    queryFn: () => client.calls.page.query({ filter, limit: PAGE_SIZE }),
    // Kept up to date by the live calls; asked for again when those were interrupted.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const { data } = newest
  useEffect(() => {
    if (!data) return
    const begin = { filterText, timeline: startTimeline(data) }
    setPatience(PATIENCE)
    setHeld((now) => {
      if (now?.filterText !== filterText || isFlowing.current) return begin
      const timeline = takeLive(now.timeline, data.calls, { flowing: false, belongs: fits })
      return { filterText, timeline }
    })
  }, [data, filterText, fits])

  useLiveCalls((calls) =>
    change((timeline) => takeLive(timeline, calls, { flowing: isFlowing.current, belongs: fits })),
  )
  useEffect(() => {
    if (flowing) change((timeline) => flow(timeline, fits))
  }, [flowing, change, fits])

  // A search goes on by itself for a while, then waits to be asked.
  const isSearching = isCurrent && held.timeline.lookedBackTo !== null
  const isResting = isSearching && patience <= 0
  const next =
    isCurrent && !failure ? missing(held.timeline, range.first, range.last + AHEAD) : undefined
  const wanted = next?.kind === 'older' && isResting ? undefined : next
  const wantedText = wanted && JSON.stringify(wanted)
  useEffect(() => {
    if (!wantedText) return
    const want = JSON.parse(wantedText) as NonNullable<typeof wanted>
    const stop = new AbortController()
    const ask = (before: string | null, limit: number) =>
      client.calls.page.query(
        {
          ...{ filter: JSON.parse(filterText) as CallFilter, limit },
          ...(before === null ? {} : { before }),
        },
        { signal: stop.signal },
      )
    async function fetchOlder(before: string): Promise<void> {
      const answer = await ask(before, PAGE_SIZE)
      if (stop.signal.aborted) return
      setPatience((left) => (answer.lookedBackTo === null ? PATIENCE : left - 1))
      change((timeline) => addOlder(timeline, before, answer))
    }
    /** A page that was dropped comes back whole, also where a search had put it together. */
    async function fetchAgain(begin: string | null, length: number): Promise<void> {
      const calls: CallRecord[] = []
      let before = begin
      do {
        const answer = await ask(before, length - calls.length)
        calls.push(...answer.calls)
        before = answer.next
      } while (before !== null && calls.length < length && !stop.signal.aborted)
      if (!stop.signal.aborted) change((timeline) => refill(timeline, begin, calls))
    }
    const fetching =
      want.kind === 'older' ? fetchOlder(want.before) : fetchAgain(want.before, want.length)
    fetching.catch((error: Error) => !stop.signal.aborted && setFailure(error))
    return () => stop.abort()
  }, [client, change, filterText, wantedText])

  const onRange = useCallback(
    (first: number, last: number) => {
      setRange((now) => (now.first === first && now.last === last ? now : { first, last }))
      change((timeline) => dropFar(timeline, first))
    },
    [change],
  )
  return {
    /** Of the filter before while the new one is awaited. */
    timeline: held?.timeline,
    isLoading: !isCurrent && !newest.isError,
    error: newest.error ?? failure,
    onRange,
    /** How far a search has looked that has not filled its page; undefined when none goes on. */
    search: isSearching
      ? {
          lookedBackTo: held.timeline.lookedBackTo ?? 0,
          isResting,
          goOn: () => setPatience(PATIENCE),
          stop: () => setPatience(0),
        }
      : undefined,
    /** Asks again, from the newest calls on. */
    refresh: () => {
      setFailure(undefined)
      void newest.refetch()
    },
  }
}
