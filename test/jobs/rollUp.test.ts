import { expect, test } from 'vitest'
import { rollUpCalls } from '../../proxy/jobs/rollUp.ts'

test('it goes on step by step until all is rolled up', async () => {
  let left = 5
  await rollUpCalls(
    () => --left > 0,
    () => false,
  ).run()
  expect(left).toBe(0)
})

test('a service that stops does not wait for years of calls', async () => {
  let steps = 0
  await rollUpCalls(
    () => ++steps > 0,
    () => steps >= 3,
  ).run()
  expect(steps).toBe(3)
})
