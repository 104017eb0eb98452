import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { USAGE_DIMENSIONS } from '../../proxy/contract/usage.ts'
import { PACKED, PackReader } from '../../proxy/store/rollups/pack.ts'
import { rollupState } from '../../proxy/store/rollups/state.ts'
import { type Asked, BEFORE, HOUR, MINUTE, START, World, weighted, ZONES } from './history.ts'

function expectSame(world: World, asked: Asked): void {
  const plain = world.plain(asked)
  const { lines, totals, spread } = world.reported(asked)
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
  filter: fc.record(
    {
      member: values('mem_0', 'mem_1', null),
      team: values('tea_0', 'tea_9', null),
      model: values('model-0', 'model-1', null),
      status: values('ok', 'refused', '429', '2xx', '5xx', 'open'),
      client: values('curl', 'OpenAI/JS', null),
    },
    { requiredKeys: [] },
  ),
})

/** Some of them alone, or all but some, or both. */
function values(...known: (string | null)[]) {
  const some = fc.uniqueArray(fc.constantFrom(...known), { maxLength: 3 })
  return fc.record({ only: some, except: some }, { requiredKeys: [] })
}

/** Every pack holds what the rollups of its hour or day are, and nothing that is over waits for its pack. */
function expectPacked({ db }: World): void {
  const state = rollupState(db)
  for (const [packs, rollups, upTo] of [
    ['packedHours', 'usageHourly', state.hoursPackedTo],
    ['packedDays', 'usageDaily', state.daysPackedTo],
  ] as const) {
    const all = <Row>(text: string) => db.raw.prepare<[number], Row>(text).raw().all(upTo)
    const rows = all<number[]>(
      `SELECT ${PACKED.map((column) => `"${column}"`)}, "at" FROM ${rollups} WHERE "at" < ? ORDER BY "at"`,
    )
    const byMoment = Map.groupBy(rows, (row) => row[PACKED.length] ?? 0)
    const reader = new PackReader(PACKED.map((_, place) => place))
    const found = all<[number, Buffer]>(
      `SELECT "at", figures FROM ${packs} WHERE "at" < ? ORDER BY "at"`,
    )
    expect(found.map(([at]) => at)).toEqual([...byMoment.keys()])
    for (const [at, figures] of found) {
      reader.read(figures)
      const read = Array.from({ length: reader.rows }, (_, row) =>
        PACKED.map((_, place) => reader.columns[place]?.[row]),
      )
      expect(read).toEqual(byMoment.get(at)?.map((row) => row.slice(0, PACKED.length)))
    }
  }
}

test('whatever happened to the ledger, rollups and what is not rolled up yet are the sum of all calls ever made', () => {
  fc.assert(
    fc.property(
      fc.array(weighted(ZONES), { minLength: 10, maxLength: 90 }),
      fc.array(question, { minLength: 3, maxLength: 5 }),
      (acts, questions) => {
        const world = new World()
        for (const act of acts) world.act(act)
        const whole = (asked: Pick<Asked, 'step' | 'by' | 'filter'>) =>
          expectSame(world, { ...asked, from: BEFORE, to: START + 1e10 })
        whole({ step: 'day', by: ['member'] })
        for (const { step, by, from, length, filter } of questions) {
          whole({ step, by, filter })
          // Where calls were deleted, a stretch can only be told by the hour.
          const begin = wholeHour(world, START - 5 * HOUR + from)
          const end = wholeHour(world, begin + length)
          expectSame(world, { from: begin, to: end, step, by, filter })
        }
        world.act({ do: 'roll', steps: 5000 })
        expectPacked(world)
        for (const { step, by, filter } of questions) whole({ step, by, filter })
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
          if (act.do === 'zone')
            expectSame(world, { from: BEFORE, to: START + 1e10, step: 'day', by: ['member'] })
        }
        for (const { step, by, from, length, filter } of questions) {
          const begin = START - 5 * HOUR + from
          expectSame(world, { from: begin, to: begin + length, step, by, filter })
        }
        world.act({ do: 'roll', steps: 5000 })
        expectPacked(world)
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
      expectSame(world, { from: BEFORE, to: START + 1e10, step: 'day', by: ['member'] })
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
  for (const step of STEPS)
    expectSame(world, { from: BEFORE, to: START + 1e10, step, by: ['member'] })
})
