import { DateTime } from 'luxon'
import { endOfDay, startOfDay } from '../../base/days.ts'

const HOUR_MS = 3_600_000

/** Hours and days as rollups are cut: in the workspace's time zone, so that a day is a number of hours in India as well. */
export interface RollupClock {
  zone: string
  hourOf(at: number): number
  dayOf(at: number): number
}

/** How far the hours of a zone are off those of UTC; the same all year, so that hours never overlap. */
export function hourShift(zone: string): number {
  const minutes = DateTime.fromMillis(Date.UTC(2026, 0, 1), { zone }).offset
  return (((minutes % 60) + 60) % 60) * 60_000
}

export function rollupClock(zone: string): RollupClock {
  const shift = hourShift(zone)
  let day = { from: 0, to: 0 }
  return {
    zone,
    hourOf: (at) => Math.floor((at + shift) / HOUR_MS) * HOUR_MS - shift,
    dayOf(at) {
      // Calls come in order: most fall into the day of the one before.
      if (at < day.from || at >= day.to)
        day = { from: startOfDay(at, zone), to: endOfDay(at, zone) }
      return day.from
    },
  }
}

/** The first hour that begins at `at` or later. */
export function nextHour({ hourOf }: RollupClock, at: number): number {
  const hour = hourOf(at)
  return hour === at ? at : hour + HOUR_MS
}

/** The first day that begins at `at` or later. */
export function nextDay({ dayOf, zone }: RollupClock, at: number): number {
  return dayOf(at) === at ? at : endOfDay(at, zone)
}
