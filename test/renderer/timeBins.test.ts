import { expect, test } from 'vitest'
import { timeBins } from '../../renderer/pages/analytics/timeBins.ts'

test('every call is in one bin, also the quickest and the slowest, and empty ends are left out', () => {
  const totalMs: [number, number][] = [
    [150, 2],
    [200, 1],
    [201, 4],
    [900, 3],
    [9e6, 1],
  ]
  const bins = timeBins({ totalMs, firstByteMs: [[120, 5]] })
  expect(bins.reduce((sum, bin) => sum + bin.totalMs, 0)).toBe(11)
  expect(bins[0]).toEqual({ from: 100, upTo: 200, isOpen: false, totalMs: 3, firstByteMs: 5 })
  expect(bins.at(-1)).toMatchObject({ from: 200_000, isOpen: true, totalMs: 1 })
  expect(timeBins({ totalMs: [[0, 2]], firstByteMs: [] })).toMatchObject([{ from: 0, totalMs: 2 }])
  expect(timeBins({ totalMs: [], firstByteMs: [] })).toEqual([])
})
