import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatCallId } from '../../proxy/base/ids.ts'
import { noAmounts } from '../../proxy/contract/amounts.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import type { NewLimit } from '../../proxy/contract/limits.ts'
import type { Call } from '../../proxy/gateway/call.ts'
import { CODES } from '../../proxy/store/names.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'
import { addCall } from '../store/support.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const PER_DAY = { kind: 'fixed', every: 'day' } as const
const MONEY = { level: 'workspace', metric: 'money', window: PER_DAY, size: 1000 } as const
let rig: Rig
let ana: string
let ben: string

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  ana = (await rig.client.members.add.mutate({ name: 'Ana' })).id
  ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
})
afterEach(() => rig.close())

let sequence = 0
/** A call that was sent and is over, so long ago. */
const past = (ms: number, part: Partial<CallRow> = {}, memberId = ana) =>
  addCall(
    rig.db,
    START - ms,
    { memberId, tokenId: `tok of ${memberId}`, sent: 1, ...part },
    sequence++ % 1000,
  )
/** Counts from the ledger as it is, as at a start. */
const add = async (limit: Partial<NewLimit> = {}) =>
  (await rig.client.limits.add.mutate({ ...MONEY, ...limit } as typeof MONEY)).id
const explain = (limitId: string, memberId?: string) =>
  rig.client.limits.explain.query({ limitId, ...(memberId !== undefined && { memberId }) })

/** A call that is in flight, in the counters and in the ledger. */
function begin(amount: number, model = 'gpt-5-mini') {
  const at = START + sequence
  const id = past(START - at, { model, outcome: 'open', endedAt: null, sent: 0 })
  const facts = {
    ...{ teamId: null, memberId: ana, tokenId: `tok of ${ana}`, provider: 'openai', model },
    endpoint: 'chat.completions',
  }
  const amounts = { ...noAmounts(), money: amount, requests: 1, concurrent: 1 }
  const call = { id, name: formatCallId(id) } as Call
  const held = rig.counters.reserve(facts, amounts, call, new Set())
  if ('downgrade' in held) throw new Error('It went to another model')
  return { id, held }
}

test('a total is taken apart: from the ledger’s sum to price rows and single calls', async () => {
  const first = past(3 * HOUR, { costNanoUsd: 30, priceId: null })
  const second = past(2 * HOUR, { costNanoUsd: 12, model: 'o3' })
  past(13 * HOUR, { costNanoUsd: 500 })
  const id = await add()
  expect(await explain(id)).toEqual({
    standing: expect.objectContaining({ used: 42, reserved: 0, left: 958, subjectName: '' }),
    ...{ agrees: true, since: START - 12 * HOUR, ledger: { calls: 2, amount: 42 } },
    ...{ inFlight: [], raises: [], topUps: [], clearedAt: null },
    prices: [
      { priceId: null, model: 'gpt-5-mini', calls: 1, amount: 30 },
      { priceId: null, model: 'o3', calls: 1, amount: 12 },
    ],
    calls: [
      { callId: formatCallId(second), startedAt: START - 2 * HOUR, model: 'o3', amount: 12 },
      {
        ...{ callId: formatCallId(first), startedAt: START - 3 * HOUR },
        ...{ model: 'gpt-5-mini', amount: 30 },
      },
    ],
  })
})

test('only what the scope means is summed up', async () => {
  past(HOUR, { costNanoUsd: 1, model: 'GPT-5' })
  past(HOUR, { costNanoUsd: 2, model: 'o3' })
  past(HOUR, { costNanoUsd: 4, model: 'gpt-5', endpoint: 'images.generations' })
  past(HOUR, { costNanoUsd: 8, model: 'gpt-5', provider: 'azure' })
  past(HOUR, { costNanoUsd: 16, model: 'gpt-5', sent: 0 })
  const id = await add({
    scope: { models: ['gpt-5*'], providers: ['openai'], endpoints: ['chat.*'] },
  })
  expect(await explain(id)).toMatchObject({ agrees: true, ledger: { calls: 1, amount: 1 } })
})

test('what calls in flight hold is told call by call', async () => {
  const id = await add()
  const { id: call, held } = begin(70)
  expect(await explain(id)).toMatchObject({
    ...{ agrees: true, standing: { used: 0, reserved: 70 }, ledger: { calls: 0, amount: 0 } },
    inFlight: [{ callId: formatCallId(call), memberId: ana, model: 'gpt-5-mini', amount: 70 }],
  })
  rig.counters.settle(held, { ...noAmounts(), money: 55 })
  rig.db.run(
    rig.db.sql
      .updateTable('callRows')
      .set({ outcome: CODES.ok, sent: 1, costNanoUsd: 55, endedMs: 0 })
      .where('id', '=', call),
  )
  expect(await explain(id)).toMatchObject({
    ...{ agrees: true, standing: { used: 55, reserved: 0 }, inFlight: [] },
  })
})

