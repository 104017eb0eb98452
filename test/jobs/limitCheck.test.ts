import { expect, test } from 'vitest'
import { checkLimitsNightly } from '../../proxy/jobs/limitCheck.ts'

test('counters are checked once a night, and what disagrees is told', async () => {
  let now = Date.UTC(2026, 10, 25, 11)
  let checks = 0
  let fails = false
  const told: unknown[] = []
  const disagreeing = [{ limitId: 'lim_1', memberId: null, counter: 1, ledger: 2 }]
  const job = checkLimitsNightly(
    async () => {
      checks++
      if (fails) throw new Error('no disk')
      return { checked: 1, disagreeing: checks === 1 ? [] : disagreeing }
    },
    () => now,
    () => 'Europe/Madrid',
    (check) => told.push(check),
  )
  await job.run()
  expect(checks).toBe(0)
  now = Date.UTC(2026, 10, 26, 2, 59)
  await job.run()
  expect(checks).toBe(0)
  now += 60_000
  await job.run()
  await job.run()
  expect([checks, told]).toEqual([1, []])
  // A computer that slept through two nights checks once, and again where that failed.
  now += 60 * 3_600_000
  fails = true
  await expect(job.run()).rejects.toThrow('no disk')
  fails = false
  await job.run()
  await job.run()
  expect([checks, told]).toEqual([3, [{ checked: 1, disagreeing }]])
})
