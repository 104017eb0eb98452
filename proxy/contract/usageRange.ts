import { DateTime } from 'luxon'
import { z } from 'zod'
import type { UsageStep } from './usage.ts'

/** The ranges that reports are usually asked for; days begin at midnight of the workspace's zone. */
export const USAGE_RANGES = [
  'today',
  'yesterday',
  '7d',
  'thisMonth',
  'lastMonth',
  '90d',
  '12months',
] as const
export const usageRange = z.enum(USAGE_RANGES)
export type UsageRange = z.infer<typeof usageRange>

/** From `from` until before `to`, epoch milliseconds; `to` may lie ahead, where the range is not over. */
export interface Span {
  from: number
  to: number
}

/** A usual range with its midnights, or two dates as `2026-11-01..2026-11-07`, both days included. */
export function spanOf(range: string, now: number, zone: string): Span | undefined {
  const today = DateTime.fromMillis(now, { zone }).startOf('day')
  const month = today.startOf('month')
  const span = (from: DateTime, to: DateTime) => ({ from: from.toMillis(), to: to.toMillis() })
  const tomorrow = today.plus({ days: 1 })
  switch (range) {
    case 'today':
      return span(today, tomorrow)
    case 'yesterday':
      return span(today.minus({ days: 1 }), today)
    case '7d':
      return span(today.minus({ days: 6 }), tomorrow)
    case '90d':
      return span(today.minus({ days: 89 }), tomorrow)
    case 'thisMonth':
      return span(month, month.plus({ months: 1 }))
    case 'lastMonth':
      return span(month.minus({ months: 1 }), month)
    case '12months':
      return monthsUntil(now, 12, zone)
  }
  const dates = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(range)
  if (!dates) return undefined
  const [first, last] = [dates[1], dates[2]].map((date) => DateTime.fromISO(date ?? '', { zone }))
  if (!first?.isValid || !last?.isValid || first > last || first.toMillis() < 0) return undefined
  return span(first, last.plus({ days: 1 }))
}

/** So many whole months, the running one the last of them. */
export function monthsUntil(now: number, months: number, zone: string): Span {
  const month = DateTime.fromMillis(now, { zone }).startOf('month')
  return {
    from: month.minus({ months: months - 1 }).toMillis(),
    to: month.plus({ months: 1 }).toMillis(),
  }
}

/** The span of the same kind before one: whole months before whole months, else as many days before. */
export function spanBefore({ from, to }: Span, zone: string): Span {
  const [begin, end] = [DateTime.fromMillis(from, { zone }), DateTime.fromMillis(to, { zone })]
  const isMonths = +begin === +begin.startOf('month') && +end === +end.startOf('month')
  const length = isMonths
    ? { months: Math.round(end.diff(begin, 'months').months) }
    : { days: Math.max(1, Math.round(end.diff(begin, 'days').days)) }
  return {
    from: begin.minus(length).toMillis(),
    to: isMonths ? from : end.minus(length).toMillis(),
  }
}

/** The part of the span before that lies as far into it as `now` lies into the running one. */
export function samePartBefore(span: Span, now: number, zone: string): Span {
  const before = spanBefore(span, zone)
  if (now >= span.to) return before
  return { from: before.from, to: Math.min(before.to, before.from + Math.max(0, now - span.from)) }
}

/** Hours for up to two days, days for up to a quarter, else months. */
export function stepFor({ from, to }: Span): Extract<UsageStep, 'hour' | 'day' | 'month'> {
  const days = (to - from) / 86_400_000
  return days <= 2.1 ? 'hour' : days <= 124 ? 'day' : 'month'
}

/** When each step of a span begins; a day may have 23 or 25 hours. */
export function stepsOf(
  { from, to }: Span,
  step: 'hour' | 'day' | 'month',
  zone: string,
): number[] {
  const begins: number[] = []
  const first = DateTime.fromMillis(from, { zone }).startOf(step)
  for (let count = 0; count < MOST_STEPS; count++) {
    // Hours are counted in real time, days and months on the calendar.
    const at = first.plus({ [`${step}s`]: count }).toMillis()
    if (at >= to) break
    begins.push(at)
  }
  return begins
}

const MOST_STEPS = 1000
