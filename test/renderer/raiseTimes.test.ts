import { expect, test } from 'vitest'
import { endOfDate, raiseTimes, startOfDate } from '../../renderer/pages/limits/raiseTimes.ts'

const at = (text: string) => Date.parse(text)

test('a raise until Friday ends at the midnight behind it, in the zone of the workspace', () => {
  // A Wednesday.
  const times = raiseTimes(at('2026-11-25T10:00:00Z'), 'Europe/Madrid')
  expect(times.today).toBe(at('2026-11-26T00:00:00+01:00'))
  expect(times.friday).toBe(at('2026-11-28T00:00:00+01:00'))
  expect(times.week).toBe(at('2026-12-02T10:00:00Z'))
})

test('on a Friday it ends today, and on a Saturday six days later', () => {
  expect(raiseTimes(at('2026-11-27T10:00:00Z'), 'UTC').friday).toBe(at('2026-11-28T00:00:00Z'))
  expect(raiseTimes(at('2026-11-28T10:00:00Z'), 'UTC').friday).toBe(at('2026-12-05T00:00:00Z'))
})

test('days of 23 and 25 hours end at their midnight', () => {
  const spring = raiseTimes(at('2026-03-29T00:30:00Z'), 'Europe/Madrid')
  expect(spring.today).toBe(at('2026-03-30T00:00:00+02:00'))
  const autumn = raiseTimes(at('2026-10-24T23:00:00Z'), 'Europe/Madrid')
  expect(autumn.today).toBe(at('2026-10-26T00:00:00+01:00'))
})

test.each([
  ['2026-12-04', 'Europe/Madrid', '2026-12-05T00:00:00+01:00'],
  ['2026-12-04', 'Pacific/Kiritimati', '2026-12-05T00:00:00+14:00'],
  ['2026-12-04', 'Pacific/Pago_Pago', '2026-12-05T00:00:00-11:00'],
  ['2026-12-04', 'Australia/Lord_Howe', '2026-12-05T00:00:00+11:00'],
])('the end of %s in %s', (date, zone, end) => {
  expect(endOfDate(date, zone)).toBe(at(end))
})

test.each([
  ['2026-10-25', 'Europe/Madrid', '2026-10-25T00:00:00+02:00'],
  ['2026-10-26', 'Europe/Madrid', '2026-10-26T00:00:00+01:00'],
  ['2026-03-29', 'Europe/Madrid', '2026-03-29T00:00:00+01:00'],
  ['2026-12-04', 'Pacific/Pago_Pago', '2026-12-04T00:00:00-11:00'],
])('the beginning of %s in %s', (date, zone, start) => {
  expect(startOfDate(date, zone)).toBe(at(start))
})

test('what is no date has no end', () => {
  expect(endOfDate('', 'UTC')).toBeUndefined()
  expect(endOfDate('2026-13-45', 'UTC')).toBeUndefined()
})
