import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { callTime, firstCallIdAt } from '../../proxy/base/ids.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { limitUses } from '../../proxy/store/limitUse.ts'
import { usageSums } from '../../proxy/store/reports/usage/sums.ts'
import { dropNames, unusedNames } from '../../proxy/store/retention/names.ts'
import { type SweepPlan, sweep, usedBytes } from '../../proxy/store/retention/sweep.ts'
import { deletableUntil } from '../../proxy/store/rollups/changeZone.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'
import { addCall } from './support.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 9, 1, 5)
const END = START + 400 * DAY

const KEEP: SweepPlan = {
  ...{ calls: 0, details: 0, addresses: 0, hours: 0, alarms: 0, audit: 0 },
  ...{ neverCalls: 0, neverDetails: 0, mostBytes: null },
}

function rollAll(db: Db, now: number): void {
  const rollUp = new RollUp(db, () => now)
  while (rollUp.step()) {
    // Until nothing is left.
  }
}

/** Runs it for so many slices, and leaves it there as a crash would. */
function sweepFor(db: Db, plan: Partial<SweepPlan>, slices = Number.POSITIVE_INFINITY): void {
  let left = slices
  for (const _ of sweep(db, { ...KEEP, ...plan })) if (--left <= 0) return
}

const count = (db: Db, from: string, ...values: (string | number)[]) =>
  db.raw
    .prepare<unknown[], number>(`SELECT count(*) FROM ${from}`)
    .pluck()
    .get(...values)

const calls = fc.array(
  fc.record({
    hour: fc.nat(70 * 24),
    memberId: fc.constantFrom('mem_a', 'mem_b'),
    teamId: fc.constantFrom('tea_x', null),
    model: fc.constantFrom('gpt-5', 'gpt-5-mini'),
    sent: fc.constantFrom(0, 1),
    costNanoUsd: fc.nat(1_000_000),
    input: fc.nat(1000),
    open: fc.integer({ min: 0, max: 20 }),
  }),
  { minLength: 1, maxLength: 60 },
)
const acts = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('sweep' as const),
      ...{ calls: fc.nat(80 * 24), details: fc.nat(80 * 24), hours: fc.nat(80 * 24) },
      slices: fc.integer({ min: 1, max: 6 }),
    }),
    fc.record({
      do: fc.constant('roll' as const),
      steps: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 })),
    }),
    fc.record({ do: fc.constant('clear' as const) }),
    fc.record({ do: fc.constant('call' as const), call: fc.nat(1000) }),
  ),
  { maxLength: 14 },
)

test('whatever is deleted and wherever it is cut off, reports and limits without end count every call ever made', () => {
  fc.assert(
    fc.property(calls, acts, (made, happenings) => {
      const db = openDb(':memory:')
      db.raw.exec(`INSERT INTO limits (id, level, each, metric, "window", size, scope, "action", note, createdAt)
        VALUES ('lim_pot', 'workspace', 0, 'money', '{"kind":"never"}', 1, '{}', '{}', '', 1)`)
      const known: { id: number; call: Partial<CallRow>; isOver: boolean }[] = []
      const sorted = made.toSorted((a, b) => a.hour - b.hour)
      const add = ({ hour, open: isOpen, ...call }: (typeof made)[number], sequence: number) => {
        const part = { ...call, ...(isOpen === 0 && { outcome: 'open' }) }
        const id = addCall(db, START + hour * HOUR, part, sequence)
        known.push({ id, call, isOver: isOpen !== 0 })
      }
      const later = sorted.splice(Math.ceil(sorted.length / 2))
      sorted.forEach(add)
      let cleared = 0
      for (const act of happenings) {
        if (act.do === 'call') {
          const next = later.shift()
          if (next) add(next, known.length)
        }
        if (act.do === 'roll') {
          const rollUp = new RollUp(db, () => END)
          for (let step = 0; step < act.steps; step++) rollUp.step()
        }
        if (act.do === 'sweep')
          sweepFor(
            db,
            {
              calls: START + act.calls * HOUR,
              details: START + act.details * HOUR,
              hours: START + act.hours * HOUR,
            },
            act.slices,
          )
        if (act.do === 'clear') {
          cleared = Math.max(...known.map(({ id }) => callTime(id))) + 1
          db.raw
            .prepare('INSERT INTO limitClears (limitId, memberId, "at") VALUES (?, NULL, ?)')
            .run('lim_pot', cleared)
        }
        expectAll(db, known, cleared)
      }
      rollAll(db, END)
      sweepFor(db, { calls: END, details: END, hours: END })
      expectAll(db, known, cleared)
      const isLeft = count(db, 'callRows WHERE id < ?', firstCallIdAt(deletableUntil(db)))
      expect(isLeft).toBe(0)
      db.close()
    }),
    { numRuns: 30 },
  )
})

