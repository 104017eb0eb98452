import type { Percentiles, TimeSpread } from '../../contract/usage.ts'
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

/** Beyond so many additions, a number for each range takes less room and time than a map. */
const FEW = 60

/** Counts by range while they are added up. */
export class Histogram {
  #few: Map<number, number> | undefined = new Map()
  #many: Float64Array | undefined
  #added = 0

  add(range: number, count: number): void {
    if (this.#many) {
      this.#many[range] = (this.#many[range] as number) + count
      return
    }
    this.#few?.set(range, (this.#few.get(range) ?? 0) + count)
    if (++this.#added < FEW) return
    const many = new Float64Array(RANGES)
    for (const [known, calls] of this.#few ?? []) many[known] = calls
    this.#many = many
    this.#few = undefined
  }

  /** Ranges and counts, shortest first. */
  entries(): [range: number, count: number][] {
    if (this.#few) return [...this.#few].sort(([a], [b]) => a - b)
    const found: [number, number][] = []
    this.#many?.forEach((count, range) => {
      if (count > 0) found.push([range, count])
    })
    return found
  }
}

export function addTime(histogram: Histogram, ms: number): void {
  histogram.add(rangeOf(ms), 1)
}

/** Adds a packed histogram, which may be a part of something longer. */
export function addHistogram(
  histogram: Histogram,
  packed: Uint8Array | null,
  from = 0,
  to = packed?.length ?? 0,
): void {
  if (packed === null) return
  for (let at = from; at < to; ) {
    const range = packed[at++] as number
    let digit = packed[at++] as number
    let count = digit & 0x7f
    for (let weight = 128; digit > 0x7f; weight *= 128) {
      digit = packed[at++] as number
      count += (digit & 0x7f) * weight
    }
    histogram.add(range, count)
  }
}

/** Null when nothing was measured. */
export function packHistogram(histogram: Histogram): Buffer | null {
  const bytes: number[] = []
  for (const [range, count] of histogram.entries()) {
    bytes.push(range)
    let rest = count
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
    bytes.push(rest)
  }
  return bytes.length === 0 ? null : Buffer.from(bytes)
}

/** Null when nothing was measured. */
export function percentilesOf(histogram: Histogram): Percentiles | null {
  const ranges = histogram.entries()
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
  const sum = ranges.reduce((all, [range, count]) => all + (MIDDLES[range] ?? 0) * count, 0)
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), sum: Math.round(sum) }
}

/** How many times fell around which figure, shortest first. */
export function spreadOf(histogram: Histogram): TimeSpread {
  return histogram.entries().map(([range, count]) => [MIDDLES[range] ?? 0, count])
}

/** Teaches a connection `histogramOf(times)`, `histogramSum(histograms)` and `histogramWith(one, other)`. */
export function teachHistograms({ raw }: Db): void {
  raw.aggregate('histogramOf', {
    start: (): Histogram => new Histogram(),
    step(histogram, ms) {
      if (typeof ms === 'number') addTime(histogram, ms)
    },
    result: packHistogram,
  })
  raw.aggregate('histogramSum', {
    start: (): Histogram => new Histogram(),
    step(histogram, packed) {
      addHistogram(histogram, packed as unknown as Uint8Array | null)
    },
    result: packHistogram,
  })
  raw.function('histogramWith', { deterministic: true }, (one, other) => {
    if (one === null) return other
    if (other === null) return one
    return joined(one as Uint8Array, other as Uint8Array)
  })
}

/** Two packed histograms as one. Every rolled-up hour comes by here: ranges stand in order, so no map is needed. */
export function joined(one: Uint8Array, other: Uint8Array): Buffer {
  const sum = Buffer.allocUnsafe(one.length + other.length + CARRIES)
  const a = new Reader(one)
  const b = new Reader(other)
  let end = 0
  while (!a.over || !b.over) {
    const takesA = !a.over && (b.over || a.range <= b.range)
    const takesB = !b.over && (a.over || b.range <= a.range)
    sum[end++] = takesA ? a.range : b.range
    let rest = (takesA ? a.count : 0) + (takesB ? b.count : 0)
    for (; rest > 0x7f; rest = Math.floor(rest / 128)) sum[end++] = (rest % 128) | 0x80
    sum[end++] = rest
    if (takesA) a.next()
    if (takesB) b.next()
  }
  return sum.subarray(0, end)
}

/** A sum can need one digit more than the longer of its terms, in each range. */
const CARRIES = RANGES

/** Goes through a packed histogram, range by range. */
class Reader {
  readonly #packed: Uint8Array
  #at = 0
  range = 0
  count = 0
  over = false

  constructor(packed: Uint8Array) {
    this.#packed = packed
    this.next()
  }

  next(): void {
    const packed = this.#packed
    if (this.#at >= packed.length) {
      this.over = true
      return
    }
    this.range = packed[this.#at++] ?? 0
    this.count = 0
    for (let weight = 1; ; weight *= 128) {
      const digit = packed[this.#at++] ?? 0
      this.count += (digit & 0x7f) * weight
      if (digit <= 0x7f) return
    }
  }
}

function rangeOf(ms: number): number {
  return KNOWN[ms] ?? computedRange(ms)
}

function computedRange(ms: number): number {
  if (ms < 1) return 0
  return Math.min(RANGES - 1, 1 + Math.ceil(Math.log(ms) / GROWTH - 1e-9))
}
