import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../../proxy/contract/amounts.ts'
import { USAGE_BUCKETS, type Usage, usageOf } from '../../../proxy/contract/calls.ts'
import type { UsageLine } from '../../../proxy/contract/usage.ts'
import { budget, duration, money, rate, share, tokens, UNKNOWN } from '../../format.ts'

/** What of a line can be added up, and taken away again. */
export type Sums = Pick<
  UsageLine,
  'calls' | 'failed' | 'refused' | 'unpriced' | 'usage' | 'costNanoUsd'
>

interface Unit {
  value: (value: number | null) => string
  axis: (value: number) => string
  plain: (value: number) => number
  /** As a CSV heading says it. */
  csv: string
  leastInterval: number
}

const UNITS = {
  money: {
    ...{ value: money, axis: budget, plain: (nano: number) => nano / 1e9, csv: 'USD' },
    // A ten-thousandth of a dollar: finer lines would all be called $0.
    leastInterval: 100_000,
  },
  count: {
    ...{ value: tokens, axis: tokens, plain: (count: number) => count, csv: 'count' },
    leastInterval: 1,
  },
  share: {
    value: (part: number | null) => (part === null ? UNKNOWN : share(part, 1)),
    axis: (part: number) => `${Math.round(part * 1000) / 10}\u00a0%`,
    ...{ plain: (part: number) => Math.round(part * 1e6) / 1e4, csv: '%', leastInterval: 0.001 },
  },
  ms: {
    ...{ value: duration, axis: duration, plain: (ms: number) => ms, csv: 'ms' },
    leastInterval: 1,
  },
  rate: {
    ...{ value: rate, axis: rate, plain: (perSecond: number) => Math.round(perSecond * 100) / 100 },
    ...{ csv: 'tokens/s', leastInterval: 0.1 },
  },
} satisfies Record<string, Unit>

export interface Metric {
  unit: Unit
  /** `sum` adds up over groups; of the others the rest is either computed from its sums or, for percentiles, unknown. */
  kind: 'sum' | 'ratio' | 'percentile'
  /** Null where it is unknown, which is not zero. */
  of: (line: UsageLine | Sums) => number | null
}

export const METRICS = {
  cost: { ...sum(costOf), unit: UNITS.money },
  calls: sum(({ calls }) => calls),
  tokens: sum(({ usage }) => inputOf(usage) + outputOf(usage)),
  input: sum(({ usage }) => inputOf(usage)),
  output: sum(({ usage }) => outputOf(usage)),
  cached: sum(({ usage }) => usage.cachedRead),
  reasoning: sum(({ usage }) => usage.reasoning),
  errors: ratio(({ failed, refused, calls }) => part(failed + refused, calls)),
  cacheShare: ratio(({ usage }) => part(usage.cachedRead, inputOf(usage))),
  firstMedian: percentile('firstByteMs', 'p50'),
  firstP95: percentile('firstByteMs', 'p95'),
  timeMedian: percentile('totalMs', 'p50'),
  timeP95: percentile('totalMs', 'p95'),
  // Like a percentile in that the rest cannot be told: its time is in no sum that is taken apart.
  speed: { kind: 'percentile', unit: UNITS.rate, of: speedOf },
} satisfies Record<string, Metric>

export type MetricId = keyof typeof METRICS
export const METRIC_IDS = Object.keys(METRICS) as MetricId[]

/** Buckets that are counted in tokens, by which tokens can be told apart. */
export const TOKEN_BUCKETS = [...INPUT_BUCKETS, ...OUTPUT_BUCKETS] as const

/** The cost of nothing but calls without a price is unknown. */
export function costOf({ costNanoUsd, unpriced }: Sums): number | null {
  return costNanoUsd === 0 && unpriced > 0 ? null : costNanoUsd
}

/** Output tokens per second, waiting included. */
function speedOf(line: UsageLine | Sums): number | null {
  const ms = ('totalMs' in line && line.totalMs?.sum) || 0
  return ms === 0 ? null : outputOf(line.usage) / (ms / 1000)
}

export const inputOf = (usage: Usage) => sumOfBuckets(usage, INPUT_BUCKETS)
export const outputOf = (usage: Usage) => sumOfBuckets(usage, OUTPUT_BUCKETS)

/** What is left of a whole when some of its lines are taken away. */
export function without(whole: Sums, taken: readonly Sums[]): Sums {
  const less = (of: (sums: Sums) => number) =>
    Math.max(0, of(whole) - taken.reduce((all, each) => all + of(each), 0))
  return {
    calls: less(({ calls }) => calls),
    failed: less(({ failed }) => failed),
    refused: less(({ refused }) => refused),
    unpriced: less(({ unpriced }) => unpriced),
    costNanoUsd: less(({ costNanoUsd }) => costNanoUsd),
    usage: usageOf(
      Object.fromEntries(
        USAGE_BUCKETS.map((bucket) => [bucket, less(({ usage }) => usage[bucket])]),
      ),
    ),
  }
}

function sum(of: Metric['of']): Metric {
  return { kind: 'sum', unit: UNITS.count, of }
}

function ratio(of: Metric['of']): Metric {
  return { kind: 'ratio', unit: UNITS.share, of }
}

function percentile(field: 'totalMs' | 'firstByteMs', at: 'p50' | 'p95'): Metric {
  return {
    kind: 'percentile',
    unit: UNITS.ms,
    of: (line) => (field in line ? ((line as UsageLine)[field]?.[at] ?? null) : null),
  }
}

const part = (some: number, whole: number) => (whole === 0 ? null : some / whole)
