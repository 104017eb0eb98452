import type { Percentiles } from '../../contract/usage.ts'
import type { Db } from '../db.ts'

/**
 * How many of the measured times fell into which range. Ranges grow by 9 % each, so that every time is told within
 * 4.4 %, from a millisecond to a day. Stored as pairs of a byte (which range) and a number (how many), ranges in
 * order: a call of its own takes two bytes.
 */
const GROWTH = Math.log(1.09)
const RANGES = 256
/** The figure that is least wrong for all whole milliseconds of a range. */
const MIDDLES = Array.from({ length: RANGES }, (_, range) => {
  if (range === 0) return 0
  const least = Math.floor(Math.exp((range - 2) * GROWTH) + 1e-9) + 1
  const most = Math.max(least, Math.floor(Math.exp((range - 1) * GROWTH) + 1e-9))
  return Math.round((20 * least * most) / (least + most)) / 10
})
/** Where a time belongs; times that come often are looked up. */
const KNOWN = Array.from({ length: 65_536 }, (_, ms) => computedRange(ms))

export type Histogram = Map<number, number>

export function addTime(histogram: Histogram, ms: number): void {
  const range = rangeOf(ms)
  histogram.set(range, (histogram.get(range) ?? 0) + 1)
}

export function addHistogram(histogram: Histogram, packed: Uint8Array | null): void {
  if (packed === null) return
  for (let at = 0; at < packed.length; ) {
    const range = packed[at++] ?? 0
    let count = 0
    let digit: number
    let weight = 1
    do {
      digit = packed[at++] ?? 0
      count += (digit & 0x7f) * weight
      weight *= 128
    } while (digit > 0x7f)
    histogram.set(range, (histogram.get(range) ?? 0) + count)
  }
}

/** Null when nothing was measured. */
export function packHistogram(histogram: Histogram): Buffer | null {
  if (histogram.size === 0) return null
  const bytes: number[] = []
  for (const [range, count] of [...histogram].sort(([a], [b]) => a - b)) {
    bytes.push(range)
    let rest = count
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
    bytes.push(rest)
  }
  return Buffer.from(bytes)
}

/** Null when nothing was measured. */
export function percentilesOf(histogram: Histogram): Percentiles | null {
  const ranges = [...histogram].sort(([a], [b]) => a - b)
  const total = ranges.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  const at = (share: number) => {
    // The place of the one that is asked for, when all times stand in order.
    let before = Math.max(1, Math.ceil(total * share))
    for (const [range, count] of ranges) {
      before -= count
      if (before <= 0) return MIDDLES[range] ?? 0
    }
    return 0
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Teaches a connection `histogramOf(times)`, `histogramSum(histograms)` and `histogramWith(one, other)`. */
export function teachHistograms({ raw }: Db): void {
  raw.aggregate('histogramOf', {
    start: (): Histogram => new Map(),
    step(histogram, ms) {
      if (typeof ms === 'number') addTime(histogram, ms)
    },
    result: packHistogram,
  })
  raw.aggregate('histogramSum', {
    start: (): Histogram => new Map(),
    step(histogram, packed) {
      addHistogram(histogram, packed as unknown as Uint8Array | null)
    },
    result: packHistogram,
  })
  raw.function('histogramWith', { deterministic: true }, (one, other) => {
    if (one === null) return other
    if (other === null) return one
    const histogram: Histogram = new Map()
    addHistogram(histogram, one as Uint8Array)
    addHistogram(histogram, other as Uint8Array)
    return packHistogram(histogram)
  })
}

function rangeOf(ms: number): number {
  return KNOWN[ms] ?? computedRange(ms)
}

function computedRange(ms: number): number {
  if (ms < 1) return 0
  return Math.min(RANGES - 1, 1 + Math.ceil(Math.log(ms) / GROWTH - 1e-9))
}
