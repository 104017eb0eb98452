import { usageOf } from '../../../proxy/contract/calls.ts'
import type { UsageLine, UsageReport } from '../../../proxy/contract/usage.ts'
import { type Metric, type Sums, TOKEN_BUCKETS, without } from './metrics.ts'

/** At most so many colours can be told apart. */
export const MOST_SERIES = 8

export interface Groups {
  /** The ones that have a series of their own, the largest first. */
  top: UsageLine[]
  /** How many others there are. */
  others: number
}

/** Which groups get a colour: the largest; what does not add up is ranked by calls. */
export function topGroups(lines: readonly UsageLine[], metric: Metric): Groups {
  const size = (line: UsageLine) => (metric.kind === 'sum' ? (metric.of(line) ?? 0) : line.calls)
  const ranked = lines
    .filter((line) => metric.kind !== 'sum' || metric.of(line) !== 0)
    .sort((a, b) => size(b) - size(a) || b.calls - a.calls || (keyOf(a) < keyOf(b) ? -1 : 1))
  if (ranked.length <= MOST_SERIES) return { top: ranked, others: 0 }
  // The rest takes a colour of its own, where there is such a thing as the percentile of the rest: there is not.
  const top = ranked.slice(0, metric.kind === 'percentile' ? MOST_SERIES : MOST_SERIES - 1)
  return { top, others: ranked.length - top.length }
}

export interface FoldedSeries {
  /** Undefined for the rest. */
  line: UsageLine | undefined
  values: (number | null)[]
}

/**
 * The values of each series at each step. `byStep` holds at least the groups of `groups.top`, `whole` all calls of
 * each step: what they hold beyond the top is the rest.
 */
export function foldSeries(of: {
  groups: Groups
  steps: readonly number[]
  byStep: UsageReport
  whole: UsageReport
  metric: Metric
  now: number
}): FoldedSeries[] {
  const { groups, steps, byStep, whole, metric, now } = of
  const lines = new Map(byStep.lines.map((line) => [`${line.at} ${keyOf(line)}`, line]))
  const wholes = linesByStep(whole)
  const valueAt = (step: number, line: UsageLine | Sums | undefined) =>
    step > now ? null : line ? metric.of(line) : metric.kind === 'sum' ? 0 : null
  const series: FoldedSeries[] = groups.top.map((top) => ({
    line: top,
    values: steps.map((step) => valueAt(step, lines.get(`${step} ${keyOf(top)}`))),
  }))
  if (groups.others === 0 || metric.kind === 'percentile') return series
  const rest = steps.map((step) => {
    const all = wholes.get(step)
    const taken = groups.top.flatMap((top) => lines.get(`${step} ${keyOf(top)}`) ?? [])
    return valueAt(step, all && without(all, taken))
  })
  return [...series, { line: undefined, values: rest }]
}

/** The value of all calls at each step. */
export function foldWhole(
  report: UsageReport,
  steps: readonly number[],
  metric: Metric,
  now: number,
): (number | null)[] {
  const wholes = linesByStep(report)
  return steps.map((step) => {
    if (step > now) return null
    const line = wholes.get(step)
    return line ? metric.of(line) : metric.kind === 'sum' ? 0 : null
  })
}

/** Calls without a price at each step; they are in no cost. */
export function unpricedAt(report: UsageReport, steps: readonly number[]): number[] {
  const wholes = linesByStep(report)
  return steps.map((step) => wholes.get(step)?.unpriced ?? 0)
}

/** Each line once for every kind of token that it holds. Nothing but its tokens is meant by such a line. */
export function splitBuckets(
  report: UsageReport,
  nameOf: (bucket: (typeof TOKEN_BUCKETS)[number]) => string,
): UsageReport {
  const used = TOKEN_BUCKETS.filter((bucket) => report.totals.usage[bucket] > 0)
  const lines = report.lines.flatMap((line) =>
    used.map((bucket) => ({
      ...line,
      groups: [bucket],
      labels: [nameOf(bucket)],
      usage: usageOf({ [bucket]: line.usage[bucket] }),
    })),
  )
  return { ...report, lines }
}

/** What tells one group from another. */
export const keyOf = ({ groups }: Pick<UsageLine, 'groups'>) => JSON.stringify(groups)

function linesByStep({ lines }: UsageReport): Map<number | null, UsageLine> {
  return new Map(lines.map((line) => [line.at, line]))
}
