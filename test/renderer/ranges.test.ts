import { expect, test } from 'vitest'
import {
  dayOf,
  daysAsMoments,
  isWholeDays,
  rangeParams,
  readRange,
} from '../../renderer/pages/activity/ranges.ts'

const NOW = Date.UTC(2026, 10, 26, 9)
const ZONE = 'Europe/Madrid'
const read = (text: string) => readRange(new URLSearchParams(text), NOW, ZONE)

test('presets end now, the month begins at midnight of the workspace’s zone', () => {
  expect(read('')).toEqual({ name: 'live' })
  expect(read('t=nonsense')).toEqual({ name: 'live' })
  expect(read('t=24h')).toEqual({ name: '24h', since: NOW - 86_400_000 })
  expect(read('t=month')).toEqual({ name: 'month', since: Date.UTC(2026, 9, 31, 23) })
})

test('moments in the address win, as links from charts bring them', () => {
  expect(read('t=7d&from=1000&to=2000')).toEqual({ name: 'custom', since: 1000, until: 2000 })
  expect(read('from=1000')).toEqual({ name: 'custom', since: 1000 })
  expect(read('from=soon')).toEqual({ name: 'live' })
})

test('a range that is chosen takes the place of the one before', () => {
  expect(rangeParams('live', NOW, ZONE)).toEqual({ t: undefined, from: undefined, to: undefined })
  expect(rangeParams('7d', NOW, ZONE)).toMatchObject({ t: '7d', from: undefined })
  expect(rangeParams('custom', NOW, ZONE)).toEqual({
    ...{ t: undefined, from: String(Date.UTC(2026, 10, 25, 23)) },
    to: String(Date.UTC(2026, 10, 26, 23)),
  })
})

test('days become moments and back, also when the clocks change', () => {
  const days = daysAsMoments('2026-10-25', '2026-10-25', ZONE)
  expect(days).toEqual({
    ...{ from: String(Date.UTC(2026, 9, 24, 22)), to: String(Date.UTC(2026, 9, 25, 23)) },
  })
  expect(daysAsMoments('', '2026-10-25', ZONE)).toBeUndefined()
  expect(daysAsMoments('2026-10-26', '2026-10-25', ZONE)).toBeUndefined()
  const range = { name: 'custom', since: Number(days?.from), until: Number(days?.to) } as const
  expect(dayOf(range.until - 1, ZONE)).toBe('2026-10-25')
  expect(isWholeDays(range, ZONE)).toBe(true)
  expect(isWholeDays({ ...range, until: range.until - 1000 }, ZONE)).toBe(false)
})
