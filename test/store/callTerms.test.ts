import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchesCall } from '../../proxy/contract/callMatch.ts'
import { readQuery } from '../../proxy/contract/callQuery.ts'
import type { CallRecord } from '../../proxy/contract/calls.ts'
import { writeHours } from '../../proxy/contract/weekHours.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { callsPage, callTotals } from '../../proxy/store/reports/calls.ts'
import { addTotals, totalsOf } from '../../proxy/store/reports/sums.ts'
import { usageReport } from '../../proxy/store/reports/usage/usage.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { learn, setState } from '../../proxy/store/rollups/state.ts'
import { queries, texts } from '../contract/queries.ts'
import { addCall, addMember, keyRow } from './support.ts'

const ROWS = 300
/** Looks through all of it, however long a busy machine takes. */
const patienceMs = Number.POSITIVE_INFINITY
let db: Db
let calls: CallRecord[]

beforeAll(() => {
  db = openDb(':memory:')
  fillLedger()
  calls = everyPage('', 1000)
  expect(calls).toHaveLength(ROWS)
})
afterAll(() => {
  db.close()
})

/** Members, teams, tokens and keys of awkward names, and calls of every kind spread over two days. */
function fillLedger(): void {
  const pick = fc.sample(texts, { numRuns: 400, seed: 7 })
  for (let i = 0; i < 8; i++) {
    const name = pick[i] ?? ''
    addMember(db, `mem_${i}`, name)
    insertKey(db, keyRow({ id: `key_${i}`, label: pick[i + 8] ?? '' }))
    db.run(
      db.sql.insertInto('teams').values({ id: `tea_${i}`, name, note: '', createdAt: 0 } as never),
    )
  }
  const any = fc.record({
    memberId: fc.constantFrom(null, 'mem_0', 'mem_1', 'mem_2', 'mem_3', 'mem_9'),
    teamId: fc.constantFrom(null, 'tea_0', 'tea_1', 'tea_4'),
    keyId: fc.constantFrom(null, 'key_0', 'key_1', 'key_2'),
    model: fc.option(texts),
    client: fc.option(texts),
    address: fc.constantFrom('192.168.1.9', '10.0.0.7', null),
    reason: fc.constantFrom(null, 'QUOTA_SPENT', 'CLIENT_LEFT'),
    outcome: fc.constantFrom('ok', 'open', 'refused', 'failed', 'aborted'),
    status: fc.constantFrom(null, 200, 401, 429, 500),
    streamed: fc.constantFrom(0, 1),
    priceState: fc.constantFrom(null, 'priced', 'unknown', 'free'),
    costNanoUsd: fc.option(fc.nat({ max: 20 })),
    totalMs: fc.option(fc.nat({ max: 20 })),
    firstByteMs: fc.option(fc.nat({ max: 20 })),
    input: fc.nat({ max: 9 }),
    cachedRead: fc.nat({ max: 9 }),
    output: fc.nat({ max: 9 }),
    reasoning: fc.nat({ max: 9 }),
  })
  fc.sample(any, { numRuns: ROWS, seed: 7 }).forEach((row, index) => {
    addCall(db, index < 50 ? index : index * 600_000, row)
  })
}

/** All pages of a filter, as a window that scrolls to the end would see them. */
function everyPage(text: string, limit: number, patience = patienceMs): CallRecord[] {
  const { query } = readQuery(text)
  const seen: CallRecord[] = []
  let before: string | undefined
  for (let pages = 0; pages < 5000; pages++) {
    const page = callsPage(db, { filter: { query }, before, limit, patienceMs: patience })
    seen.push(...page.calls)
    expect(page.more).toBe(page.next !== null)
    if (page.next === null) return seen
    before = page.next
  }
  throw new Error('The pages never end')
}

/** Whole days and ragged edges of the two days that the ledger spans. */
const times = fc.option(
  fc.record({
    since: fc.nat({ max: ROWS * 600_000 }),
    until: fc.nat({ max: ROWS * 600_000 }),
  }),
  { nil: {} as { since?: number; until?: number } },
)

