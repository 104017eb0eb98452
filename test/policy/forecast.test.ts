import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../proxy/base/seeded.ts'
import { type ForecastInput, forecast, type PastDay } from '../../proxy/policy/forecast.ts'

const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const flat = (weekday: number, sum: number): PastDay => ({
  weekday,
  hours: Array.from({ length: 24 }, () => sum / 24),
})
const week = (from: number, days: number, sum: (weekday: number, day: number) => number) =>
  Array.from({ length: days }, (_, day) => flat((from + day) % 7, sum((from + day) % 7, day)))

describe('a forecast', () => {
  const office = (weekday: number) => (weekday < 5 ? 100_000 : 1000)

  test('is refused with less than a week of use, however many empty days came before', () => {
    const input = { today: { weekday: 0, soFar: 5, hoursOver: 9 }, soFar: 5, ahead: [1, 2] }
    expect(forecast({ ...input, past: week(0, 6, office) })).toBeUndefined()
    const unused = week(0, 50, () => 0)
    expect(forecast({ ...input, past: unused })).toBeUndefined()
    expect(forecast({ ...input, past: [...unused, ...week(1, 6, office)] })).toBeUndefined()
    expect(forecast({ ...input, past: [...unused, ...week(1, 7, office)] })).toBeDefined()
  })

  test('knows weekends from workdays', () => {
    // Eight even weeks, then a Monday morning with seven days ahead.
    const past = week(0, 56, office)
    const today = { weekday: 0, soFar: 0, hoursOver: 0 }
    const found = forecast({ past, today, soFar: 0, ahead: [1, 2, 3, 4, 5, 6] })
    expect(found?.end).toBe(502_000)
    expect(found?.path).toEqual([
      ...[100_000, 200_000, 300_000, 400_000, 500_000],
      ...[501_000, 502_000],
    ])
  })

  test('says of a day by its evening what it already knows', () => {
    const past = week(0, 28, office)
    const at = (hoursOver: number, soFar: number) =>
      forecast({ past, today: { weekday: 0, soFar, hoursOver }, soFar: 0, ahead: [] })
    expect(at(24, 70_000)).toMatchObject({ end: 70_000, low: 70_000, high: 70_000 })
    expect(at(12, 50_000)?.end).toBe(100_000)
    expect(at(12, 100_000)?.end).toBeGreaterThan(120_000)
    expect(at(12, 10_000)?.end).toBeLessThan(50_000)
  })

  test('is hardly moved by one runaway day', () => {
    const calm = week(0, 42, (weekday, day) => office(weekday) * (1 + (day % 3) / 20))
    const wild = calm.map((day, index) => (index === 30 ? flat(day.weekday, 5_000_000) : day))
    const input = { today: { weekday: 0, soFar: 0, hoursOver: 0 }, soFar: 0, ahead: [1, 2, 3, 4] }
    const usual = forecast({ ...input, past: calm })?.end ?? 0
    const bent = forecast({ ...input, past: wild })?.end ?? 0
    expect(bent / usual).toBeLessThan(1.15)
  })

  test('never ends below what is spent, keeps its order, and repeats itself', () => {
    const days = fc.array(
      fc.record({
        weekday: fc.integer({ min: 0, max: 6 }),
        hours: fc.array(fc.nat(1_000_000), { minLength: 24, maxLength: 24 }),
      }),
      { maxLength: 70 },
    )
    const input = fc.record<ForecastInput>({
      past: days,
      today: fc.record({
        weekday: fc.integer({ min: 0, max: 6 }),
        soFar: fc.nat(10_000_000),
        hoursOver: fc.double({ min: 0, max: 24, noNaN: true }),
      }),
      soFar: fc.nat(100_000_000),
      ahead: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 30 }),
    })
    fc.assert(
      fc.property(input, (given) => {
        const found = forecast(given)
        if (!found) return
        const known = given.soFar + given.today.soFar
        expect(found.low).toBeGreaterThanOrEqual(known)
        expect(found.low).toBeLessThanOrEqual(found.end)
        expect(found.end).toBeLessThanOrEqual(found.high)
        expect(found.path).toHaveLength(given.ahead.length + 1)
        expect([...found.path].sort((a, b) => a - b)).toEqual(found.path)
        expect(forecast(given)).toEqual(found)
      }),
      { numRuns: 60 },
    )
  })
})

