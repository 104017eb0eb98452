import { describe, expect, test } from 'vitest'
import { printable, table } from '../../proxy/command/print.ts'
import { readDays, readList, readMoment } from '../../proxy/command/values.ts'
import { count, duration, money } from '../../proxy/command/words.ts'

const NOW = Date.UTC(2026, 10, 21, 12)

describe('a moment is', () => {
  test.each([
    ['1h', NOW - 3_600_000],
    ['7d', NOW - 7 * 86_400_000],
    ['1790000000000', 1_790_000_000_000],
    ['0', 0],
    ['2026-11-21T11:00:00Z', NOW - 3_600_000],
  ])('%s', (text, at) => expect(readMoment(text, NOW)).toBe(at))

  test.each(['yesterday', '2026-13-01', '1x', '', '-1h'])('but not %s', (text) => {
    expect(() => readMoment(text)).toThrow('Give a time')
  })

  test('a day alone begins in the time zone of this computer', () => {
    expect(readMoment('2026-11-21')).toBe(new Date(2026, 10, 21).getTime())
  })
})

test('an expiry is days, weeks or never, at most a year', () => {
  expect([readDays('90d'), readDays('2w'), readDays('7'), readDays('never')]).toEqual([
    90,
    14,
    7,
    'never',
  ])
  for (const text of ['0d', '366d', '53w', '1y', '']) expect(() => readDays(text)).toThrow('365d')
})

test('empty parts of a list are left out', () => {
  expect(readList(' gpt-5, ,o3,')).toEqual(['gpt-5', 'o3'])
})

test('money shows what matters, and never calls the unknown nothing', () => {
  const shown = [
    0,
    12_340_000_000,
    1_234_567_000_000_000,
    50_000_000,
    500_000_000,
    123_456,
    1,
    null,
  ].map(money)
  expect(shown).toEqual([
    '$0',
    '$12.34',
    '$1,234,567.00',
    '$0.05',
    '$0.50',
    '$0.00012',
    '$0.000000001',
    'unknown',
  ])
})

test('counts and durations are short', () => {
  expect([999, 1_234, 999_600, 3_456_789].map(count)).toEqual(['999', '1.23k', '1M', '3.46M'])
  expect([null, 12, 3_210].map(duration)).toEqual(['–', '12 ms', '3.2 s'])
})

test('a table is aligned, wide letters included, and obeys no control characters', () => {
  const rows = [
    { name: '王小明', calls: 5 },
    { name: 'Ana\u001b[2J', calls: 1200 },
  ]
  const lines = table(rows, [
    { title: 'name', value: ({ name }) => name },
    { title: 'calls', value: ({ calls }) => String(calls), right: true },
  ])
  expect(lines).toEqual(['NAME     CALLS', '王小明       5', 'Ana\u{fffd}[2J   1200'])
  expect(printable('two\nlines')).toBe('two\nlines')
})
