import { expect, test } from 'vitest'
import { networkOf } from '../../../proxy/policy/alarms/addresses.ts'
import { hourClock } from '../../../proxy/policy/alarms/clock.ts'
import { modelFamily } from '../../../proxy/policy/alarms/modelFamily.ts'
import {
  binomialTail,
  quantileOf,
  robustScore,
  usualOf,
} from '../../../proxy/policy/alarms/statistics.ts'

test('quantiles lie between the values', () => {
  expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2.5)
  expect(quantileOf([7], 0.9)).toBe(7)
  expect(quantileOf([], 0.5)).toBe(0)
})

test('a few wild hours do not move what is usual, and equal ones do not make a little more a surprise', () => {
  const usual = usualOf([...Array.from({ length: 98 }, (_, i) => 30 + (i % 20)), 5000, 9000])
  expect(usual.median).toBeGreaterThan(35)
  expect(usual.median).toBeLessThan(45)
  expect(robustScore(45, usual, 1)).toBeLessThan(2)
  expect(robustScore(412, usual, 1)).toBeGreaterThan(20)
  const equal = usualOf(Array.from({ length: 50 }, () => 100))
  expect(robustScore(110, equal, 1)).toBeLessThan(1)
})

test('the tail of a binomial is the sum of its terms', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
  const exact = (hits: number, tries: number, p: number) => {
    let sum = 0
    for (let k = hits; k <= tries; k++) sum += choose(tries, k) * p ** k * (1 - p) ** (tries - k)
    return sum
  }
  for (const [hits, tries, p] of [
    [3, 10, 0.2],
    [1, 40, 0.01],
    [12, 30, 0.5],
    [30, 30, 0.9],
  ] as const)
    expect(binomialTail(hits, tries, p)).toBeCloseTo(exact(hits, tries, p), 10)
  expect(binomialTail(0, 10, 0.1)).toBe(1)
  expect(binomialTail(11, 10, 0.1)).toBe(0)
  expect(binomialTail(500, 100_000, 0.001)).toBeLessThan(1e-100)
})

test('models of one kind are told from those of another, whatever their version', () => {
  expect(modelFamily('gpt-5-mini')).toBe(modelFamily('gpt-6-mini-2027-01-01'))
  expect(modelFamily('claude-opus-5-20260401')).toBe(modelFamily('anthropic/claude-opus-4.5'))
  expect(modelFamily('claude-opus-5')).not.toBe(modelFamily('claude-haiku-5'))
  expect(modelFamily('o3')).toBe(modelFamily('o4'))
})

test('an address is known by its /24 or /64, however it is written', () => {
  expect(networkOf('192.168.4.77')).toBe('192.168.4.0/24')
  expect(networkOf('2001:db8:0:1::42')).toBe(networkOf('2001:0db8:0000:0001:ffff::1'))
  expect(networkOf('2001:db8:0:1::42')).not.toBe(networkOf('2001:db8:0:2::42'))
})

test('hours are told by the workspace’s clocks, through a change of them', () => {
  const clock = hourClock('Europe/Berlin')
  const hourOf = (at: string) => Math.floor(Date.parse(at) / 3_600_000)
  expect(clock(hourOf('2026-10-24T22:00:00Z'))).toEqual({ class: 'weekend nights', slot: 24 })
  expect(clock(hourOf('2026-10-26T13:00:00Z'))).toEqual({ class: 'weekday afternoons', slot: 14 })
  expect(clock(hourOf('2026-10-23T13:00:00Z'))).toEqual({ class: 'weekday afternoons', slot: 15 })
})
