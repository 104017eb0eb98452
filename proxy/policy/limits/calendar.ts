import { DateTime, IANAZone } from 'luxon'
import type { CalendarUnit } from '../../contract/limits.ts'

export interface Span {
  /** Epoch milliseconds; the first one that belongs to it. */
  start: number
  /** The first one that does not. */
  end: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/**
 * The calendar unit that a moment lies in, on the clocks of a time zone; weeks begin on Monday. Every moment lies
 * in exactly one: an hour that happens twice is two hours, a day that is 23 or 25 hours long is one day.
 */
export function calendarSpan(every: CalendarUnit, at: number, timeZone: string): Span {
  if (every === 'minute') {
    const start = at - (at % MINUTE_MS)
    return { start, end: start + MINUTE_MS }
  }
  const zone = IANAZone.create(timeZone)
  if (every === 'hour') return hourSpan(at, (moment) => zone.offset(moment) * MINUTE_MS)
  const start = firstMoment(DateTime.fromMillis(at, { zone }).startOf(every))
  const next = DateTime.fromMillis(start, { zone }).plus({ [`${every}s`]: 1 })
  return { start, end: firstMoment(next.startOf(every)) }
}

/** Where midnight happens twice, the date begins with the first one. */
function firstMoment(midnight: DateTime): number {
  const before = midnight.minus({ milliseconds: 1 })
  return (before.day === midnight.day ? before.startOf('day') : midnight).toMillis()
}

export type Calendar = (every: CalendarUnit, at: number) => Span

/** The calendar of a time zone; it remembers the units of just now, in which nearly every question lies. */
export function calendarOf(timeZone: string): Calendar {
  const last = new Map<CalendarUnit, Span>()
  return function spanAt(every, at) {
    const known = last.get(every)
    if (known && known.start <= at && at < known.end) return known
    const span = calendarSpan(every, at, timeZone)
    last.set(every, span)
    return span
  }
}

/**
 * An hour begins when the clocks show a full hour, and only then. Where they are moved by half an hour (Lord Howe
 * Island) that makes one of 90 minutes, never a short one: nobody gets two hours' worth within one.
 */
function hourSpan(at: number, offsetAt: (moment: number) => number): Span {
  const isFull = (moment: number) => (moment + offsetAt(moment)) % HOUR_MS === 0
  const offsets = [at - 2 * HOUR_MS, at, at + 2 * HOUR_MS].map(offsetAt)
  const full = offsets
    .flatMap((offset) => {
      const start = at - ((at + offset) % HOUR_MS)
      return [-2, -1, 0, 1, 2].map((hours) => start + hours * HOUR_MS)
    })
    .filter(isFull)
  return {
    start: Math.max(...full.filter((moment) => moment <= at)),
    end: Math.min(...full.filter((moment) => moment > at)),
  }
}
