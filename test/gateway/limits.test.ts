import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { noAmounts } from '../../proxy/contract/amounts.ts'
import type { Limit } from '../../proxy/contract/limits.ts'
import type { Call } from '../../proxy/gateway/call.ts'
import { Limits } from '../../proxy/gateway/limits.ts'
import type { Held } from '../../proxy/policy/limits/inFlight.ts'
import type { CallFacts } from '../../proxy/policy/limits/touching.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { insertClear, insertLimit, insertRaise } from '../../proxy/store/limits.ts'
import { ANA, bucket, HOUR, limitOf, NOON, sliding } from '../policy/limits/support.ts'
import { addCall, addMember } from '../store/support.ts'

let db: Db
let clock = NOON

beforeEach(() => {
  db = openDb(':memory:')
  clock = NOON
  for (const name of ['ana', 'ben']) addMember(db, `mem_${name}`, name)
})
afterEach(() => db.close())

const limits = (now = () => clock) =>
  new Limits({
    ...{ db, now, zone: () => 'Europe/Madrid', origin: () => 'http://keys' },
    ...{ flush() {}, onWarning() {} },
  })
/** A call that was sent and is over, so long before noon. */
const past = (ms: number, part: Parameters<typeof addCall>[2] = {}, sequence = 0) =>
  addCall(db, NOON - ms, { memberId: 'mem_ana', tokenId: 'tok_ana', sent: 1, ...part }, sequence)
const used = (all: Limits, of = {}) => all.standings(of).map((standing) => standing.used)

/** Reserves and settles a request as the pipeline does. */
function request(all: Limits, facts: CallFacts = ANA): Held {
  const call = { id: firstCallIdAt(clock), name: 'call_1' } as Call
  const held = all.reserve(facts, { ...noAmounts(), requests: 1, tokens: 9 }, call, new Set())
  if ('downgrade' in held) throw new Error('It went to another model')
  return held
}

test('counters are taken from the ledger: what was sent and is over, of whom and what the limit is about', () => {
  insertLimit(db, limitOf({ id: 'lim_money', metric: 'money' }))
  insertLimit(
    db,
    limitOf({ id: 'lim_tokens', metric: 'tokens', level: 'member', subjectId: 'mem_ana' }),
  )
  insertLimit(db, limitOf({ id: 'lim_team', level: 'team', subjectId: 'tea_app' }))
  insertLimit(db, limitOf({ id: 'lim_token', level: 'token', subjectId: 'tok_ben' }))
  insertLimit(
    db,
    limitOf({
      id: 'lim_scope',
      scope: { models: ['gpt-5*'], providers: ['openai'], endpoints: ['chat.*'] },
    }),
  )
  past(1000, { costNanoUsd: 5, input: 1, cachedRead: 2, reasoning: 4, teamId: 'tea_app' })
  past(2000, { costNanoUsd: null, output: 8, model: 'o3' })
  past(3000, { costNanoUsd: 7, memberId: 'mem_ben', tokenId: 'tok_ben', teamId: 'tea_app' })
  past(4000, { costNanoUsd: 9, sent: 0 })
  past(5000, { costNanoUsd: 9, outcome: 'open' })
  past(13 * HOUR, { costNanoUsd: 9 })
  past(6000, { costNanoUsd: 0, endpoint: 'responses' })
  // In the order of their names.
  expect(used(limits())).toEqual([12, 2, 2, 1, 15])
})

test('each member has a counter, and only a cleared one begins anew', () => {
  insertLimit(db, limitOf({ each: true }))
  for (const ms of [3000, 2000, 1000]) {
    past(ms)
    past(ms, { memberId: 'mem_ben' }, 1)
  }
  const all = limits()
  expect(used(all)).toEqual([3, 3])
  insertClear(db, { limitId: 'lim_1', memberId: 'mem_ben', at: NOON - 1500 })
  all.changed()
  expect(used(all, { memberId: 'mem_ana' })).toEqual([3])
  expect(used(all, { memberId: 'mem_ben' })).toEqual([1])
  insertClear(db, { limitId: 'lim_1', memberId: null, at: NOON - 500 })
  all.changed()
  expect(used(all, { memberId: 'mem_ana' })).toEqual([0])
})

test('a pot counts from when it was set; a sliding window in the slots in which calls began', () => {
  insertLimit(db, limitOf({ id: 'lim_pot', window: { kind: 'never' }, createdAt: NOON - 1500 }))
  insertLimit(db, limitOf({ id: 'lim_sliding', window: sliding(2) }))
  for (const ms of [2500, 2000, 1999, 1500, 100]) past(ms)
  const all = limits()
  expect(used(all)).toEqual([2, 3])
  clock += 1
  expect(used(all)).toEqual([2, 2])
})

