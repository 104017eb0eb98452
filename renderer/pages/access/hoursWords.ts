import type { OpenHours } from '../../../proxy/contract/access.ts'

/** `Mon–Fri` and the like; days that do not follow each other stand apart. */
export function daysWords(days: readonly number[], locale = 'en'): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b)
  const runs: number[][] = []
  for (const day of sorted) {
    const run = runs.at(-1)
    if (run && run.at(-1) === day - 1) run.push(day)
    else runs.push([day])
  }
  const name = (day = 1) => dayName(day, locale)
  return runs
    .map((run) =>
      run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', '),
    )
    .join(', ')
}

/** 1 is Monday, as in ISO 8601. */
export function dayName(day: number, locale = 'en'): string {
  // 5 January 1970 was a Monday.
  const at = Date.UTC(1970, 0, 4 + day)
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(at)
}

/** Minutes since midnight as `08:30`; the end of a day is `24:00`. */
export function clock(minutes: number): string {
  const two = (count: number) => `${count}`.padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** `08:30` as minutes since midnight; undefined when it is no time of the day. */
export function minutesOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const minutes = Number(hour) * 60 + Number(minute)
  return Number(minute) < 60 && minutes <= 1440 ? minutes : undefined
}

export function hoursText({ days, from, to }: OpenHours): string {
  return `${daysWords(days)} ${clock(from)}–${clock(to)}`
}
