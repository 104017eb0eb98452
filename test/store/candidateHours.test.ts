import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { openDb } from '../../proxy/store/db.ts'
import { codeOf } from '../../proxy/store/names.ts'
import { candidateHours } from '../../proxy/store/reports/candidateHours.ts'
import { changeZone } from '../../proxy/store/rollups/changeZone.ts'
import type { Condition } from '../../proxy/store/rollups/conditions.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { addCall } from './support.ts'

const HOUR = 3_600_000
const START = Date.UTC(2026, 9, 20, 5)
const call = fc.record({
  hour: fc.nat(24 * 12),
  memberId: fc.constantFrom('mem_0', 'mem_1', 'mem_2', null),
  status: fc.constantFrom(200, 200, 200, 429),
  costNanoUsd: fc.option(fc.nat(100)),
  totalMs: fc.nat(1000),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'open'),
})

test('every call that fulfils the conditions lies in a stretch, newest first, and no two overlap', () => {
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 1, maxLength: 80 }),
      fc.record({
        steps: fc.nat(40),
        late: fc.nat(10),
        zone: fc.constantFrom('UTC', 'Asia/Kolkata'),
      }),
      fc.record({ least: fc.nat(110), status: fc.option(fc.constantFrom(200, 429)) }),
      fc.tuple(fc.nat(24 * 12), fc.nat(24 * 12)),
      (calls, { steps, late, zone }, { least, status }, [from, length]) => {
        const db = openDb(':memory:')
        const rollUp = new RollUp(db, () => START + 1000 * HOUR)
        const known = calls.map((part, sequence) => ({ ...part, sequence }))
        const add = ({ hour, sequence, ...part }: (typeof known)[number]) =>
          addCall(db, START + hour * HOUR, part, sequence)
        for (const part of known.slice(late)) add(part)
        for (let i = 0; i < 10; i++) rollUp.step()
        for (const part of known.slice(0, late)) add(part)
        changeZone(db, zone)
        for (let i = 0; i < steps; i++) rollUp.step()
        const stretch = {
          from: firstCallIdAt(START + from * HOUR) + 7,
          to: firstCallIdAt(START + (from + length) * HOUR) + 20,
        }
        const conditions: Condition[] = [
          { column: 'member', among: [codeOf(db, 'mem_1') ?? -1] },
          { column: 'mostCostNanoUsd', from: least, to: 1000 },
          ...(status === null ? [] : [{ column: 'status', among: [status] } as const]),
        ]
        const found = [...candidateHours(db, { ...stretch, conditions })]
        found.forEach(({ from: begin, to }, index) => {
          expect(begin).toBeLessThan(to)
          expect(to).toBeLessThanOrEqual(found[index - 1]?.from ?? stretch.to)
          expect(begin).toBeGreaterThanOrEqual(stretch.from)
        })
        const meant = known
          .filter((part) => part.memberId === 'mem_1' && (part.costNanoUsd ?? -1) >= least)
          .filter((part) => status === null || part.status === status)
          .map(({ hour, sequence }) => firstCallIdAt(START + hour * HOUR) + sequence)
          .filter((id) => id >= stretch.from && id < stretch.to)
        for (const id of meant)
          expect(found.some(({ from: begin, to }) => id >= begin && id < to)).toBe(true)
        db.close()
      },
    ),
    { numRuns: 200 },
  )
})

test('a rare call is found in its hour alone, and what is not rolled up yet is looked through', () => {
  const db = openDb(':memory:')
  for (let hour = 0; hour < 24 * 30; hour++)
    addCall(db, START + hour * HOUR, { memberId: hour === 100 ? 'mem_1' : 'mem_0' })
  const rollUp = new RollUp(db, () => START + 10_000 * HOUR)
  while (rollUp.step());
  const tail = addCall(db, START + 24 * 30 * HOUR)
  const conditions: Condition[] = [{ column: 'member', among: [codeOf(db, 'mem_1') ?? -1] }]
  expect([...candidateHours(db, { from: 0, to: tail + 1, conditions })]).toEqual([
    { from: firstCallIdAt(START + 24 * 30 * HOUR - HOUR) + 1, to: tail + 1 },
    { from: firstCallIdAt(START + 100 * HOUR), to: firstCallIdAt(START + 101 * HOUR) },
  ])
})
