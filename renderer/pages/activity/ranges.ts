import { spanOf } from '../../../proxy/contract/usageRange.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Lengths of time that end now; `live` has no beginning. */
const LENGTHS = { live: undefined, '1h': HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const

/** What the time range may be: a preset, or moments of one's own. */
export type RangeName = keyof typeof LENGTHS | 'month' | 'custom'
export const SHORT_RANGES = ['live', '1h', '24h', '7d'] as const
export const LONG_RANGES = ['30d', 'month', 'custom'] as const

export interface TimeRange {
  name: RangeName
  since?: number
  until?: number
}

/** The range that stands in the page's address: `t=7d`, or `from` and `to` as epoch milliseconds. */
export function readRange(
  params: Pick<URLSearchParams, 'get'>,
  now: number,
  zone: string,
): TimeRange {
  const [since, until] = [moment(params.get('from')), moment(params.get('to'))]
  if (since !== undefined || until !== undefined) {
    return { name: 'custom', ...(since !== undefined && { since }), ...(until && { until }) }
  }
  const name = params.get('t') ?? 'live'
  if (name === 'month') return { name, since: spanOf('thisMonth', now, zone)?.from ?? now }
  if (!isLength(name)) return { name: 'live' }
  const length = LENGTHS[name]
  return length === undefined ? { name } : { name, since: now - length }
}

/** What to set in the address for a range. */
export function rangeParams(
  name: RangeName,
  now: number,
  zone: string,
): Record<'t' | 'from' | 'to', string | undefined> {
  const none = { t: undefined, from: undefined, to: undefined }
  if (name === 'custom') {
    const today = spanOf('today', now, zone)
    return today ? { ...none, from: String(today.from), to: String(today.to) } : none
  }
  return name === 'live' ? none : { ...none, t: name }
}

/** Whole days of the zone as moments; undefined while one of them is no day. */
export function daysAsMoments(first: string, last: string, zone: string) {
  const span = spanOf(`${first}..${last}`, 0, zone)
  return span && { from: String(span.from), to: String(span.to) }
}

/** The day of a moment as date fields write it. */
export function dayOf(at: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)
}

/** Whether a range begins and ends with its days, so that the days say all of it. */
export function isWholeDays({ since, until }: TimeRange, zone: string): boolean {
  if (since === undefined || until === undefined) return false
  const days = daysAsMoments(dayOf(since, zone), dayOf(until - 1, zone), zone)
  return days?.from === String(since) && days.to === String(until)
}

const isLength = (name: string): name is keyof typeof LENGTHS => Object.hasOwn(LENGTHS, name)

function moment(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
