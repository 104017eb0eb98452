import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import type { OpenHours } from '../../../proxy/contract/access.ts'
import {
  compileWeek,
  hoursInWords,
  isOpen,
  opensAt,
  type Week,
} from '../../../proxy/policy/access/weekHours.ts'

const MADRID = 'Europe/Madrid'
const at = (text: string, zone = MADRID) => DateTime.fromISO(text, { zone }).toMillis()
const week = (...lists: OpenHours[][]) => compileWeek(lists) as Week
const office: OpenHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 19 * 60 }

test('lists that say nothing limit nothing', () => {
  expect(compileWeek([[], []])).toBeUndefined()
})

test('open from the first minute and closed from the last, by the clock on the wall', () => {
  const open = week([office])
  expect(isOpen(open, at('2026-11-25T07:59:59.999'), MADRID)).toBe(false)
  expect(isOpen(open, at('2026-11-25T08:00'), MADRID)).toBe(true)
  expect(isOpen(open, at('2026-11-25T18:59:59.999'), MADRID)).toBe(true)
  expect(isOpen(open, at('2026-11-25T19:00'), MADRID)).toBe(false)
  // The same moment elsewhere is another hour.
  expect(isOpen(open, at('2026-11-25T08:00'), 'America/New_York')).toBe(false)
  expect(isOpen(open, at('2026-11-28T12:00'), MADRID)).toBe(false)
})

test('a night runs past midnight, and from Sunday into Monday', () => {
  const open = week([{ days: [7], from: 22 * 60, to: 6 * 60 }])
  expect(isOpen(open, at('2026-11-29T23:00'), MADRID)).toBe(true)
  expect(isOpen(open, at('2026-11-30T05:59'), MADRID)).toBe(true)
  expect(isOpen(open, at('2026-11-30T06:00'), MADRID)).toBe(false)
  expect(isOpen(open, at('2026-11-29T21:59'), MADRID)).toBe(false)
})

test('several levels are open only when all of them are', () => {
  const open = week([office], [{ days: [1], from: 0, to: 12 * 60 }])
  expect(isOpen(open, at('2026-11-23T09:00'), MADRID)).toBe(true)
  expect(isOpen(open, at('2026-11-23T13:00'), MADRID)).toBe(false)
  expect(isOpen(open, at('2026-11-24T09:00'), MADRID)).toBe(false)
})

test('it says when it opens next, over a weekend and over the days on which clocks move', () => {
  const open = week([office])
  expect(opensAt(open, at('2026-11-27T19:00'), MADRID)).toBe(at('2026-11-30T08:00'))
  // 28 March 2027 has 23 hours in Madrid, 25 October 2026 has 25.
  expect(opensAt(open, at('2027-03-26T20:00'), MADRID)).toBe(at('2027-03-29T08:00'))
  expect(opensAt(open, at('2026-10-23T20:00'), MADRID)).toBe(at('2026-10-26T08:00'))
})

test('hours inside the hour that a clock jumps over open when the clock has jumped', () => {
  const night = week([{ days: [7], from: 150, to: 240 }])
  expect(opensAt(night, at('2027-03-28T01:00'), MADRID)).toBe(at('2027-03-28T03:00'))
  const gone = week([{ days: [7], from: 125, to: 175 }])
  expect(opensAt(gone, at('2027-03-28T01:00'), MADRID)).toBe(at('2027-04-04T02:05'))
})

test('levels that never agree never open', () => {
  const never = week([office], [{ days: [7], from: 0, to: 1440 }])
  expect(opensAt(never, at('2026-11-25T12:00'), MADRID)).toBeUndefined()
})

test('at any moment in any zone it answers as the calendar does', () => {
  const zones = [MADRID, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']
  const hours = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.integer({ min: 0, max: 1439 }),
      to: fc.integer({ min: 1, max: 1440 }),
    })
    .filter(({ from, to }) => from !== to)
  const isOpenSlowly = (list: OpenHours[], moment: DateTime) => {
    const minute = moment.hour * 60 + moment.minute
    const yesterday = moment.weekday === 1 ? 7 : moment.weekday - 1
    return list.some(({ days, from, to }) =>
      to > from
        ? days.includes(moment.weekday) && minute >= from && minute < to
        : (days.includes(moment.weekday) && minute >= from) ||
          (days.includes(yesterday) && minute < to),
    )
  }
  fc.assert(
    fc.property(
      fc.array(fc.array(hours, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...zones),
      fc.date({
        min: new Date('2026-01-01'),
        max: new Date('2028-12-31'),
        noInvalidDate: true,
      }),
      (lists, zone, date) => {
        const moment = DateTime.fromJSDate(date, { zone })
        expect(isOpen(week(...lists), date.getTime(), zone)).toBe(
          lists.every((list) => isOpenSlowly(list, moment)),
        )
      },
    ),
    { numRuns: 2000 },
  )
})

test('hours in words', () => {
  expect(hoursInWords([office, { days: [6, 7], from: 570, to: 1440 }])).toBe(
    'Mon–Fri 08:00–19:00, Sat Sun 09:30–24:00',
  )
  expect(hoursInWords([{ days: [5, 1, 3], from: 0, to: 60 }])).toBe('Mon Wed Fri 00:00–01:00')
})
