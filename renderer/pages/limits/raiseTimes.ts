const DAY_MS = 86_400_000
const FRIDAY = 5

/** The ends a raise is usually given, as moments in the workspace's zone. */
export function raiseTimes(
  now: number,
  zone: string,
): { today: number; friday: number; week: number } {
  const today = endOfDay(now, zone)
  const ahead = (FRIDAY - weekdayOf(now, zone) + 7) % 7
  return { today, friday: endOfDay(now + ahead * DAY_MS, zone), week: now + 7 * DAY_MS }
}

/** Midnight behind a moment; found by asking the calendar, since not every day has 24 hours. */
function endOfDay(at: number, zone: string): number {
  const day = dayOf(at, zone)
  // The next midnight is less than 26 hours away, and days begin on a quarter of an hour.
  let end = Math.ceil(at / QUARTER_MS) * QUARTER_MS
  while (dayOf(end, zone) === day) end += QUARTER_MS
  return end
}

const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000

function dayOf(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at)
}

function weekdayOf(at: number, zone: string): number {
  const short = new Intl.DateTimeFormat('en', { timeZone: zone, weekday: 'short' }).format(at)
  return ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(short)
}

/** The midnight behind a date such as `2026-12-04`; undefined when it is none. */
export function endOfDate(date: string, zone: string): number | undefined {
  const within = momentOf(date, zone)
  return within === undefined ? undefined : endOfDay(within, zone)
}

/** The midnight before it. */
export function startOfDate(date: string, zone: string): number | undefined {
  const within = momentOf(date, zone)
  // No day is shorter than 22 hours, so this lies on the day before, and its end is the beginning.
  return within === undefined ? undefined : endOfDay(startsBefore(within, date, zone), zone)
}

function startsBefore(within: number, date: string, zone: string): number {
  let at = within
  while (dayOf(at, zone) === date) at -= 6 * HOUR_MS
  return at
}

/** Some moment of the day. */
function momentOf(date: string, zone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined
  const noon = Date.parse(`${date}T12:00:00Z`)
  if (Number.isNaN(noon)) return undefined
  // Noon in Greenwich lies on the day before or after in zones far from it.
  return [0, -DAY_MS, DAY_MS].map((shift) => noon + shift).find((at) => dayOf(at, zone) === date)
}
