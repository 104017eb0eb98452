import { useQuery } from '@tanstack/react-query'
import type {
  UsageFilter,
  UsageLine,
  UsageQuery,
  UsageReport,
} from '../../../proxy/contract/usage.ts'
import {
  type Span,
  samePartBefore,
  spanBefore,
  spanOf,
  stepFor,
} from '../../../proxy/contract/usageRange.ts'
import { type Client, useClient } from '../../client.tsx'
import { useSettings } from '../../preferences.tsx'
import { type Groups, splitBuckets, topGroups } from './foldUsage.ts'
import { METRICS, type TOKEN_BUCKETS } from './metrics.ts'
import { filterOf, type Group, type Question } from './question.ts'

export type Step = 'hour' | 'day' | 'month'

/** Everything one question needs, all of one moment. */
export interface Usage {
  question: Question
  span: Span
  step: Step
  zone: string
  now: number
  /** Whole range, by group. */
  table: UsageReport
  groups: Groups
  /** By step and group; holds at least the groups with a series of their own. */
  byStep: UsageReport
  /** By step alone. */
  whole: UsageReport
  before?: { span: Span; whole: UsageReport; samePart: UsageReport }
}

export interface Asked {
  question: Question
  span: Span
  step: Step
  bucketName: (bucket: (typeof TOKEN_BUCKETS)[number]) => string
}

const MINUTE = 60_000

/** Reports of one question; while the next one is on its way, the last one stays. */
export function useUsage(asked: Asked) {
  const client = useClient()
  const { timeZone: zone } = useSettings()
  const { question, span } = asked
  const { tab: _, range: __, ...parts } = question
  return useQuery({
    queryKey: ['usage', 'analytics', parts, span, asked.step, zone],
    queryFn: () => ask(client, asked, zone),
    placeholderData: (before) => before,
    // What runs grows; what is over does not.
    refetchInterval: () => (Date.now() < span.to ? MINUTE : false),
  })
}

/** The span that a range stands for now; it stays the same object until a day is over. */
export function useSpan(range: string): { span: Span; isUnknown: boolean } {
  const { timeZone } = useSettings()
  const now = Date.now()
  const found = spanOf(range, now, timeZone)
  return {
    span: found ?? spanOf('7d', now, timeZone) ?? { from: 0, to: now },
    isUnknown: !found,
  }
}

export const stepOf = (span: Span): Step => stepFor(span)

async function ask(client: Client, asked: Asked, zone: string): Promise<Usage> {
  const { question, span, step } = asked
  const metric = METRICS[question.metric]
  const filter = filterOf(question.chips)
  const by = question.by.filter((group) => group !== 'bucket')
  const isByBucket = question.by.includes('bucket')
  const latency = metric.kind === 'percentile'
  const report = (query: Partial<UsageQuery> & Span) =>
    client.usage.report.query({ filter, latency, ...query })
  const [rawTable, rawWhole, before] = await Promise.all([
    report({ ...span, by, latency: true }),
    report({ ...span, step }),
    question.compare ? askBefore(report, asked, zone) : undefined,
  ])
  const table = isByBucket ? splitBuckets(rawTable, asked.bucketName) : rawTable
  const groups = topGroups(table.lines, metric)
  const byStep = isByBucket
    ? splitBuckets(rawWhole, asked.bucketName)
    : by.length === 0
      ? { ...rawWhole, lines: rawWhole.lines.map((line) => ({ ...line, groups: [] })) }
      : await report({ ...span, step, by, filter: onlyTop(filter, question.by, groups.top) })
  const bundle = { question, span, step, zone, now: Date.now(), table, groups }
  return { ...bundle, byStep, whole: rawWhole, ...(before && { before }) }
}

async function askBefore(
  report: (query: Partial<UsageQuery> & Span) => Promise<UsageReport>,
  { span, step }: Asked,
  zone: string,
) {
  const before = spanBefore(span, zone)
  const [whole, samePart] = await Promise.all([
    report({ ...before, step }),
    report({ ...samePartBefore(span, Date.now(), zone), latency: true }),
  ])
  return { span: before, whole, samePart }
}

/** The filter narrowed to groups that are drawn: the rest follows from the whole. */
function onlyTop(
  filter: UsageFilter,
  by: readonly Group[],
  top: readonly UsageLine[],
): UsageFilter {
  const narrowed: UsageFilter = { ...filter }
  for (const [index, dimension] of by.entries()) {
    if (dimension === 'bucket') continue
    const values = [...new Set(top.map(({ groups }) => groups[index] ?? null))]
    // Nothing to draw needs nothing.
    if (values.length > 0) narrowed[dimension] = { ...filter[dimension], only: values }
  }
  return narrowed
}

/** Whether there has ever been a call; undefined until that is known. */
export function useAnyCalls(): boolean | undefined {
  const client = useClient()
  const found = useQuery({
    queryKey: ['usage', 'any'],
    queryFn: async () => {
      const { totals } = await client.usage.report.query({
        from: 0,
        to: Date.now(),
        latency: false,
      })
      return totals.calls > 0
    },
  })
  return found.data
}