test('a counter that is not what the ledger says is told', async () => {
  const id = await add()
  past(HOUR, { costNanoUsd: 9 })
  expect(await explain(id)).toMatchObject({
    ...{ agrees: false, standing: { used: 0 }, ledger: { calls: 1, amount: 9 } },
  })
  const { disagreeing } = await rig.client.limits.selfCheck.query()
  expect(disagreeing).toEqual([{ limitId: id, memberId: null, counter: 0, ledger: 9 }])
  expect(await explain(id)).toMatchObject({ agrees: true, standing: { used: 9 } })
})

test('each member’s counter is explained on its own', async () => {
  past(HOUR, { costNanoUsd: 5 })
  past(HOUR, { costNanoUsd: 7 }, ben)
  const id = await add({ each: true })
  expect((await refusalOf(explain(id))).message).toContain('say whose')
  expect(await explain(id, ben)).toMatchObject({ agrees: true, ledger: { calls: 1, amount: 7 } })
  const shared = await add()
  expect((await refusalOf(explain(shared, ben))).message).toContain('share one counter')
})

test('a cleared counter counts from then on, and says so', async () => {
  past(HOUR, { costNanoUsd: 5 })
  const id = await add()
  await rig.client.limits.clear.mutate({ limitId: id })
  expect(await explain(id)).toMatchObject({
    ...{ agrees: true, clearedAt: START, since: START, ledger: { calls: 0, amount: 0 } },
  })
})

test('a pot counts from when it was set, with its top-ups; raises are told, the ended ones too', async () => {
  past(HOUR, { costNanoUsd: 5 })
  const id = await add({ window: { kind: 'never' } })
  await rig.client.limits.topUp.mutate({ limitId: id, amount: 50, note: 'June' })
  const raise = { limitId: id, size: 2000, until: START + MINUTE }
  const { id: ended } = await rig.client.limits.raise.mutate(raise)
  await rig.client.limits.endRaise.mutate({ id: ended })
  expect(await explain(id)).toMatchObject({
    ...{ agrees: true, since: START, standing: { used: 0, size: 1050 } },
    ...{ topUps: [{ amount: 50, note: 'June' }], raises: [{ id: ended, until: START }] },
  })
})

test('a sliding window agrees to the slot', async () => {
  for (const ms of [HOUR + 5000, HOUR - 5000, MINUTE, 0]) past(ms)
  const id = await add({ metric: 'requests', window: { kind: 'sliding', seconds: 3600 } })
  expect(await explain(id)).toMatchObject({ agrees: true, ledger: { calls: 3, amount: 3 } })
})

test('what is left in a bucket is checked by the gateway’s own count', async () => {
  const id = await add({ metric: 'requests', window: { kind: 'bucket', seconds: 60, burst: 5 } })
  expect(await explain(id)).toMatchObject({ agrees: true })
  past(10)
  expect(await explain(id)).toMatchObject({ agrees: false })
  expect(await explain(id)).toMatchObject({ agrees: true })
})

test('calls at a time are those that the ledger has open', async () => {
  const id = await add({ metric: 'concurrent', window: { kind: 'never' }, size: 16 })
  const { id: call } = begin(1)
  expect(await explain(id)).toMatchObject({
    ...{ agrees: true, since: null, standing: { size: 16 }, ledger: { calls: 1, amount: 1 } },
    calls: [{ callId: formatCallId(call), amount: 1 }],
  })
})

test('of many calls the newest fifty are shown, whatever lies between them', async () => {
  for (let i = 0; i < 1500; i++) past(2000 - i, { model: i % 20 === 0 ? 'o3' : 'gpt-5-mini' })
  const id = await add({
    metric: 'requests',
    scope: { models: ['o3'], providers: [], endpoints: [] },
  })
  const { calls, ledger } = await explain(id)
  expect(ledger).toEqual({ calls: 75, amount: 75 })
  expect(calls).toHaveLength(50)
  expect(calls.every(({ model }) => model === 'o3')).toBe(true)
  expect(calls[0]?.startedAt).toBe(START - 520)
})

test('tokens are summed over every bucket', async () => {
  past(HOUR, usageOf({ input: 1, cachedRead: 2, output: 4, reasoning: 8, images: 100 }))
  const id = await add({ metric: 'tokens' })
  expect(await explain(id)).toMatchObject({ agrees: true, ledger: { calls: 1, amount: 15 } })
})
