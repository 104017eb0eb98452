import { DateTime } from 'luxon'
import type { Person } from './company.ts'

/** Month and day of what is free for everybody. */
const HOLIDAYS = new Set(
  '1-1 1-6 4-3 4-6 5-1 8-15 10-12 11-1 12-8 12-24 12-25 12-26 12-31'.split(' '),
)
const HOUR_MS = 3_600_000
const WEEK_MS = 7 * 24 * HOUR_MS

/** How much somebody works in the hour that begins at a moment: 1 in an ordinary hour of their office day. */
export function busyness(person: Person, at: number, zone: string): number {
  const { weekday, hour, month, day } = DateTime.fromMillis(at, { zone })
  if (person.trade === 'nightJob') return hour >= 1 && hour < 5 ? 2.5 : 0.02
  const isFree = weekday > 5 || HOLIDAYS.has(`${month}-${day}`) || isAway(person, at)
  const intoDay = hour - person.begins
  if (isFree) return intoDay >= 2 && intoDay < 12 ? 0.03 : 0.004
  if (intoDay < -1 || intoDay > 12) return 0.008
  if (intoDay < 0 || intoDay > 9) return 0.12
  return intoDay === 4 ? 0.45 : 1
}

/** Three weeks a year, one here and two there. */
function isAway({ memberId, begins, zeal }: Person, at: number): boolean {
  const week = Math.floor(at / WEEK_MS)
  const first = (memberId.charCodeAt(6) + begins * 5) % 52
  const second = Math.floor(zeal * 23 + 27) % 52
  return week % 52 === first || week % 52 === second || week % 52 === (second + 1) % 52
}
