import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import {
  USAGE_DIMENSIONS,
  type UsageDimension,
  type UsageStep,
} from '../../proxy/contract/usage.ts'
import { BEFORE, HOUR, MINUTE, START, World, weighted, ZONES } from './history.ts'

function expectSame(
  world: World,
  from: number,
  to: number,
  step: UsageStep,
  by: UsageDimension[],
): void {
  const plain = world.plain(from, to, step, by)
  const { lines, totals, spread } = world.reported(from, to, step, by)
  const found = new Map(
    lines.map(({ at, groups, labels: _, ...line }) => [JSON.stringify([at, groups]), line]),
  )
  expect([...found.keys()].sort()).toEqual([...plain.keys()].sort())
  for (const [name, { times, ...sums }] of plain) {
    expect({ name, ...found.get(name) }).toMatchObject({ name, ...sums })
    const told = found.get(name)?.totalMs
    if (times.length === 0) expect(told).toBeNull()
    for (const share of [50, 95, 99] as const) {
      const exact = times[Math.max(1, Math.ceil((times.length * share) / 100)) - 1]
      if (exact === undefined) continue
      const off = Math.abs((told?.[`p${share}`] ?? Number.NaN) - exact)
      expect(off).toBeLessThanOrEqual(exact * 0.05)
    }
    const whole = times.reduce((sum, ms) => sum + ms, 0)
    expect(Math.abs((told?.sum ?? 0) - whole)).toBeLessThanOrEqual(whole * 0.05 + 1)
  }
  const all = [...plain.values()]
  expect(totals.calls).toBe(all.reduce((sum, { calls }) => sum + calls, 0))
  const timed = spread.totalMs.reduce((sum, [, calls]) => sum + calls, 0)
  expect(timed).toBe(all.reduce((sum, { times }) => sum + times.length, 0))
}

const STEPS = ['none', 'hour', 'day', 'month', 'weekHour'] as const
const question = fc.record({
  step: fc.constantFrom(...STEPS),
  by: fc.uniqueArray(fc.constantFrom(...USAGE_DIMENSIONS), { maxLength: 2 }),
  from: fc.nat(60 * HOUR),
  length: fc.nat(80 * HOUR),
})

test('whatever happened to the ledger, rollups and what is not rolled up yet are the sum of all calls ever made', () => {
  fc.assert(
    fc.property(
      fc.array(weighted(ZONES), { minLength: 10, maxLength: 90 }),
      fc.array(question, { minLength: 3, maxLength: 5 }),
      (acts, questions) => {
        const world = new World()
        for (const act of acts) world.act(act)
        const whole = (step: UsageStep, by: UsageDimension[]) =>
          expectSame(world, BEFORE, START + 1e10, step, by)
        whole('day', ['member'])
        for (const { step, by, from, length } of questions) {
          whole(step, by)
          // Where calls were deleted, a stretch can only be told by the hour.
          const begin = wholeHour(world, START - 5 * HOUR + from)
          expectSame(world, begin, wholeHour(world, begin + length), step, by)
        }
        world.act({ do: 'roll', steps: 5000 })
        for (const { step, by } of questions) whole(step, by)
        world.db.close()
      },
    ),
    { numRuns: 60 },
  )
})

function wholeHour({ deletedUntil }: World, at: number): number {
  return at < deletedUntil ? Math.floor(at / HOUR) * HOUR : at
}

test('hours that begin at other minutes are made anew from the calls, and reports are right meanwhile', () => {
  fc.assert(
    fc.property(
      fc.array(
        weighted(['UTC', 'Asia/Kolkata', 'Asia/Kathmandu']).filter((act) => act.do !== 'delete'),
        { minLength: 10, maxLength: 60 },
      ),
      fc.array(question, { minLength: 3, maxLength: 4 }),
      (acts, questions) => {
        const world = new World()
        for (const act of acts) {
          world.act(act)
          if (act.do === 'zone') expectSame(world, BEFORE, START + 1e10, 'day', ['member'])
        }
        for (const { step, by, from, length } of questions) {
          const begin = START - 5 * HOUR + from
          expectSame(world, begin, begin + length, step, by)
        }
        world.db.close()
      },
    ),
    { numRuns: 30 },
  )
})

test('when the time zone changes, days are right at every moment of their being made anew', () => {
  const world = new World()
  for (let hour = 0; hour < 24 * 6; hour++) {
    world.act({ do: 'refuse', after: HOUR, call: { memberId: `mem_${hour % 3}` } })
  }
  world.act({ do: 'roll', steps: 5000 })
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
    world.act({ do: 'zone', zone })
    for (let more = 0; more < 40; more++) {
      expectSame(world, BEFORE, START + 1e10, 'day', ['member'])
      world.act({ do: 'roll', steps: 1 + more })
      world.act({ do: 'refuse', after: 10 * MINUTE, call: {} })
    }
    const days = world.db.raw.prepare('SELECT DISTINCT "at" FROM usageDaily ORDER BY 1').pluck()
    const midnights = (days.all() as number[]).map((at) =>
      DateTime.fromMillis(at, { zone }).toFormat('HH:mm'),
    )
    expect(new Set(midnights)).toEqual(new Set(['00:00']))
  }
})

test('a ledger that was never rolled up is told in the zone that is asked for', () => {
  const world = new World()
  for (let more = 0; more < 60; more++)
    world.act({ do: 'refuse', after: 47 * MINUTE, call: { memberId: 'mem_1' } })
  world.zone = 'Asia/Kolkata'
  for (const step of STEPS) expectSame(world, BEFORE, START + 1e10, step, ['member'])
})
