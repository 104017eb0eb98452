import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { type UsageDimension, usageDimension } from '../../proxy/contract/usage.ts'
import {
  addUsageSums,
  noUsageSums,
  tokensOf,
  type UsageRow,
  type UsageSums,
} from '../../proxy/contract/usageExport.ts'
import { stepsOf } from '../../proxy/contract/usageRange.ts'
import { UsageRows } from '../../proxy/store/reports/usage/rows.ts'
import { START, World, weighted, ZONES } from './history.ts'

const ID_OF: Partial<Record<UsageDimension, (row: UsageRow) => string | null>> = {
  member: ({ memberId }) => memberId,
  team: ({ teamId }) => teamId,
  token: ({ tokenId }) => tokenId,
  key: ({ keyId }) => keyId,
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
}

/** October, in which Berlin has an hour more. */
function october(zone: string) {
  const begin = DateTime.fromISO('2026-10-01', { zone })
  return { from: +begin, to: +begin.plus({ months: 1 }) }
}

function sumsBy(rows: UsageRow[], nameOf: (row: UsageRow) => string | null) {
  const sums = new Map<string | null, UsageSums>()
  for (const row of rows) {
    const name = nameOf(row)
    const known = sums.get(name) ?? noUsageSums()
    sums.set(name, known)
    addUsageSums(known, row)
  }
  return sums
}

test('whatever happened to the ledger, the rows of a month are its usage report to the nano-dollar', () => {
  fc.assert(
    fc.property(fc.array(weighted(ZONES), { minLength: 10, maxLength: 90 }), (acts) => {
      const world = new World()
      for (const act of acts) world.act(act)
      const { db, zone: timeZone } = world
      const span = october(timeZone)
      const days = stepsOf(span, 'day', timeZone)
      expect(days).toHaveLength(31)
      const reader = new UsageRows(db)
      const perDay = days.map((from, index) =>
        reader.of({ from, to: days[index + 1] ?? span.to, filter: {}, timeZone }),
      )
      const rows = perDay.flat()
      for (const dimension of usageDimension.options) {
        const nameOf = ID_OF[dimension]
        if (!nameOf) continue
        const { lines } = world.reported({ ...span, step: 'none', by: [dimension] })
        const told = lines.map(({ groups, usage, ...line }): [string | null, UsageSums] => {
          const { calls, failed, refused, unpriced, costNanoUsd } = line
          const sums = { calls, failed, refused, unpriced, costNanoUsd, ...tokensOf(usage) }
          return [groups[0] ?? null, sums]
        })
        expect(sumsBy(rows, nameOf)).toEqual(new Map(told))
      }
      const { lines } = world.reported({ ...span, step: 'day', by: [] })
      const costs = new Map(lines.map(({ at, costNanoUsd }) => [at, costNanoUsd]))
      perDay.forEach((day, index) => {
        const cost = day.reduce((sum, row) => sum + row.costNanoUsd, 0)
        expect(cost).toBe(costs.get(days[index] ?? 0) ?? 0)
      })
      db.close()
    }),
    { numRuns: 40 },
  )
})

test('a row says by which price lists its calls were charged, and where they are deleted, which were in force', () => {
  const world = new World()
  const { db } = world
  const price = (id: string, effectiveFrom: number, part: { source: string; note: string }) =>
    db.raw
      .prepare(
        `INSERT INTO prices (id, provider, model, effectiveFrom, source, note, free, prices, tiers)
          VALUES (?, 'openai', 'model-1', ?, ?, ?, 0, '{}', '[]')`,
      )
      .run(id, effectiveFrom, part.source, part.note)
  price('prc_1', 0, { source: 'list', note: 'list 1' })
  price('prc_2', START - 1000, { source: 'list', note: 'list 2' })
  const call = { provider: 'openai', model: 'model-1', keyId: 'key_1' }
  for (const priceId of ['prc_1', 'prc_2', null])
    world.act({ do: 'refuse', after: 1000, call: { ...call, priceId } })
  world.act({ do: 'refuse', after: 1000, call: { ...call, model: 'model-2' } })
  const rows = () =>
    new UsageRows(db)
      .of({ ...october('UTC'), filter: {}, timeZone: 'UTC' })
      .map(({ model, calls, priceLists }) => [model, calls, priceLists])
  expect(rows()).toEqual([
    ['model-1', 3, ['list 1', 'list 2']],
    ['model-2', 1, []],
  ])
  world.act({ do: 'roll', steps: 5000 })
  for (let count = 0; count < 30; count++) world.act({ do: 'refuse', after: 3_600_000, call: {} })
  world.act({ do: 'roll', steps: 5000 })
  world.act({ do: 'delete', hours: 20 })
  price('prc_3', START + 500, { source: 'admin', note: '=cheap' })
  expect(rows().slice(0, 3)).toEqual([
    ...[
      [null, 30, []],
      ['model-1', 3, ['list 1', 'list 2', 'own price of 2026-10-24']],
    ],
    ['model-2', 1, []],
  ])
})
