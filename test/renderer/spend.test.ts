import { expect, test } from 'vitest'
import { spendOf } from '../../renderer/pages/overview/spend.ts'

const HOURS = [0, 3_600_000]
const series = (model: string, costNanoUsd: number[], unpriced = [0, 0]) => ({
  model,
  costNanoUsd,
  calls: costNanoUsd.map(() => 1),
  unpriced,
})

test('the largest spender comes first', () => {
  const spend = spendOf({ hours: HOURS, series: [series('a', [1, 2]), series('b', [5, 5])] })
  expect(spend.series.map(({ model }) => model)).toEqual(['b', 'a'])
  expect(spend.totals).toEqual([6, 7])
})

test('an hour of calls without a price is unknown, an hour without calls is zero', () => {
  const spend = spendOf({ hours: HOURS, series: [series('a', [0, 0], [3, 0])] })
  expect(spend.series[0]?.costs).toEqual([null, 0])
  expect(spend.totals).toEqual([null, 0])
  expect(spend.unpriced).toBe(3)
})

test('a known cost is drawn although other calls of the hour have no price', () => {
  const spend = spendOf({
    hours: HOURS,
    series: [series('a', [4, 0], [1, 0]), series('b', [0, 0], [2, 0])],
  })
  expect(spend.series.map(({ costs }) => costs)).toEqual([
    [4, 0],
    [null, 0],
  ])
  expect(spend.totals).toEqual([4, 0])
})

test('more than eight models end in one series that loses nothing', () => {
  const models = Array.from({ length: 12 }, (_, index) => series(`m${index}`, [index + 1, 1]))
  const spend = spendOf({ hours: HOURS, series: models })
  expect(spend.series).toHaveLength(8)
  expect(spend.series.at(-1)).toMatchObject({ model: null, models: 5, costs: [15, 5] })
  expect(spend.totals).toEqual([78, 12])
})

test('a ninth model alone is not hidden behind "Other"', () => {
  const eight = Array.from({ length: 8 }, (_, index) => series(`m${index}`, [index + 1, 1]))
  expect(spendOf({ hours: HOURS, series: eight }).series.every(({ model }) => model)).toBe(true)
})
