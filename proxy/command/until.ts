import { DateTime } from 'luxon'
import { endOfDay } from '../base/days.ts'
import { CommandProblem } from './problem.ts'

const AHEAD = { m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
/** `fri` is enough. */
const SHORTEST_DAY = 3

/**
 * A moment to come: `3d` or `12h` from now, a weekday, `today`, `tomorrow` or a date, which all mean the midnight
 * after it in the time zone, or an ISO time.
 */
export function readUntil(text: string, now: number, timeZone: string): number {
  const at = momentOf(text.trim().toLowerCase(), DateTime.fromMillis(now, { zone: timeZone }))
  if (at === undefined)
    throw new CommandProblem('--until: give 3d, 12h, friday, tomorrow, 2026-12-01 or an ISO time.')
  if (at <= now) throw new CommandProblem('--until: this moment is over.')
  return at
}

function momentOf(text: string, now: DateTime): number | undefined {
  const ahead = /^(\d{1,4})([mhdw])$/.exec(text)
  if (ahead) {
    const unit = AHEAD[ahead[2] as keyof typeof AHEAD]
    return now.plus({ [unit]: Number(ahead[1]) }).toMillis()
  }
  if (text === 'today') return endOf(now)
  if (text === 'tomorrow') return endOf(now.plus({ days: 1 }))
  const weekday =
    WEEKDAYS.findIndex((day) => text.length >= SHORTEST_DAY && day.startsWith(text)) + 1
  if (weekday > 0) return endOf(now.plus({ days: (weekday - now.weekday + 7) % 7 }))
  if (!/^\d{4}-\d\d-\d\d(t.*)?$/.test(text)) return undefined
  const typed = DateTime.fromISO(text.toUpperCase(), { zone: now.zone })
  if (!typed.isValid) return undefined
  return text.length === 10 ? endOf(typed) : typed.toMillis()
}

const endOf = (day: DateTime) => endOfDay(day.toMillis(), day.zoneName ?? 'UTC')
