import { expect, test } from 'vitest'
import type { CalendarUnit } from '../../../proxy/contract/limits.ts'
import { calendarOf, calendarSpan } from '../../../proxy/policy/limits/calendar.ts'

const at = (text: string) => Date.parse(text)
const spanOf = (every: CalendarUnit, moment: string, zone: string) => {
  const { start, end } = calendarSpan(every, at(moment), zone)
  return [new Date(start).toISOString(), new Date(end).toISOString()].map((text) =>
    text.replace(/:00\.000Z$/, 'Z'),
  )
}

test.each<[string, CalendarUnit, string, string, [string, string]]>([
  [
    'an ordinary day',
    'day',
    '2026-11-25T11:00Z',
    'Europe/Madrid',
    ['2026-11-24T23:00Z', '2026-11-25T23:00Z'],
  ],
  [
    'the day that has 23 hours',
    'day',
    '2026-03-29T10:00Z',
    'Europe/Madrid',
    ['2026-03-28T23:00Z', '2026-03-29T22:00Z'],
  ],
  [
    'the day that has 25 hours',
    'day',
    '2026-10-25T10:00Z',
    'Europe/Madrid',
    ['2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ],
  [
    '23 hours in New York',
    'day',
    '2026-03-08T12:00Z',
    'America/New_York',
    ['2026-03-08T05:00Z', '2026-03-09T04:00Z'],
  ],
  [
    '25 hours in New York',
    'day',
    '2026-11-01T12:00Z',
    'America/New_York',
    ['2026-11-01T04:00Z', '2026-11-02T05:00Z'],
  ],
  [
    '24 hours and a half on Lord Howe',
    'day',
    '2026-04-05T03:00Z',
    'Australia/Lord_Howe',
    ['2026-04-04T13:00Z', '2026-04-05T13:30Z'],
  ],
  [
    'a midnight that never comes',
    'day',
    '2018-11-04T12:00Z',
    'America/Sao_Paulo',
    ['2018-11-04T03:00Z', '2018-11-05T02:00Z'],
  ],
  [
    'a midnight that comes twice',
    'day',
    '2026-11-01T05:30Z',
    'America/Havana',
    ['2026-11-01T04:00Z', '2026-11-02T05:00Z'],
  ],
  [
    'the first hour after midnight, its second time',
    'hour',
    '2026-11-01T05:30Z',
    'America/Havana',
    ['2026-11-01T05:00Z', '2026-11-01T06:00Z'],
  ],
  [
    'the hour that comes twice, first',
    'hour',
    '2026-10-25T00:30Z',
    'Europe/Madrid',
    ['2026-10-25T00:00Z', '2026-10-25T01:00Z'],
  ],
  [
    'the hour that comes twice, then',
    'hour',
    '2026-10-25T01:30Z',
    'Europe/Madrid',
    ['2026-10-25T01:00Z', '2026-10-25T02:00Z'],
  ],
  [
    'the hour after the one left out',
    'hour',
    '2026-03-29T01:30Z',
    'Europe/Madrid',
    ['2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  ],
  [
    'an hour and a half on Lord Howe in autumn',
    'hour',
    '2026-04-04T15:15Z',
    'Australia/Lord_Howe',
    ['2026-04-04T14:00Z', '2026-04-04T15:30Z'],
  ],
  [
    'an hour and a half on Lord Howe in spring',
    'hour',
    '2026-10-03T15:45Z',
    'Australia/Lord_Howe',
    ['2026-10-03T14:30Z', '2026-10-03T16:00Z'],
  ],
  [
    'hours begin at a quarter in Nepal',
    'hour',
    '2026-11-25T11:20Z',
    'Asia/Kathmandu',
    ['2026-11-25T11:15Z', '2026-11-25T12:15Z'],
  ],
  [
    'a minute',
    'minute',
    '2026-11-25T11:20:59Z',
    'Europe/Madrid',
    ['2026-11-25T11:20Z', '2026-11-25T11:21Z'],
  ],
  [
    'a week begins on Monday',
    'week',
    '2026-11-29T22:59Z',
    'Europe/Madrid',
    ['2026-11-22T23:00Z', '2026-11-29T23:00Z'],
  ],
  [
    'a week with a 23 hour day',
    'week',
    '2026-03-25T10:00Z',
    'Europe/Madrid',
    ['2026-03-22T23:00Z', '2026-03-29T22:00Z'],
  ],
  [
    'the last day of a month',
    'month',
    '2026-01-31T22:59Z',
    'Europe/Madrid',
    ['2025-12-31T23:00Z', '2026-01-31T23:00Z'],
  ],
  [
    'February of a leap year',
    'month',
    '2028-02-29T12:00Z',
    'Europe/Madrid',
    ['2028-01-31T23:00Z', '2028-02-29T23:00Z'],
  ],
  [
    'February of another year',
    'month',
    '2027-02-28T12:00Z',
    'Europe/Madrid',
    ['2027-01-31T23:00Z', '2027-02-28T23:00Z'],
  ],
  ['29 February', 'day', '2028-02-29T12:00Z', 'UTC', ['2028-02-29T00:00Z', '2028-03-01T00:00Z']],
  [
    'a month with a change of clocks',
    'month',
    '2026-10-31T12:00Z',
    'America/New_York',
    ['2026-10-01T04:00Z', '2026-11-01T04:00Z'],
  ],
])('%s', (_name, every, moment, zone, span) => {
  expect(spanOf(every, moment, zone)).toEqual(span)
})

const ZONES = [
  'Europe/Madrid',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Kathmandu',
  'America/St_Johns',
  'Africa/Cairo',
  'UTC',
]
const STRETCHES = {
  // The nights in which some of these zones change their clocks.
  hour: [
    ['2026-03-07T12:00Z', '2026-03-09T00:00Z'],
    ['2026-03-28T12:00Z', '2026-03-30T00:00Z'],
    ['2026-04-04T00:00Z', '2026-04-06T00:00Z'],
    ['2026-10-03T00:00Z', '2026-10-04T12:00Z'],
    ['2026-10-24T12:00Z', '2026-10-26T00:00Z'],
    ['2026-10-31T12:00Z', '2026-11-02T00:00Z'],
  ],
  day: [['2026-01-01T00:00Z', '2027-01-02T00:00Z']],
  week: [['2026-01-01T00:00Z', '2028-03-10T00:00Z']],
  month: [['2026-01-01T00:00Z', '2032-01-02T00:00Z']],
} satisfies Partial<Record<CalendarUnit, string[][]>>
const UNITS = ['hour', 'day', 'week', 'month'] as const

test.each(ZONES.flatMap((zone) => UNITS.map((every) => [every, zone] as const)))(
  'every moment lies in exactly one %s of %s: each begins where the last one ends',
  (every, zone) => {
    for (const [from = '', until = ''] of STRETCHES[every]) {
      let last = calendarSpan(every, at(from), zone)
      while (last.end < at(until)) {
        const next = calendarSpan(every, last.end, zone)
        expect(next.start).toBe(last.end)
        expect(next.end).toBeGreaterThan(next.start)
        expect(calendarSpan(every, next.end - 1, zone)).toEqual(next)
        if (every === 'hour') expect([60, 90]).toContain((next.end - next.start) / 60_000)
        last = next
      }
    }
  },
)

test('a calendar that remembers says the same', () => {
  const spanAt = calendarOf('Europe/Madrid')
  for (const moment of ['2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T00:10Z'])
    expect(spanAt('hour', at(moment))).toEqual(calendarSpan('hour', at(moment), 'Europe/Madrid'))
})
