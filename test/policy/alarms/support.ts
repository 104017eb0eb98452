import { type AlarmKind, defaultRule } from '../../../proxy/contract/alarmRules.ts'
import type { Finding } from '../../../proxy/contract/alarms.ts'
import { type NewLimit, newLimit } from '../../../proxy/contract/limits.ts'
import type { Lessons, SeenCall } from '../../../proxy/policy/alarms/detector.ts'
import type { MonthQuota } from '../../../proxy/policy/alarms/quotaSurge.ts'
import { AlarmWatch, type WatchMemory } from '../../../proxy/policy/alarms/watch.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
/** A Monday at midnight. */
export const MONDAY = Date.UTC(2026, 5, 1)

let count = 0
export function call(at: number, part: Partial<SeenCall> = {}): SeenCall {
  return {
    ...{ id: `call_${count++}`, at, memberId: 'mem_ana', teamId: 'tea_app', tokenId: 'tok_ana' },
    ...{ address: '192.168.1.20', model: 'gpt-5-mini', sent: true, isMistake: false },
    ...{ costNanoUsd: 10_000_000, inputTokens: 1000, outputTokens: 200, images: 0, audioMs: 0 },
    ...{ provider: 'openai', endpoint: 'chat.completions' },
    ...part,
  }
}

/** A watch on which one rule is on, or all. */
export function watchOf(
  options: {
    only?: AlarmKind
    zone?: string
    lessons?: Lessons
    memory?: WatchMemory
    thresholds?: Record<string, number>
    quotas?: readonly MonthQuota[]
  } = {},
) {
  const { only, zone = 'UTC', lessons = () => undefined, memory, thresholds, quotas = [] } = options
  return new AlarmWatch({
    ...{ zone, lessons, quotas: () => quotas },
    ...(memory && { memory }),
    rule: (kind) => {
      const rule = defaultRule(kind)
      if (kind !== only) return { ...rule, on: only === undefined }
      return { ...rule, thresholds: { ...rule.thresholds, ...thresholds } }
    },
  })
}

/** Working weeks: on each weekday, so many calls in each hour from 9 to 17. */
export function* weeks(
  count: number,
  part: Partial<SeenCall> = {},
  callsAt = (day: number, hour: number) => 30 + ((day * 7 + hour * 5) % 25),
): Generator<SeenCall> {
  for (let day = 0; day < count * 7; day++) {
    if (day % 7 > 4) continue
    for (let hour = 9; hour < 17; hour++) {
      const calls = callsAt(day, hour)
      for (let i = 0; i < calls; i++)
        yield call(MONDAY + day * DAY + hour * HOUR + (i * HOUR) / calls, part)
    }
  }
}

export function many(count: number, at: number, lastsMs: number, part: Partial<SeenCall> = {}) {
  return Array.from({ length: count }, (_, i) => call(Math.floor(at + (i * lastsMs) / count), part))
}

export const seeAll = (watch: AlarmWatch, calls: Iterable<SeenCall>): Finding[] =>
  [...calls].flatMap((one) => watch.see(one))

/** A quota by the month: of each member's money unless told otherwise. */
export function quota(part: Partial<NewLimit>): MonthQuota {
  const limit = newLimit.parse({
    ...{ level: 'workspace', each: true, metric: 'money', size: 1 },
    window: { kind: 'fixed', every: 'month' },
    ...part,
  })
  return { limit: { ...limit, id: 'lim_month', createdAt: 0 }, raises: [], topUps: [] }
}
