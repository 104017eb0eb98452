import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addHistogram,
  addTime,
  Histogram,
  joined,
  packHistogram,
} from '../../proxy/store/rollups/histogram.ts'

const times = fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 400 })

function packed(ms: readonly number[]): Uint8Array {
  const histogram = new Histogram()
  for (const time of ms) addTime(histogram, time)
  return packHistogram(histogram) ?? new Uint8Array()
}

test('two packed histograms joined are the histogram of all their times, byte for byte', () => {
  fc.assert(
    fc.property(times, times, (one, other) => {
      expect(joined(packed(one), packed(other))).toEqual(packed([...one, ...other]))
    }),
  )
})

test('counts beyond a byte keep their digits when they are joined', () => {
  const many = packed(Array.from({ length: 300 }, () => 5))
  let sum = many
  for (let i = 1; i < 200; i++) sum = joined(sum, many)
  const histogram = new Histogram()
  addHistogram(histogram, sum)
  expect(histogram.entries().map(([, count]) => count)).toEqual([60_000])
})
