import { DateTime } from 'luxon'

/** When the day of `at` began in a time zone, epoch milliseconds. */
export function startOfDay(at: number, timeZone: string): number {
  return DateTime.fromMillis(at, { zone: timeZone }).startOf('day').toMillis()
}

/** The next midnight after `at`; a day may be 23 or 25 hours long. */
export function endOfDay(at: number, timeZone: string): number {
  return DateTime.fromMillis(at, { zone: timeZone }).startOf('day').plus({ days: 1 }).toMillis()
}