/** How a made-up team spends; shares of a day, and changes a day. */
const TEAMS = {
  'a steady one': { noise: 0.3, growth: 0, drift: 0, runaway: 0, weekend: 0.1 },
  'one that grows by a third a month': {
    ...{ noise: 0.35, growth: 0.01, drift: 0, runaway: 0, weekend: 0.1 },
  },
  'one that shrinks': { noise: 0.35, growth: -0.008, drift: 0, runaway: 0, weekend: 0.1 },
  'one that changes its habits': {
    ...{ noise: 0.4, growth: 0, drift: 0.05, runaway: 0.02, weekend: 0.15 },
  },
  'one whose days are wild': { noise: 0.9, growth: 0, drift: 0.02, runaway: 0.03, weekend: 0.3 },
  'one that rests at weekends': { noise: 0.3, growth: 0, drift: 0.03, runaway: 0.01, weekend: 0 },
}

describe.each(Object.entries(TEAMS))('over 100 months of %s', (_name, team) => {
  test.each([20, 60, 100])('with %i days of past, the band holds at least four fifths', (known) => {
    const months = Array.from({ length: 100 }, (_, index) => monthOf(team, known, index))
    const held = months.filter(
      ({ found, truth }) => found && truth >= found.low && truth <= found.high,
    )
    expect(held.length / months.length).toBeGreaterThanOrEqual(0.8)
    // A band as wide as the month would hold everything and say nothing.
    const widths = months.map(
      ({ found, truth }) => ((found?.high ?? 0) - (found?.low ?? 0)) / truth,
    )
    expect(middle(widths)).toBeLessThan(1.25)
    const misses = months.map(({ found, truth }) => Math.abs((found?.end ?? 0) - truth) / truth)
    expect(middle(misses)).toBeLessThan(0.2)
  })
})

/** A month of a made-up team, seen from some moment in it, and how it really ended. */
function monthOf(team: (typeof TEAMS)[keyof typeof TEAMS], known: number, seed: number) {
  const random = seeded(seed * 7919 + known)
  let level = 50e9
  const first = Math.floor(random() * 7)
  const days = Array.from({ length: known + 30 }, (_, index) => {
    const weekday = (first + index) % 7
    level *= Math.exp(team.growth + team.drift * gauss(random))
    let sum = level * Math.exp(team.noise * gauss(random)) * (weekday > 4 ? team.weekend : 1)
    // Holidays, and days on which something ran away.
    if (random() < 0.03 && weekday < 5) sum /= 20
    if (random() < team.runaway) sum *= 6
    const shares = Array.from({ length: 24 }, (_, hour) => busy(hour) * Math.exp(gauss(random) / 2))
    return { weekday, hours: shares.map((share) => Math.round((sum * share) / add(shares))) }
  })
  const before = Math.min(Math.floor(random() * 29), known)
  const ahead = days.slice(known + 1, known + 30 - before)
  const hoursOver = Math.floor(random() * 24)
  const today = days[known] ?? flat(0, 0)
  const soFar = add(days.slice(known - before, known).map(({ hours }) => add(hours)))
  return {
    found: forecast({
      past: days.slice(0, known),
      today: { weekday: today.weekday, soFar: add(today.hours.slice(0, hoursOver)), hoursOver },
      soFar,
      ahead: ahead.map(({ weekday }) => weekday),
    }),
    truth: soFar + add([today, ...ahead].map(({ hours }) => add(hours))),
  }
}

const busy = (hour: number) => (hour < 7 ? 0.1 : hour < 19 ? 1 : 0.3)
const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
const gauss = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
