import type { OpenHours } from '../contract/access.ts'
import { CommandProblem } from './problem.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** `mon-fri 08:00-19:00`, `sat,sun 10:00-24:00`; `22:00-06:00` alone is every night. */
export function readHours(text: string): OpenHours {
  const [, days = 'mon-sun', from = '', to = ''] =
    /^(?:([a-z,-]+) +)?(\d\d?:\d\d)-(\d\d?:\d\d)$/.exec(text.trim().toLowerCase()) ?? []
  const hours = { days: readWeekdays(days), from: readClock(from), to: readClock(to) }
  if (hours.days.length > 0 && hours.from < 1440 && hours.to > 0 && hours.from !== hours.to)
    return hours
  throw new CommandProblem(
    "--hours: give days and times such as 'mon-fri 08:00-19:00'; repeat it for more.",
  )
}

/** Minutes since midnight; no time at all is NaN, which no comparison lets pass. */
function readClock(text: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = text.split(':').map(Number)
  const minute = hours * 60 + minutes
  return minutes < 60 && minute <= 1440 ? minute : Number.NaN
}

/** 1 is Monday. `fri-mon` runs over the weekend. Empty where a name is none. */
function readWeekdays(text: string): number[] {
  const days = text.split(',').flatMap((part) => {
    const [first = '', last = first, more] = part.split('-')
    const [from, to] = [first, last].map((name) => DAYS.indexOf(name.slice(0, 3)) + 1)
    if (!from || !to || more !== undefined) return [0]
    const length = ((to - from + 7) % 7) + 1
    return Array.from({ length }, (_, index) => ((from - 1 + index) % 7) + 1)
  })
  return days.includes(0) ? [] : [...new Set(days)].sort()
}