function expectAll(
  db: Db,
  known: { id: number; call: Partial<CallRow>; isOver: boolean }[],
  cleared: number,
): void {
  const lines = usageSums(db, { step: 'day', by: ['member'], timeZone: 'UTC' })
  const found = lines.map(({ at, groups, calls: many, usage }) => [
    ...[at, groups[0], many],
    usage.input,
  ])
  const days = Map.groupBy(known, ({ id, call }) =>
    JSON.stringify([Math.floor(callTime(id) / DAY) * DAY, call.memberId]),
  )
  const plain = [...days].map(([name, own]) => [
    ...JSON.parse(name),
    own.length,
    own.reduce((sum, { call }) => sum + (call.input ?? 0), 0),
  ])
  expect(found.map(String).sort()).toEqual(plain.map(String).sort())

  for (const metric of ['money', 'requests', 'tokens'] as const) {
    for (const [level, subjectId] of [
      ['workspace', null],
      ['team', 'tea_x'],
      ['member', 'mem_a'],
    ] as const) {
      const column = { money: 'costNanoUsd', requests: 'sent', tokens: 'input' } as const
      const isOwn = (call: Partial<CallRow>) =>
        level === 'workspace' || subjectId === (level === 'team' ? call.teamId : call.memberId)
      const mine = (from: number) =>
        known
          .filter(
            ({ id, call, isOver }) =>
              isOver && call.sent === 1 && isOwn(call) && callTime(id) >= from,
          )
          .reduce((sum, { call }) => sum + Number(call[column[metric]] ?? 0), 0)
      for (const from of [Number.NEGATIVE_INFINITY, cleared]) {
        const uses = limitUses(db, { level, subjectId, metric }, { from })
        expect(uses.reduce((sum, { amount }) => sum + amount, 0)).toBe(mine(from))
      }
    }
  }
}

test('a call in flight, and all since its hour, stay however old they are', () => {
  const db = openDb(':memory:')
  addCall(db, START, {})
  const inFlight = addCall(db, START + 3 * HOUR, { outcome: 'open' }, 1)
  addCall(db, START + 5 * HOUR, {}, 2)
  rollAll(db, START + DAY)
  sweepFor(db, { calls: END, details: END, addresses: END })
  const left = db.raw.prepare<[], number>('SELECT id FROM callRows ORDER BY id').pluck().all()
  expect(left).toEqual([inFlight, firstCallIdAt(START + 5 * HOUR) + 2])
})

