import { expect, test } from 'vitest'
import {
  samePartBefore,
  spanBefore,
  spanOf,
  stepFor,
  stepsOf,
  USAGE_RANGES,
} from '../../proxy/contract/usageRange.ts'

const ZONE = 'Europe/Madrid'
const at = (text: string) => Date.parse(text)
/** A Thursday noon in Madrid. */
const NOW = at('2026-11-26T12:00:00+01:00')
const span = (from: string, to: string) => ({ from: at(from), to: at(to) })

test.each([
  ['today', '2026-11-26T00:00+01:00', '2026-11-27T00:00+01:00', 'hour'],
  ['yesterday', '2026-11-25T00:00+01:00', '2026-11-26T00:00+01:00', 'hour'],
  ['7d', '2026-11-20T00:00+01:00', '2026-11-27T00:00+01:00', 'day'],
  ['thisMonth', '2026-11-01T00:00+01:00', '2026-12-01T00:00+01:00', 'day'],
  // The clocks went back on 25 October.
  ['lastMonth', '2026-10-01T00:00+02:00', '2026-11-01T00:00+01:00', 'day'],
  ['90d', '2026-08-29T00:00+02:00', '2026-11-27T00:00+01:00', 'day'],
  ['12months', '2025-12-01T00:00+01:00', '2026-12-01T00:00+01:00', 'month'],
  ['2026-11-01..2026-11-01', '2026-11-01T00:00+01:00', '2026-11-02T00:00+01:00', 'hour'],
] as const)('%s begins and ends at midnight of the zone', (range, from, to, step) => {
  expect(spanOf(range, NOW, ZONE)).toEqual(span(from, to))
  expect(stepFor(span(from, to))).toBe(step)
})

test.each(['', 'week', '2026-11-02..2026-11-01', '2026-02-30..2026-03-01', '2026-11-01'])(
  '%j is no range',
  (range) => expect(spanOf(range, NOW, ZONE)).toBeUndefined(),
)

test('every range has one before it of the same kind, without a gap', () => {
  for (const range of USAGE_RANGES) {
    const given = spanOf(range, NOW, ZONE) ?? { from: 0, to: 0 }
    expect(spanBefore(given, ZONE).to, range).toBe(given.from)
  }
  const october = span('2026-10-01T00:00+02:00', '2026-11-01T00:00+01:00')
  expect(spanBefore(october, ZONE)).toEqual(
    span('2026-09-01T00:00+02:00', '2026-10-01T00:00+02:00'),
  )
  const week = span('2026-10-22T00:00+02:00', '2026-10-29T00:00+01:00')
  expect(spanBefore(week, ZONE)).toEqual(span('2026-10-15T00:00+02:00', '2026-10-22T00:00+02:00'))
})

test('what runs is compared with the same part of what was before', () => {
  const today = spanOf('today', NOW, ZONE) ?? { from: 0, to: 0 }
  expect(samePartBefore(today, NOW, ZONE)).toEqual(
    span('2026-11-25T00:00+01:00', '2026-11-25T12:00+01:00'),
  )
  const yesterday = spanOf('yesterday', NOW, ZONE) ?? { from: 0, to: 0 }
  expect(samePartBefore(yesterday, NOW, ZONE)).toEqual(spanBefore(yesterday, ZONE))
})

test('a day on which the clocks change has 25 or 23 hours, a month its own number of days', () => {
  const back = span('2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00')
  expect(stepsOf(back, 'hour', ZONE)).toHaveLength(25)
  const forth = span('2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00')
  expect(stepsOf(forth, 'hour', ZONE)).toHaveLength(23)
  const october = spanOf('lastMonth', NOW, ZONE) ?? { from: 0, to: 0 }
  const days = stepsOf(october, 'day', ZONE)
  expect(days).toHaveLength(31)
  expect(days[25]).toBe(at('2026-10-26T00:00+01:00'))
  expect(stepsOf(spanOf('12months', NOW, ZONE) ?? october, 'month', ZONE)).toHaveLength(12)
})
