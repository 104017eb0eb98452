import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { readUntil } from '../../proxy/command/until.ts'

const ZONE = 'Europe/Madrid'
/** A Wednesday, and a Sunday on which the clocks go back. */
const WEDNESDAY = DateTime.fromISO('2026-10-21T15:00', { zone: ZONE }).toMillis()
const until = (text: string, now = WEDNESDAY) =>
  DateTime.fromMillis(readUntil(text, now, ZONE), { zone: ZONE }).toFormat('yyyy-MM-dd HH:mm')

test.each([
  ['friday', '2026-10-24 00:00'],
  ['Fri', '2026-10-24 00:00'],
  ['wednesday', '2026-10-22 00:00'],
  ['tuesday', '2026-10-28 00:00'],
  ['today', '2026-10-22 00:00'],
  ['tomorrow', '2026-10-23 00:00'],
  ['2026-12-01', '2026-12-02 00:00'],
  ['2026-12-01T09:30', '2026-12-01 09:30'],
  ['12h', '2026-10-22 03:00'],
  // Days and weeks end at the same time of the day, though the clocks go back in between.
  ['1w', '2026-10-28 15:00'],
])('until %s', (text, moment) => expect(until(text)).toBe(moment))

test.each(['yesterday', 'fr', '3', '2026-02-30', '3y', ''])('not until “%s”', (text) => {
  expect(() => until(text)).toThrow('--until: give')
})

test.each(['2026-10-20', '2026-10-21T14:59', '0d'])('“%s” is over', (text) => {
  expect(() => until(text)).toThrow('is over')
})