describe.each([
  ['nothing is rolled up', 0],
  ['a part is rolled up', 2],
  ['everything is rolled up', 1000],
])('while %s', (_, steps) => {
  beforeAll(() => {
    const rollUp = new RollUp(db, () => ROWS * 600_000 + 3_600_000)
    for (let step = 0; step < steps && rollUp.step(); step++);
    const rolled = db.get(db.sql.selectFrom('usageHourly').select('at').limit(1))
    expect(rolled !== undefined).toBe(steps > 0)
  })

  test('the pages and sums of any filter are those of exactly the calls that it means', () => {
    fc.assert(
      fc.property(queries, times, fc.integer({ min: 1, max: 40 }), (query, span, limit) => {
        const filter = { query, ...span }
        const found: string[] = []
        let before: string | undefined
        do {
          const page = callsPage(db, { filter, before, limit, patienceMs })
          found.push(...page.calls.map(({ id }) => id))
          before = page.next ?? undefined
        } while (before !== undefined)
        const { since = 0, until = Number.POSITIVE_INFINITY } = span
        const meant = calls.filter(
          (call) =>
            call.startedAt >= since && call.startedAt < until && matchesCall(call, query, 'UTC'),
        )
        expect(found).toEqual(meant.map(({ id }) => id))
        expect(callTotals(db, { filter, patienceMs })).toEqual({
          ...meant.map(totalsOf).reduce(addTotals, NOTHING),
          ...{ next: null, lookedBackTo: null },
        })
      }),
    )
  })
})

const NOTHING = { calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unpriced: 0 }

test.each(['member:%', 'member:_', "model:'", '"%"', 'model:"a%"', '-client:a_'])(
  'what somebody types is no pattern of SQL: %s',
  (text) => {
    const { query } = readQuery(text)
    expect(everyPage(text, 100)).toEqual(calls.filter((call) => matchesCall(call, query, 'UTC')))
  },
)

test.each(['client:""', '-client:""', 'model:""', 'address:""', 'member:""', '""'])(
  'what is not known has no empty name: %s',
  (text) => {
    const { query } = readQuery(text)
    expect(everyPage(text, 100)).toEqual(calls.filter((call) => matchesCall(call, query, 'UTC')))
  },
)

test('a search without patience answers what it has, says how far it looked, and goes on from there', () => {
  const { query } = readQuery('status:429 cost:>=0')
  const first = callsPage(db, { filter: { query }, limit: 100, patienceMs: 0 })
  expect(first.more).toBe(true)
  expect(first.lookedBackTo).toBeLessThan(calls[0]?.startedAt ?? 0)
  const whole = everyPage('status:429 cost:>=0', 100, 0)
  expect(whole).toEqual(calls.filter((call) => matchesCall(call, query, 'UTC')))
})

test('totals without patience add up, part by part, to those of a patient question', () => {
  const { query } = readQuery('-member:none ms:>=0')
  const patient = callTotals(db, { filter: { query }, patienceMs })
  expect(patient.lookedBackTo).toBeNull()
  let sum = 0
  let parts = 0
  let before: string | undefined
  do {
    const part = callTotals(db, { filter: { query }, before, patienceMs: 0 })
    sum += part.inputTokens
    parts++
    before = part.next ?? undefined
  } while (before !== undefined)
  expect(parts).toBeGreaterThan(1)
  expect(sum).toBe(patient.inputTokens)
})

test('calls asked for by their ids are found without looking through the ledger', () => {
  const oldest = calls.at(-1)?.id ?? ''
  const { query } = readQuery(`id:${oldest}`)
  const page = callsPage(db, { filter: { query }, limit: 5, patienceMs: 0 })
  expect(page).toMatchObject({ calls: [{ id: oldest }], more: false, lookedBackTo: null })
})

test('a lead’s question is kept to the team, whatever the filter says', () => {
  const filter = { query: readQuery('team:tea_0').query, teamId: 'tea_1' }
  expect(callsPage(db, { filter, limit: 10 }).calls).toEqual([])
})

test('hours of the week are those of the reports, on the clocks of the workspace, in India too', () => {
  const zoned = openDb(':memory:')
  setState(zoned, { zone: 'Asia/Kolkata' })
  learn(zoned)
  const start = Date.UTC(2026, 10, 20, 3, 7)
  for (let i = 0; i < 400; i++) addCall(zoned, start + i * 1_700_000)
  const week = usageReport(zoned, {
    ...{ from: start, to: start + 400 * 1_700_000, step: 'weekHour', by: [], filter: {} },
    ...{ latency: false, timeZone: 'Asia/Kolkata', now: start + 401 * 1_700_000 },
  })
  let sum = 0
  for (const { at, calls } of week.lines) {
    const hour = writeHours({
      day: Math.floor((at ?? 0) / 24),
      from: (at ?? 0) % 24,
      to: (at ?? 0) % 24,
    })
    const { query } = readQuery(`hour:${hour}`)
    const page = callsPage(zoned, { filter: { query }, limit: 1000, patienceMs })
    expect([hour, page.calls.length]).toEqual([hour, calls])
    expect(callTotals(zoned, { filter: { query }, patienceMs }).calls).toBe(calls)
    expect(page.calls.every((call) => matchesCall(call, query, 'Asia/Kolkata'))).toBe(true)
    sum += calls
  }
  expect(sum).toBe(400)
  zoned.close()
})
