import { expect, test } from 'vitest'
import { FailureThrottle } from '../../proxy/policy/throttle.ts'

const WINDOW = 60_000

test('failures up to the limit hear "no", later ones hear when to come back', () => {
  const throttle = new FailureThrottle()
  const waits = [0, 1, 2, 3].map((i) => throttle.note('10.0.0.1', 1000 * i, 3, WINDOW))
  expect(waits).toEqual([undefined, undefined, undefined, 57])
})

test('each address is counted by itself, and forgiven after the window', () => {
  const throttle = new FailureThrottle()
  for (let i = 0; i < 5; i++) throttle.note('10.0.0.1', 0, 3, WINDOW)
  expect(throttle.note('10.0.0.2', 0, 3, WINDOW)).toBeUndefined()
  expect(throttle.note('10.0.0.1', WINDOW, 3, WINDOW)).toBeUndefined()
})

test('a flood from many addresses does not grow the memory without end', () => {
  const throttle = new FailureThrottle()
  for (let i = 0; i < 4; i++) throttle.note('first', 0, 3, WINDOW)
  for (let i = 0; i < 10_000; i++) throttle.note(`address ${i}`, 1, 3, WINDOW)
  // The oldest was dropped to make room: its failures are forgotten rather than kept for ever.
  expect(throttle.note('first', 2, 3, WINDOW)).toBeUndefined()
})