test('a database that is too large loses its oldest details, then its oldest calls, and the file shrinks', () => {
  const large = mkdtempSync(join(tmpdir(), 'keyrack-large-'))
  const path = join(large, 'keyrack.db')
  let db = openDb(path)
  const rawUsage = JSON.stringify({ text: 'x'.repeat(2000) })
  db.transaction(() => {
    for (let call = 0; call < 2000; call++)
      addCall(db, START + call * HOUR, { rawUsage, memberId: 'mem_a' })
  })
  rollAll(db, END)
  db.raw.pragma('wal_checkpoint(TRUNCATE)')
  const [bytes, fileBytes] = [usedBytes(db), statSync(path).size]
  const neverDetails = START + 80 * DAY
  const plan = { neverDetails, neverCalls: START + 60 * DAY }

  sweepFor(db, { ...plan, mostBytes: Math.round(bytes * 0.7) }, 5)
  // As after a crash: opened anew, it goes on.
  db.close()
  db = openDb(path)
  sweepFor(db, { ...plan, mostBytes: Math.round(bytes * 0.7) })
  expect(usedBytes(db)).toBeLessThanOrEqual(bytes * 0.7)
  expect(count(db, 'callRows')).toBe(2000)
  const details = count(db, 'callDetails') ?? 0
  expect(details).toBeGreaterThan(700)
  expect(details).toBeLessThan(1800)
  db.raw.pragma('wal_checkpoint(TRUNCATE)')
  expect(statSync(path).size).toBeLessThanOrEqual(fileBytes * 0.72)

  sweepFor(db, { ...plan, mostBytes: 1 })
  // What must stay does, however large that is.
  expect(count(db, 'callDetails WHERE callId < ?', firstCallIdAt(neverDetails))).toBe(0)
  expect(count(db, 'callDetails')).toBeGreaterThan(50)
  expect(count(db, 'callRows WHERE id < ?', firstCallIdAt(START + 59 * DAY))).toBe(0)
  expect(count(db, 'callRows WHERE id >= ?', firstCallIdAt(START + 60 * DAY))).toBe(2000 - 60 * 24)
  expect(usageSums(db, { by: [] })[0]?.calls).toBe(2000)
  db.close()
  rmSync(large, { recursive: true })
})

test('an address that is blanked, and the client of deleted calls, are nowhere in the files; those in use stay', () => {
  const some = mkdtempSync(join(tmpdir(), 'keyrack-names-'))
  const path = join(some, 'keyrack.db')
  const db = openDb(path)
  const old = { address: '10.77.66.55', client: 'Canary/1.2.3 of Ana' }
  addCall(db, START, old)
  addCall(db, START + 40 * DAY, { address: '10.77.66.54', client: 'Kept/2' }, 1)
  addCall(db, START + 60 * DAY, { address: '10.77.66.53', client: 'Kept/2' }, 2)
  rollAll(db, END)
  sweepFor(db, { calls: START + 30 * DAY, addresses: START + 50 * DAY })
  const found = unusedNames(db)
  expect(found.unused).toHaveLength(3)
  // One of them is used again before it is dropped.
  addCall(db, START + 61 * DAY, { address: '10.77.66.54' }, 3)
  expect(dropNames(db, found)).toBe(2)
  expect(unusedNames(db).candidates).toEqual([])

  db.raw.pragma('wal_checkpoint(TRUNCATE)')
  const texts = readFileSync(path, 'latin1')
  expect(texts).not.toContain('10.77.66.55')
  expect(texts).not.toContain('Canary/1.2.3')
  expect(texts).toContain('10.77.66.53')
  const addresses = db.raw
    .prepare<[], string | null>('SELECT address FROM calls ORDER BY id')
    .pluck()
    .all()
  expect(addresses).toEqual([null, '10.77.66.53', '10.77.66.54'])
  db.close()
  rmSync(some, { recursive: true })
})

test('solved alarms go with what hangs on them, unless a measure of theirs is still in force', () => {
  const db = openDb(':memory:')
  const insert = db.raw.prepare(
    `INSERT INTO alarms (id, kind, severity, state, cause, firstAt, lastAt, count, evidence, action)
     VALUES (?, 'errorBurst', 'low', ?, ?, ?, ?, 1, '{}', 'notify')`,
  )
  const alarm = (id: string, state: string, at: number) => insert.run(id, state, id, at, at)
  alarm('alm_old', 'solved', START)
  alarm('alm_open', 'open', START)
  alarm('alm_held', 'solved', START)
  alarm('alm_new', 'solved', START + 90 * DAY)
  const measure = db.raw.prepare(
    `INSERT INTO alarmMeasures (id, alarmId, kind, startedAt, endedAt) VALUES (?, ?, 'pause', 1, ?)`,
  )
  measure.run('msr_a', 'alm_old', 2)
  measure.run('msr_b', 'alm_held', null)
  db.raw.prepare(`INSERT INTO alarmOccurrences VALUES ('alm_old', 1, 'alm_old')`).run()
  sweepFor(db, { alarms: START + 30 * DAY })
  const ids = db.raw.prepare<[], string>('SELECT id FROM alarms ORDER BY id').pluck().all()
  expect(ids).toEqual(['alm_held', 'alm_new', 'alm_open'])
})
