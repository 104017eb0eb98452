import type { Limit, LimitMetric, LimitRaise, TopUp } from '../../contract/limits.ts'
import { amountWords, limitWords } from '../../contract/limitWords.ts'
import { Sizes } from '../limits/sizes.ts'
import { factsTest } from '../limits/touching.ts'
import {
  beginOf,
  type Detector,
  evidence,
  HOUR_MS,
  MINUTE_MS,
  type SeenCall,
  subjectOf,
} from './detector.ts'

/** A limit by the month, with what changes its size for a while. */
export interface MonthQuota {
  limit: Limit
  raises: LimitRaise[]
  topUps: TopUp[]
}

/** What a member took of one quota in the last hour, by the minute. */
export interface QuotaRun {
  minutes: { at: number; amount: number; calls: number }[]
  amount: number
  calls: number
  /** The hour in which it went over; undefined while it is below. */
  over?: number
}

const MONTH_SECONDS = 28 * 86_400
const MOST_RUNS = 10_000

/** Of all limits those that are to last for a month. */
export function monthQuotas(rules: {
  limits: readonly Limit[]
  raises: readonly LimitRaise[]
  topUps: readonly TopUp[]
}): MonthQuota[] {
  return rules.limits.filter(isByTheMonth).map((limit) => ({
    limit,
    raises: rules.raises.filter(({ limitId }) => limitId === limit.id),
    topUps: rules.topUps.filter(({ limitId }) => limitId === limit.id),
  }))
}

function isByTheMonth({ metric, window }: Limit): boolean {
  if (metric === 'concurrent' || window.kind === 'never') return false
  return window.kind === 'fixed' ? window.every === 'month' : window.seconds >= MONTH_SECONDS
}

/**
 * One member takes most of a month's quota within an hour: of their own, or of one that they share with others.
 * `quotas` answers the same list until one of them is another.
 */
export function quotaSurge(
  quotas: () => readonly MonthQuota[],
  runs = new Map<string, QuotaRun>(),
): Detector & { runs: typeof runs } {
  let known: readonly MonthQuota[] | undefined
  let counted: CountedQuota[] = []
  function current(): CountedQuota[] {
    const now = quotas()
    if (now !== known) counted = now.map(countedQuota)
    known = now
    return counted
  }

  return {
    kind: 'quotaSurge',
    runs,
    see(call, { thresholds: { percent = 50 }, lessons }) {
      let worst: { run: QuotaRun; quota: CountedQuota; share: number; size: number } | undefined
      for (const quota of current()) {
        if (!call.sent || !quota.isAbout(call)) continue
        const run = noted(runs, `${quota.limit.id} ${call.memberId}`, call, quota)
        const size = quota.sizeOf(call.memberId, call.at)
        const share = size > 0 ? (run.amount / size) * 100 : 0
        if (share <= percent) delete run.over
        else {
          run.over ??= beginOf(call.at, HOUR_MS)
          if (!worst || share > worst.share) worst = { run, quota, share, size }
        }
      }
      if (!worst) return undefined
      const learned = lessons('quotaSurge', call.memberId, '')
      if (learned === null || (learned !== undefined && worst.share <= learned)) return undefined
      const { run, quota, share, size } = worst
      return {
        ...{ kind: 'quotaSurge', cause: `quotaSurge ${call.memberId}`, at: call.at },
        period: run.over ?? beginOf(call.at, HOUR_MS),
        subject: subjectOf(call),
        evidence: evidence({
          ...{ value: Math.floor(share), unit: 'percent', windowMs: HOUR_MS, threshold: percent },
          note: figures(quota.limit, run, size),
          calls: [call.id],
        }),
      }
    },
  }
}

/** A quota with what it is about compiled, and its size for each member. */
interface CountedQuota {
  limit: Limit
  isAbout(call: SeenCall): boolean
  sizeOf(memberId: string, at: number): number
}

function countedQuota({ limit, raises, topUps }: MonthQuota): CountedQuota {
  const test = factsTest(limit)
  const sizes = new Map<string | null, Sizes>()
  return {
    limit,
    isAbout: ({ memberId, teamId, tokenId, provider, model, endpoint }) =>
      test({ memberId, teamId, tokenId, provider, model: model ?? '', endpoint }),
    sizeOf(memberId, at) {
      const whose = limit.each ? memberId : null
      let own = sizes.get(whose)
      if (!own) {
        own = new Sizes(whose)
        own.set(limit, raises, topUps)
        sizes.set(whose, own)
      }
      return own.at(at)
    },
  }
}

function noted(
  runs: Map<string, QuotaRun>,
  name: string,
  call: SeenCall,
  { limit: { metric } }: CountedQuota,
): QuotaRun {
  let run = runs.get(name)
  if (!run) {
    if (runs.size >= MOST_RUNS) forgetIdle(runs, call.at)
    run = { minutes: [], amount: 0, calls: 0 }
    runs.set(name, run)
  }
  const amount = TAKEN[metric](call)
  const minute = beginOf(call.at, MINUTE_MS)
  let last = run.minutes.at(-1)
  // A call that was told late counts in the newest minute.
  if (!last || minute > last.at) {
    last = { at: minute, amount: 0, calls: 0 }
    run.minutes.push(last)
  }
  for (const sum of [last, run]) {
    sum.amount += amount
    sum.calls++
  }
  for (
    let [oldest] = run.minutes;
    oldest && call.at - oldest.at > HOUR_MS;
    [oldest] = run.minutes
  ) {
    run.amount -= oldest.amount
    run.calls -= oldest.calls
    run.minutes.shift()
  }
  return run
}

function forgetIdle(runs: Map<string, QuotaRun>, now: number): void {
  for (const [name, { minutes }] of runs)
    if (now - (minutes.at(-1)?.at ?? 0) > HOUR_MS) runs.delete(name)
}

/** The same as limits count. */
const TAKEN: Record<LimitMetric, (call: SeenCall) => number> = {
  money: ({ costNanoUsd }) => costNanoUsd,
  requests: () => 1,
  tokens: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
  input: ({ inputTokens }) => inputTokens,
  output: ({ outputTokens }) => outputTokens,
  images: ({ images }) => images,
  seconds: ({ audioMs }) => audioMs,
  concurrent: () => 0,
}

/** `$31.20 by 412 requests within an hour, of $50.00 a month that are their own`. */
function figures(limit: Limit, { amount, calls }: QuotaRun, size: number): string {
  const { metric, level, each } = limit
  const isOwn = each || level === 'member'
  const whose = isOwn
    ? 'are their own'
    : level === 'token'
      ? 'this token has'
      : `the ${level} shares`
  const by = metric === 'requests' ? '' : ` by ${amountWords('requests', calls)}`
  return (
    `${amountWords(metric, amount)}${by} within an hour, ` +
    `of ${limitWords({ ...limit, size })} that ${whose}`
  )
}
