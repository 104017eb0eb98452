import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatCallId } from '../../proxy/base/ids.ts'
import { readQuery } from '../../proxy/contract/callQuery.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { insertPrice } from '../../proxy/store/prices.ts'
import { callById, callsPage, callTotals } from '../../proxy/store/reports/calls.ts'
import { finishedSince, spentSince } from '../../proxy/store/reports/figures.ts'
import { spendByModel } from '../../proxy/store/reports/spend.ts'
import { summaryBy } from '../../proxy/store/reports/summary.ts'
import { sumsFor, unpricedModels } from '../../proxy/store/reports/sumsFor.ts'
import { addCall, addMember, keyRow } from './support.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 21, 12)
let db: Db

beforeEach(() => {
  db = openDb(':memory:')
})
afterEach(() => {
  db.close()
})

test('pages follow each other without a gap or a repeat, also within one millisecond', () => {
  const ids = [0, 1, 2, 3, 4].map((sequence) => formatCallId(addCall(db, NOON, {}, sequence)))
  const seen: string[] = []
  let before: string | undefined
  for (let page = 0; page < 3; page++) {
    const { calls, more } = callsPage(db, { filter: {}, limit: 2, ...(before && { before }) })
    seen.push(...calls.map(({ id }) => id))
    before = calls.at(-1)?.id
    expect(more).toBe(page < 2)
  }
  expect(seen).toEqual(ids.reverse())
})

test('a page that begins before an id nobody knows is empty, not the first one', () => {
  addCall(db, NOON)
  expect(callsPage(db, { filter: {}, before: 'nonsense', limit: 10 }).calls).toEqual([])
})

test('filters hold for pages and totals alike; `until` is the first moment left out', () => {
  addCall(db, NOON - 1, { memberId: 'mem_a', input: 1 })
  addCall(db, NOON, { memberId: 'mem_a', input: 10, cachedRead: 5, output: 3, reasoning: 2 })
  addCall(db, NOON + 1, { memberId: 'mem_a', input: 100 })
  addCall(db, NOON, { memberId: 'mem_b', input: 1000 }, 1)
  const { query } = readQuery('member:mem_a')
  const filter = { query, since: NOON, until: NOON + 1 }
  expect(callsPage(db, { filter, limit: 10 }).calls).toHaveLength(1)
  expect(callTotals(db, { filter })).toMatchObject({ calls: 1, inputTokens: 15, outputTokens: 5 })
})

test('totals leave calls of an unknown price out of the money and count them', () => {
  addCall(db, NOON, { costNanoUsd: 2_500_000 })
  addCall(db, NOON, { costNanoUsd: null, priceState: 'unknown' }, 1)
  expect(callTotals(db, { filter: {} })).toMatchObject({
    calls: 2,
    costNanoUsd: 2_500_000,
    unpriced: 1,
  })
})

test('totals over no call are zeros', () => {
  expect(callTotals(db, { filter: {} })).toEqual({
    ...{ calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unpriced: 0 },
    ...{ next: null, lookedBackTo: null },
  })
})

test('one call comes with its price, names, and the usage in the provider’s own words', () => {
  addMember(db, 'mem_a', 'Ana Ruiz')
  insertKey(db, keyRow({ id: 'key_a', label: 'Main' }))
  const price = {
    ...{ id: 'prc_a', provider: 'openai', model: 'gpt-5-mini', effectiveFrom: 1, free: false },
    ...{ source: 'list' as const, note: 'v1', prices: { input: 250_000 }, tiers: [] },
  }
  insertPrice(db, price)
  const parts = { memberId: 'mem_a', keyId: 'key_a', priceId: 'prc_a', rawUsage: '{"a":1}' }
  const id = formatCallId(addCall(db, NOON, parts))
  expect(callById(db, id)).toMatchObject({
    ...{ id, memberName: 'Ana Ruiz', keyLabel: 'Main', rawUsage: '{"a":1}', price },
  })
  expect(callById(db, 'call_zzz')).toBeUndefined()
  expect(callById(db, "' OR 1=1")).toBeUndefined()
})

test('a summary by member names everybody, and groups what came without a good token', () => {
  addMember(db, 'mem_a', 'Ana')
  addCall(db, NOON, { memberId: 'mem_a', costNanoUsd: 5 })
  addCall(db, NOON, { memberId: 'mem_a', costNanoUsd: 5, outcome: 'failed', input: 7 }, 1)
  addCall(db, NOON, { memberId: null, outcome: 'refused', priceState: null, costNanoUsd: null }, 2)
  const lines = summaryBy(db, { by: 'member', timeZone: 'UTC' })
  expect(lines).toMatchObject([
    { group: 'mem_a', label: 'Ana', calls: 2, costNanoUsd: 10, failed: 1, inputTokens: 7 },
    { group: '', label: '(no member)', calls: 1, costNanoUsd: 0, failed: 1, unpriced: 0 },
  ])
})