test('a bucket is filled from as much of the past as still matters', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 120_000 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      (ages, burst) => {
        db.run(db.sql.deleteFrom('callRows'))
        db.run(db.sql.deleteFrom('limits'))
        const limit = limitOf({ window: bucket(30, burst), size: 12 })
        insertLimit(db, limit)
        ages.forEach((ms, sequence) => {
          past(ms, {}, sequence)
        })
        // The plain way: from the first call on, millisecond by millisecond.
        let parts = burst * 30_000
        let at = NOON - 120_000
        for (const ms of ages.toSorted((a, b) => b - a)) {
          parts = Math.min(burst * 30_000, parts + 12 * (NOON - ms - at)) - 30_000
          at = NOON - ms
        }
        parts = Math.min(burst * 30_000, parts + 12 * (NOON - at))
        const left = Math.floor(parts / 30_000)
        expect(limits().standings({})[0]?.used).toBe(burst - left)
      },
    ),
    { numRuns: 60 },
  )
})

test('a bucket that was raised for a while has what flowed into it then', () => {
  insertLimit(db, limitOf({ window: bucket(60, 10), size: 60 }))
  for (let i = 0; i < 10; i++) past(10_000, {}, i)
  expect(used(limits())).toEqual([0])
  insertRaise(db, {
    ...{ id: 'rai_1', limitId: 'lim_1', memberId: null, size: 0, note: '' },
    ...{ createdAt: NOON - 9000, until: NOON - 4000 },
  })
  expect(used(limits())).toEqual([5])
})

test('a call in flight stays held through a change of its limit, and settles after it', () => {
  const limit = limitOf({ metric: 'tokens', size: 20 })
  insertLimit(db, limit)
  const all = limits()
  const held = request(all)
  expect(all.held('lim_1', null)).toEqual([
    { callId: 'call_1', memberId: 'mem_ana', model: 'gpt-5-mini', amount: 9 },
  ])
  insertClear(db, { limitId: 'lim_1', memberId: null, at: NOON - 1 })
  all.changed()
  expect(all.standings({})).toMatchObject([{ used: 0, reserved: 9, left: 11 }])
  all.settle(held, { ...noAmounts(), tokens: 4 })
  expect(all.standings({})).toMatchObject([{ used: 4, reserved: 0, left: 16 }])
})

test('the self-check finds a counter that does not agree, and goes on from the ledger', async () => {
  for (const [id, part] of Object.entries<Partial<Limit>>({
    lim_day: {},
    lim_each: { each: true },
    lim_bucket: { window: bucket(60, 10), size: 60 },
  }))
    insertLimit(db, limitOf({ id, ...part }))
  past(100)
  const all = limits()
  request(all)
  expect(await all.selfCheck()).toEqual({ checked: 3, disagreeing: [] })
  // A row that no counter has heard of.
  past(50)
  const { disagreeing } = await all.selfCheck()
  expect(disagreeing).toEqual([
    { limitId: 'lim_bucket', memberId: null, counter: 2, ledger: 3 },
    { limitId: 'lim_day', memberId: null, counter: 2, ledger: 3 },
    { limitId: 'lim_each', memberId: 'mem_ana', counter: 2, ledger: 3 },
  ])
  expect(await all.selfCheck()).toMatchObject({ disagreeing: [] })
})

test('time that passes while the ledger is read is no difference', async () => {
  insertLimit(db, limitOf({ id: 'lim_bucket', window: bucket(60, 1000), size: 600 }))
  for (let sequence = 0; sequence < 50; sequence++) past(1000, {}, sequence)
  // Ten flow back a second, and every look at the clock takes a tenth of one.
  const slow = limits(() => {
    clock += 100
    return clock
  })
  expect(await slow.selfCheck()).toEqual({ checked: 1, disagreeing: [] })
  const [left = 0] = used(slow)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(50)
})

test('where the clock was set back, counting goes on in the window of the newest call', () => {
  insertLimit(db, limitOf({ size: 1, window: { kind: 'fixed', every: 'hour' } }))
  past(0)
  clock = NOON - 3 * HOUR
  const all = limits()
  expect(used(all)).toEqual([1])
  expect(() => request(all)).toThrow('1 request for this hour')
})

test('another time zone counts the days of that zone', () => {
  insertLimit(db, limitOf())
  past(11 * HOUR)
  let zone = 'Europe/Madrid'
  const all = new Limits({
    ...{ db, now: () => clock, zone: () => zone, origin: () => '', flush() {}, onWarning() {} },
  })
  expect(used(all)).toEqual([1])
  zone = 'America/New_York'
  all.changed()
  expect(used(all)).toEqual([0])
})

test('money is counted anew when past calls were priced anew', () => {
  insertLimit(db, limitOf({ metric: 'money' }))
  past(100, { costNanoUsd: 5 })
  const all = limits()
  db.run(db.sql.updateTable('callRows').set({ costNanoUsd: 8 }))
  expect(used(all)).toEqual([5])
  all.recount()
  expect(used(all)).toEqual([8])
})
