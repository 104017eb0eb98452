import type { UsageReport } from '../../../proxy/contract/usage.ts'

/** Calls that took longer than `from` and up to `upTo` milliseconds. */
export interface TimeBin {
  from: number
  upTo: number
  /** The last one, which has no end. */
  isOpen: boolean
  totalMs: number
  firstByteMs: number
}

const EDGES = [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000]

/** The spread of times in steps that people count in, without the empty ones at both ends. */
export function timeBins({ totalMs, firstByteMs }: UsageReport['spread']): TimeBin[] {
  const bins = [...EDGES, Number.POSITIVE_INFINITY].map((upTo, index): TimeBin => {
    const from = EDGES[index - 1] ?? 0
    const count = (spread: UsageReport['spread']['totalMs']) =>
      spread.reduce(
        // A call that took no time at all belongs to the first.
        (sum, [ms, calls]) => sum + (ms <= upTo && (ms > from || index === 0) ? calls : 0),
        0,
      )
    const counts = { totalMs: count(totalMs), firstByteMs: count(firstByteMs) }
    return { from, upTo, isOpen: index === EDGES.length, ...counts }
  })
  const isUsed = (bin: TimeBin) => bin.totalMs + bin.firstByteMs > 0
  return bins.slice(Math.max(0, bins.findIndex(isUsed)), bins.findLastIndex(isUsed) + 1)
}