test('days begin at local midnight, also on the day the clocks change', () => {
  // Madrid left summer time on 25 October 2026 at 03:00: that day had 25 hours.
  const lastMinute = Date.UTC(2026, 9, 25, 22, 59)
  addCall(db, Date.UTC(2026, 9, 24, 22, 0), { costNanoUsd: 1 })
  addCall(db, lastMinute, { costNanoUsd: 2 })
  addCall(db, lastMinute + 60_000, { costNanoUsd: 4 })
  const days = (timeZone: string) =>
    summaryBy(db, { by: 'day', timeZone }).map(({ group, costNanoUsd }) => [group, costNanoUsd])
  expect(days('Europe/Madrid')).toEqual([
    ['2026-10-26', 4],
    ['2026-10-25', 3],
  ])
  expect(days('UTC')).toEqual([
    ['2026-10-25', 6],
    ['2026-10-24', 1],
  ])
})

test('a summary by day keeps to the moments asked for', () => {
  addCall(db, NOON - 24 * HOUR)
  addCall(db, NOON - 1)
  addCall(db, NOON)
  addCall(db, NOON + 5)
  const lines = summaryBy(db, { by: 'day', since: NOON, until: NOON + 5, timeZone: 'UTC' })
  expect(lines.map(({ group, calls }) => [group, calls])).toEqual([['2026-11-21', 1]])
})

test('spend by model covers 24 hours that end with the running one, the dearest model first', () => {
  const now = NOON + 20 * 60_000
  addCall(db, now, { costNanoUsd: 3 })
  addCall(db, now - 23 * HOUR, { costNanoUsd: 4 })
  addCall(db, NOON - 23 * HOUR - 1, { costNanoUsd: 1000 })
  addCall(db, now, { model: 'claude', costNanoUsd: 9 }, 1)
  addCall(db, now, { model: 'claude', costNanoUsd: null, priceState: 'unknown' }, 2)
  addCall(db, now, { model: 'made-up', outcome: 'refused', costNanoUsd: null, priceState: null }, 3)
  const { hours, series } = spendByModel(db, { now })
  expect([hours.length, hours[0], hours[23]]).toEqual([24, NOON - 23 * HOUR, NOON])
  expect(series.map(({ model }) => model)).toEqual(['claude', 'gpt-5-mini'])
  expect(series[0]).toMatchObject({ model: 'claude' })
  expect([series[0]?.calls[23], series[0]?.unpriced[23], series[0]?.costNanoUsd[23]]).toEqual([
    2, 1, 9,
  ])
  expect([series[1]?.costNanoUsd[0], series[1]?.costNanoUsd[23]]).toEqual([4, 3])
  addCall(db, now, { model: 'gemini', teamId: 'tea_a', costNanoUsd: 2 }, 4)
  const ofTeam = spendByModel(db, { now, teamId: 'tea_a' }).series
  expect(ofTeam.map(({ model, calls }) => [model, calls[23]])).toEqual([['gemini', 1]])
})

test('what seeds the figures of the moment: today’s spend and the calls of the last hour', () => {
  addCall(db, NOON - HOUR - 1, { costNanoUsd: 1 })
  addCall(db, NOON - 5, { costNanoUsd: 2, firstByteMs: 40 })
  addCall(db, NOON - 4, { outcome: 'failed', costNanoUsd: null, priceState: 'unknown' })
  addCall(db, NOON - 3, { outcome: 'open', endedAt: null, priceState: null, costNanoUsd: null })
  addCall(db, NOON - 2, { teamId: 'tea_a', costNanoUsd: 7, firstByteMs: 10 })
  expect(spentSince(db, NOON - HOUR)).toEqual([
    { teamId: 'tea_a', calls: 1, spendNanoUsd: 7, unpriced: 0 },
    { teamId: null, calls: 3, spendNanoUsd: 2, unpriced: 1 },
  ])
  expect(finishedSince(db, { since: NOON - HOUR, limit: 10 })).toEqual([
    { endedAt: NOON + 45, failed: false, firstByteMs: 40, teamId: null },
    { endedAt: NOON + 46, failed: true, firstByteMs: null, teamId: null },
    { endedAt: NOON + 48, failed: false, firstByteMs: 10, teamId: 'tea_a' },
  ])
  expect(finishedSince(db, { since: 0, limit: 1 })).toHaveLength(1)
})

test('sums stand by member or by key, and models without a price by the vendor whose price is missing', () => {
  insertKey(db, keyRow({ id: 'key_g', label: 'Groq', provider: 'compatible', preset: 'groq' }))
  const call = {
    keyId: 'key_g',
    memberId: 'mem_a',
    provider: 'compatible',
    model: 'llama',
  } as const
  addCall(db, NOON, { ...call, costNanoUsd: 8 })
  addCall(db, NOON, { ...call, costNanoUsd: null, priceState: 'unknown' }, 1)
  const line = { calls: 2, costNanoUsd: 8, unpriced: 1 }
  expect(sumsFor(db, { column: 'memberId', since: NOON })).toEqual([{ id: 'mem_a', ...line }])
  expect(sumsFor(db, { column: 'keyId', since: NOON })).toEqual([{ id: 'key_g', ...line }])
  expect(sumsFor(db, { column: 'keyId', since: NOON + 1 })).toEqual([])
  expect(unpricedModels(db, NOON)).toEqual([{ provider: 'groq', model: 'llama', calls: 1 }])
})
