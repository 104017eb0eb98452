import { expect, test } from 'vitest'
import type { Limit, LimitWindow } from '../../proxy/contract/limits.ts'
import { rowsNeededFrom } from '../../proxy/policy/limits/rowsNeeded.ts'

const NOW = 1_000 * 86_400_000
const limit = (window: LimitWindow, size = 100) => ({ window, size }) as Limit

test('calls are needed for the longest sliding window and while a bucket fills', () => {
  expect(rowsNeededFrom([], NOW)).toBe(NOW)
  const calendar = limit({ kind: 'fixed', every: 'month' })
  expect(rowsNeededFrom([calendar, limit({ kind: 'never' })], NOW)).toBe(NOW)
  const sliding = limit({ kind: 'sliding', seconds: 90 * 86_400 })
  expect(rowsNeededFrom([calendar, sliding], NOW)).toBe(NOW - 90 * 86_400_000)
  // 300 at 100 an hour are back after three hours.
  const bucket = limit({ kind: 'bucket', seconds: 3600, burst: 300 })
  expect(rowsNeededFrom([bucket], NOW)).toBe(NOW - 4 * 3 * 3_600_000)
})
