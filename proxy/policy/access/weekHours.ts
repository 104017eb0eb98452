import { IANAZone } from 'luxon'
import type { OpenHours } from '../../contract/access.ts'

const MINUTE_MS = 60_000
const DAY = 1440
const WEEK = 7 * DAY
/** Clocks are moved on a quarter of an hour everywhere. */
const QUARTER = 15
/** 1 January 1970 was a Thursday. */
const EPOCH_WEEKDAY = 3

/** Hours of the week as one byte a minute, from Monday 00:00 of the wall clock. */
export type Week = Uint8Array

/** One week in which all lists of hours are open; undefined when none of them says anything. */
export function compileWeek(lists: readonly (readonly OpenHours[])[]): Week | undefined {
  const [first, ...others] = lists.filter((hours) => hours.length > 0).map(weekOf)
  for (const week of others)
    first?.forEach((open, minute) => {
      if (open && !week[minute]) first[minute] = 0
    })
  return first
}

function weekOf(hours: readonly OpenHours[]): Week {
  const week = new Uint8Array(WEEK)
  for (const { days, from, to } of hours) {
    const length = to > from ? to - from : to + DAY - from
    for (const day of days) {
      const start = (day - 1) * DAY + from
      // Sunday night goes on on Monday.
      for (let minute = start; minute < start + length; minute++) week[minute % WEEK] = 1
    }
  }
  return week
}

/** Whether the week is open at a moment, by the clock on the wall of that time zone. */
export function isOpen(week: Week, at: number, timeZone: string): boolean {
  return week[weekMinute(at, offsetAt(at, timeZone))] === 1
}

/** The first open minute after a moment at which it is closed; undefined when it never opens. */
export function opensAt(week: Week, at: number, timeZone: string): number | undefined {
  const first = Math.floor(at / MINUTE_MS) + 1
  let offset = offsetAt(at, timeZone)
  // A day more than a week: a minute may fall into the hour that a clock jumps over.
  for (let minute = first; minute < first + WEEK + DAY; minute++) {
    const moment = minute * MINUTE_MS
    if (minute % QUARTER === 0) offset = offsetAt(moment, timeZone)
    if (week[weekMinute(moment, offset)] === 1) return moment
  }
  return undefined
}

function weekMinute(at: number, offset: number): number {
  const minute = Math.floor(at / MINUTE_MS) + offset + EPOCH_WEEKDAY * DAY
  return ((minute % WEEK) + WEEK) % WEEK
}

const offsets = new Map<string, { quarter: number; offset: number }>()

/** Minutes east of UTC; asked of the system once in a quarter of an hour. */
function offsetAt(at: number, timeZone: string): number {
  const quarter = Math.floor(at / (QUARTER * MINUTE_MS))
  const known = offsets.get(timeZone)
  if (known?.quarter === quarter) return known.offset
  const offset = IANAZone.create(timeZone).offset(at)
  offsets.set(timeZone, { quarter, offset })
  return offset
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** `Mon–Fri 08:00–19:00`. */
export function hoursInWords(hours: readonly OpenHours[]): string {
  return hours
    .map(({ days, from, to }) => `${daysInWords(days)} ${clock(from)}–${clock(to)}`)
    .join(', ')
}

function daysInWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort()
  const [first = 1] = sorted
  const last = sorted.at(-1) ?? 7
  const name = (day: number) => DAYS[day - 1] ?? ''
  return sorted.length > 2 && last - first === sorted.length - 1
    ? `${name(first)}–${name(last)}`
    : sorted.map(name).join(' ')
}

const two = (part: number) => String(part).padStart(2, '0')
const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
