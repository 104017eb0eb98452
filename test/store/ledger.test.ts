import { expect, test } from 'vitest'
import { callIds, firstCallIdAt, formatCallId, parseCallId } from '../../proxy/base/ids.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import { openDb } from '../../proxy/store/db.ts'
import {
  type ClosedCall,
  Ledger,
  lastCallId,
  type OpenedCall,
  orphanedCalls,
} from '../../proxy/store/ledger.ts'

const opened = (id: number): OpenedCall => ({
  id,
  startedAt: 1000,
  memberId: 'mem_1',
  tokenId: 'tok_1',
  keyId: 'key_1',
  provider: 'openai',
  dialect: 'openai',
  endpoint: 'chat.completions',
  model: 'gpt-5-mini',
  streamed: 0,
  address: '127.0.0.1',
  client: 'test',
  requestBytes: 10,
  teamId: null,
  reserved: null,
})

const closed = (id: number): ClosedCall => ({
  id,
  model: 'gpt-5-mini',
  endedAt: 2000,
  status: 200,
  upstreamStatus: 200,
  outcome: 'ok',
  reason: null,
  ...usageOf({ input: 7, output: 5 }),
  usageState: 'reported',
  rawUsage: null,
  costNanoUsd: 12_345,
  priceState: 'priced',
  priceId: 'prc_1',
  firstByteMs: 3,
  totalMs: 1000,
  answerBytes: 20,
  sent: 1,
})

test('what is asked for within a few turns is written in order', async () => {
  const db = openDb(':memory:')
  const ledger = new Ledger(db)
  const rare = { ...closed(2), ...usageOf({ input: 1, searches: 3, images: 2 }) }
  const writes = [1, 2, 3].map((id) => ledger.open(opened(id)))
  await Promise.all([
    ...writes,
    ledger.close(closed(1)),
    ledger.close(rare),
    ledger.close(closed(3)),
  ])
  const rows = db.all(db.sql.selectFrom('calls').selectAll().orderBy('id'))
  expect(rows).toEqual([
    { ...opened(1), ...closed(1) },
    { ...opened(2), ...rare },
    { ...opened(3), ...closed(3) },
  ])
})

test('every column comes back as it was given, whether its buckets are common or rare', async () => {
  const db = openDb(':memory:')
  const ledger = new Ledger(db)
  let next = 100
  // Every value another one: no two columns can have changed places.
  const distinct = <Row extends object>(row: Row, kept: (keyof Row)[]): Row =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => {
        if (kept.includes(column as keyof Row)) return [column, value]
        next++
        return [column, typeof value === 'string' || value === null ? `text ${next}` : next]
      }),
    ) as Row
  const numbers = { costNanoUsd: 1, priceId: '', reason: '', rawUsage: '', upstreamStatus: 1 }
  const begun = distinct({ ...opened(1), teamId: '', reserved: '' }, ['id', 'model'])
  const rare = distinct({ ...closed(1), ...numbers }, ['id', 'model'])
  const common = {
    ...rare,
    ...usageOf({ input: 1, cachedRead: 2, output: 3, reasoning: 4 }),
    id: 2,
  }
  await Promise.all([
    ...[1, 2].map((id) => ledger.open({ ...begun, id })),
    ledger.close(rare),
    ledger.close(common),
    ledger.add({ ...begun, ...rare, id: 3 }),
  ])
  expect(db.all(db.sql.selectFrom('calls').selectAll().orderBy('id'))).toEqual([
    { ...begun, ...rare },
    { ...begun, ...common },
    { ...begun, ...rare, id: 3 },
  ])
})

test('a few turns are one commit: either all of it is written or nothing', async () => {
  const db = openDb(':memory:')
  const ledger = new Ledger(db)
  const writes = [ledger.open(opened(1)), ledger.open(opened(2)), ledger.open(opened(2))]
  const ends = await Promise.allSettled(writes)
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(lastCallId(db)).toBe(0)
})

test('a promise resolves only once its row can be read by somebody else', async () => {
  const db = openDb(':memory:')
  const ledger = new Ledger(db)
  const open = ledger.open(opened(1))
  expect(orphanedCalls(db)).toEqual([])
  await open
  expect(orphanedCalls(db).map(({ id }) => id)).toEqual([1])
  await ledger.close(closed(1))
  expect(orphanedCalls(db)).toEqual([])
})

test('a refusal is one whole row', async () => {
  const db = openDb(':memory:')
  await new Ledger(db).add({ ...opened(4), ...closed(4), outcome: 'refused', status: 403 })
  expect(db.all(db.sql.selectFrom('calls').select(['outcome', 'status']))).toEqual([
    { outcome: 'refused', status: 403 },
  ])
})

test('a row that cannot be written fails those who wait for it, and nobody after them', async () => {
  const db = openDb(':memory:')
  const ledger = new Ledger(db)
  await ledger.open(opened(1))
  const twice = ledger.open(opened(1))
  await expect(twice).rejects.toThrow('UNIQUE')
  await ledger.open(opened(2))
  expect(lastCallId(db)).toBe(2)
})

test('ids grow with time, also within a millisecond and when the clock is set back', () => {
  let now = 1_800_000_000_000
  const next = callIds(() => now, 5)
  const first = next()
  const second = next()
  now -= 60_000
  const third = next()
  expect(first).toBe(firstCallIdAt(1_800_000_000_000))
  expect([second, third]).toEqual([first + 1, first + 2])
  expect(callIds(() => now, third)()).toBe(third + 1)
  for (const id of [0, 35, 36 ** 5 - 1, 36 ** 5, first, third, Number.MAX_SAFE_INTEGER]) {
    expect(formatCallId(id)).toBe(`call_${id.toString(36)}`)
    expect(parseCallId(formatCallId(id))).toBe(id)
  }
  expect(parseCallId('call_!')).toBeUndefined()
})
