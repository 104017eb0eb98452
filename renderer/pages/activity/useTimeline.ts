import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { CallFilter } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { useLiveCalls } from '../../live.tsx'
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
  const fits = useMemo(() => belongsTo(JSON.parse(filterText) as CallFilter), [filterText])

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
    const begin = { filterText, timeline: startTimeline(data.calls, data.more) }
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

  const wanted =
    isCurrent && !failure ? missing(held.timeline, range.first, range.last + AHEAD) : undefined
  const wantedText = wanted && JSON.stringify(wanted)
  useEffect(() => {
    if (!wantedText) return
    const { kind, before } = JSON.parse(wantedText) as NonNullable<typeof wanted>
    const stop = new AbortController()
    client.calls.page
      .query(
        {
          filter: JSON.parse(filterText) as CallFilter,
          limit: PAGE_SIZE,
          ...(before === null ? {} : { before }),
        },
        { signal: stop.signal },
      )
      .then(
        ({ calls, more }) => {
          if (stop.signal.aborted) return
          change((timeline) => {
            const next =
              kind === 'older' && before !== null
                ? addOlder(timeline, before, calls, more)
                : refill(timeline, before, calls)
            return next
          })
        },
        (error: Error) => !stop.signal.aborted && setFailure(error),
      )
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
    /** Asks again, from the newest calls on. */
    refresh: () => {
      setFailure(undefined)
      void newest.refetch()
    },
  }
}
