import type { TFunction } from 'i18next'
import type {
  Limit,
  LimitMetric,
  LimitScope,
  LimitStanding,
} from '../../../proxy/contract/limits.ts'
import { exactUsd } from '../../../proxy/contract/limitWords.ts'
import { PROVIDERS } from '../../../proxy/contract/providers.ts'
import { budget, dayTime, duration, hourMinute, tokens, wholeNumber } from '../../format.ts'

type Words = TFunction<'limits'>

/** An amount in the reader's unit: `$5`, `1,000 requests`, `3 m of sound`. */
export function amountWords(t: Words, metric: LimitMetric, amount: number): string {
  switch (metric) {
    case 'money':
      return budget(amount)
    case 'seconds':
      return t('amount_seconds', { amount: duration(amount) })
    case 'tokens':
    case 'input':
    case 'output':
      return t(`amount_${metric}`, { amount: tokens(amount) })
    default:
      return t(`amount_${metric}`, { count: amount, amount: wholeNumber(amount) })
  }
}

/** The bare figure, where the unit stands beside it already. */
export function figure(metric: LimitMetric, amount: number): string {
  if (metric === 'money') return budget(amount)
  if (metric === 'seconds') return duration(amount)
  return metric === 'tokens' || metric === 'input' || metric === 'output'
    ? tokens(amount)
    : wholeNumber(amount)
}

/** To the last unit, where sums must be seen to add up. */
export function exactFigure(metric: LimitMetric, amount: number): string {
  if (metric === 'money') return exactUsd(amount)
  return metric === 'seconds' ? `${wholeNumber(amount)}\u00a0ms` : wholeNumber(amount)
}

export function exactWords(t: Words, metric: LimitMetric, amount: number): string {
  return metric === 'money' || metric === 'seconds'
    ? exactFigure(metric, amount)
    : t(`exact_${metric}`, { count: amount, amount: wholeNumber(amount) })
}

/** `a day`, `in any 1 h`, `every 1 m, 10 at once`, `prepaid`; nothing for calls in flight. */
export function windowWords(t: Words, { metric, window }: Pick<Limit, 'metric' | 'window'>) {
  switch (window.kind) {
    case 'fixed':
      return t(`per_${window.every}`)
    case 'sliding':
      return t('perSliding', { time: duration(window.seconds * 1000) })
    case 'bucket':
      return t('perBucket', {
        time: duration(window.seconds * 1000),
        burst: figure(metric, window.burst),
      })
    case 'never':
      return metric === 'concurrent' ? '' : t('prepaid')
  }
}

/** `$5 a day`: what may be used in which time. */
export function limitWords(t: Words, limit: Pick<Limit, 'metric' | 'window' | 'size'>): string {
  return `${amountWords(t, limit.metric, limit.size)} ${windowWords(t, limit)}`.trim()
}

/** Which calls it counts: `All calls` or `gpt-5* · OpenAI · images.*`. */
export function scopeWords(t: Words, { models, providers, endpoints }: LimitScope): string {
  const labels = providers.map((name) => labelOf(name))
  const words = [...models, ...labels, ...endpoints]
  return words.length === 0 ? t('everything') : words.join(' · ')
}

/** Whom it is about: `Workspace`, `Team App`, `Each member of App`. */
export function whoWords(
  t: Words,
  { level, each }: Pick<Limit, 'level' | 'each'>,
  name: string,
): string {
  if (!each) return t(level, { name })
  return level === 'team' ? t('eachOfTeam', { name }) : t('eachMember')
}

/** When the window ends: `resets 00:00 (3 h 12 m)`. */
export function resetWords(
  t: Words,
  { limit: { metric, window }, resetsAt }: Pick<LimitStanding, 'limit' | 'resetsAt'>,
  now: number,
  zone: string,
): string {
  if (metric === 'concurrent') return t('asOfNow')
  if (resetsAt === null) return t('neverResets')
  const left = Math.max(0, resetsAt - now)
  const when = left < DAY_MS ? hourMinute(resetsAt, zone) : dayTime(resetsAt, zone)
  return t(window.kind === 'fixed' ? 'byDay' : 'flowsBack', { when, left: duration(left) })
}

const DAY_MS = 86_400_000

/** Seconds as the unit that divides them: 3600 is one hour. */
export function splitSeconds(seconds: number): { count: number; unit: TimeUnit } {
  const unit = TIME_UNITS.findLast(([, size]) => seconds % size === 0) ?? TIME_UNITS[0]
  return { count: seconds / unit[1], unit: unit[0] }
}

export const TIME_UNITS = [
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
] as const satisfies [string, number][]
export type TimeUnit = (typeof TIME_UNITS)[number][0]

/** Counters that are nearest to their end come first. */
export function byTightness(a: LimitStanding, b: LimitStanding): number {
  return share(b) - share(a)
}

export function share({ used, reserved, size }: LimitStanding): number {
  return size <= 0 ? 1 : (used + reserved) / size
}

function labelOf(provider: string): string {
  return PROVIDERS.find(({ name }) => name === provider)?.label ?? provider
}
