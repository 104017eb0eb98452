import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { CallFilter, CallSums } from '../../../proxy/contract/calls.ts'
import { type Client, useClient } from '../../client.tsx'
import { useLiveCalls } from '../../live.tsx'

/** Sums are asked for at most this often while calls come in; and rest for longer than they took. */
const REST_MS = 2000
const REST_TIMES = 10
/** Parts that are counted by themselves, a quarter of a second each. */
const PARTS = 20

/** What a filter adds up to, kept up to date; a long count is put together from parts that let others go between. */
export function useTotals(filter: CallFilter) {
  const client = useClient()
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const took = useRef(0)
  const key = ['calls', 'totals', filter]
  const totals = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const began = performance.now()
      const sums = await countOn(client, filter, undefined, signal)
      took.current = performance.now() - began
      return sums
    },
    placeholderData: (before) => before,
  })
  const isWhole = totals.data?.next === null
  useLiveCalls(() => {
    // What took long to count is not counted again for each call.
    if (!isWhole) return
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined
        void queries.invalidateQueries({ queryKey: ['calls', 'totals'] })
      },
      Math.max(REST_MS, REST_TIMES * took.current),
    )
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    sums: totals.data,
    error: totals.error,
    countOn: async () => {
      const more = await countOn(client, filter, totals.data)
      queries.setQueryData(key, more)
    },
  }
}

async function countOn(
  client: Client,
  filter: CallFilter,
  before: CallSums | undefined,
  signal?: AbortSignal,
): Promise<CallSums> {
  let sums = before
  for (let part = 0; part < PARTS && sums?.next !== null; part++) {
    const next = sums?.next
    const found: CallSums = await client.calls.totals.query(
      { filter, ...(next && { before: next }) },
      { ...(signal && { signal }) },
    )
    sums = sums ? added(sums, found) : found
  }
  if (!sums) throw new Error('Nothing was counted')
  return sums
}

function added(one: CallSums, other: CallSums): CallSums {
  return {
    ...other,
    calls: one.calls + other.calls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    unpriced: one.unpriced + other.unpriced,
  }
}
