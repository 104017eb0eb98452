import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLookback } from '../../proxy/admin/lookback/lookback.ts'
import { noAmounts } from '../../proxy/contract/amounts.ts'
import { usageOf } from '../../proxy/contract/calls.ts'
import { openDb } from '../../proxy/store/db.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { insertPrice } from '../../proxy/store/prices.ts'
import { costsBefore } from '../../proxy/store/repricings.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'
import { addCall, keyRow } from '../store/support.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const DAY = 86_400_000
const MTOK = 1_000_000
/** A model that no list knows. */
const HOUSE = { provider: 'openai', model: 'house-1' } as const
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  rig.asked.changed.length = 0
})
afterEach(() => rig.close())

let sequence = 0
/** A call of one million input tokens. */
const call = (at: number, part: Partial<CallRow> = {}) =>
  addCall(
    rig.db,
    at,
    { ...HOUSE, ...usageOf({ input: MTOK }), costNanoUsd: null, priceState: 'unknown', ...part },
    sequence++,
  )
const setPrice = (inputPerMTok: number, effectiveFrom?: number) =>
  rig.client.prices.set.mutate({
    ...{ ...HOUSE, inputPerMTok },
    ...(effectiveFrom !== undefined && { effectiveFrom }),
  })
const costOf = (id: number) =>
  rig.db.get(
    rig.db.sql
      .selectFrom('calls')
      .select(['costNanoUsd', 'priceState', 'priceId'])
      .where('id', '=', id),
  )
const since = START - 10 * DAY
const preview = (more = {}) => rig.client.prices.repricePreview.query({ since, ...more })
const reprice = (more = {}) => rig.client.prices.reprice.mutate({ since, ...more })

test('calls without a price get the one that is set for then, and the figure before is kept', async () => {
  const old = call(START - 5 * DAY)
  const [first, last] = [call(START - 2 * DAY), call(START - 1)]
  const price = await setPrice(0.1, START - 2 * DAY)
  const sums = {
    ...{ calls: 3, changed: 2, beforeNanoUsd: 0, afterNanoUsd: 200_000_000 },
    ...{ unpricedBefore: 3, unpricedAfter: 1 },
  }
  expect(await preview()).toEqual({ ...sums, models: [{ ...HOUSE, ...sums }] })
  expect(costOf(first)).toMatchObject({ costNanoUsd: null })
  const { id, ...done } = await reprice({ note: 'the invoice says so' })
  expect(done).toEqual(sums)
  expect(costOf(old)).toMatchObject({ costNanoUsd: null, priceState: 'unknown' })
  for (const row of [first, last])
    expect(costOf(row)).toEqual({
      ...{ costNanoUsd: 100_000_000, priceState: 'priced', priceId: price.id },
    })
  expect(costsBefore(rig.db, id)).toEqual(
    [first, last].map((callId) => ({
      ...{ callId, repricingId: id, costNanoUsd: null, priceState: 'unknown', priceId: null },
    })),
  )
  expect(rig.db.all(rig.db.sql.selectFrom('repricings').selectAll())).toMatchObject([
    { id, at: START, calls: 2, note: 'the invoice says so' },
  ])
})

test('a wrong price is put right, in today’s figures and in the counters too, and once is enough', async () => {
  const wrong = await setPrice(1, START - 10 * DAY)
  const charged = { costNanoUsd: 1_000_000_000, priceState: 'priced', priceId: wrong.id }
  call(START - DAY, charged)
  const today = call(START - 1, { ...charged, teamId: 'tea_a' })
  const right = await setPrice(3, START - 9 * DAY)
  rig.asked.changed.length = 0
  expect(await reprice()).toMatchObject({ changed: 2, beforeNanoUsd: 2e9, afterNanoUsd: 6e9 })
  expect(costOf(today)).toMatchObject({ costNanoUsd: 3e9, priceId: right.id })
  expect(rig.asked.repriced).toEqual([{ teamId: 'tea_a', spendNanoUsd: 2e9, unpriced: 0 }])
  expect(rig.asked.changed).toContain('recount')
  expect(await reprice()).toMatchObject({ calls: 2, changed: 0 })
})

test('what the provider charged, what used nothing and what still runs stays as it is', async () => {
  const kept = [
    call(START - 3, { costNanoUsd: 7, priceState: 'reported' }),
    call(START - 2, { costNanoUsd: 0, priceState: 'free', usageState: 'none' }),
    call(START - 1, { endedAt: null, outcome: 'open', priceState: null }),
  ]
  const before = kept.map(costOf)
  await setPrice(1, since)
  expect(await reprice()).toMatchObject({ calls: 0, changed: 0 })
  expect(kept.map(costOf)).toEqual(before)
})

test('a figure is never forgotten because its price was withdrawn', async () => {
  const price = await setPrice(1, since)
  const id = call(START - 1, { costNanoUsd: 1e9, priceState: 'priced', priceId: price.id })
  const assumed = call(START - 1, { costNanoUsd: 5, priceState: 'assumed' })
  await rig.client.prices.remove.mutate({ id: price.id })
  expect(await reprice()).toMatchObject({ calls: 2, changed: 0 })
  expect([costOf(id), costOf(assumed)]).toMatchObject([
    { costNanoUsd: 1e9, priceState: 'priced' },
    { costNanoUsd: 5, priceState: 'assumed' },
  ])
})

test('what no price can tell stays as it is: uploads, what is charged later, what limits held', async () => {
  const guessed = { usageState: 'estimated', rawUsage: null }
  const rows = [
    call(START - 1, { ...guessed, endpoint: 'audio.transcriptions' }),
    call(START - 1, { ...guessed, ...usageOf() }),
    call(START - 1, {
      ...{ ...guessed, reserved: JSON.stringify({ ...noAmounts(), money: 77 }) },
      ...{ costNanoUsd: 77, priceState: 'priced', outcome: 'interrupted' },
    }),
  ]
  const before = rows.map(costOf)
  await setPrice(1, since)
  await rig.client.prices.set.mutate({ ...HOUSE, perRequest: 1, effectiveFrom: since + 1 })
  expect(await reprice()).toMatchObject({ calls: 3, changed: 0, unpricedAfter: 2 })
  expect(rows.map(costOf)).toEqual(before)
})

test('fees that were counted beside the usage are counted beside the new price as well', async () => {
  const unlisted = { factor: 2, feesNano: 5_000_000, searchesNano: 0 }
  const reserved = JSON.stringify({ ...noAmounts(), money: 9e9, unlisted })
  const id = call(START - 1, { reserved, costNanoUsd: 6_000_000, priceState: 'assumed' })
  await setPrice(0.1, since)
  expect(await reprice()).toMatchObject({ calls: 1, changed: 1 })
  expect(costOf(id)).toMatchObject({ costNanoUsd: 205_000_000, priceState: 'assumed' })
})

test('a model that the list has come to know is priced by the list, with a row to point at', async () => {
  const id = call(START - DAY, { model: 'gpt-5-mini' })
  expect(await preview()).toMatchObject({ changed: 1, unpricedAfter: 0 })
  await reprice()
  const { priceId, costNanoUsd } = costOf(id) ?? {}
  expect(costNanoUsd).toBeGreaterThan(0)
  const prices = await rig.client.prices.list.query()
  expect(prices).toMatchObject([
    { id: priceId, source: 'list', model: 'gpt-5-mini', effectiveFrom: START - DAY },
  ])
})

test('only what is asked for: a stretch of time, a provider or preset, a pattern of models', async () => {
  insertKey(rig.db, keyRow({ id: 'key_g', label: 'Groq', provider: 'compatible', preset: 'groq' }))
  call(START - 3 * DAY)
  call(START - 2 * DAY, { model: 'house-2' })
  call(START - DAY, { provider: 'compatible', keyId: 'key_g' })
  expect(await preview()).toMatchObject({ calls: 3 })
  const models = async (more: object) =>
    (await preview(more)).models.map(({ provider, model }) => `${provider} ${model}`)
  expect(await models({ model: '*-2' })).toEqual(['openai house-2'])
  expect(await models({ provider: 'groq' })).toEqual(['groq house-1'])
  expect(await models({ until: START - 2 * DAY })).toEqual(['openai house-1'])
  expect(await models({ since: START - 2 * DAY, until: START - DAY })).toEqual(['openai house-2'])
  expect((await refusalOf(preview({ until: since }))).message).toContain('end lies before')
})

test('thousands of calls are written in many small steps, and all of them', async () => {
  for (let i = 0; i < 4_500; i++) call(START - DAY + i)
  await setPrice(0.000_001, since)
  const answer = await reprice()
  expect(answer).toMatchObject({ calls: 4_500, changed: 4_500, afterNanoUsd: 4_500_000 })
  expect(costsBefore(rig.db, answer.id)).toHaveLength(4_500)
})

test('of two at once the second is refused', async () => {
  for (let i = 0; i < 500; i++) call(START - DAY + i)
  await setPrice(1, since)
  const answers = await Promise.allSettled([reprice(), reprice()])
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('the thread sees the same, and lets go when it is closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-lookback-'))
  const file = join(folder, 'keyrack.db')
  const db = openDb(file)
  const price = { ...HOUSE, effectiveFrom: 0, source: 'admin', note: '' } as const
  insertPrice(db, { ...price, id: 'prc_a', free: false, prices: { input: 1 }, tiers: [] })
  addCall(db, START, { ...HOUSE, ...usageOf({ input: MTOK }), costNanoUsd: null })
  const worker = new URL('../../proxy/admin/lookback/lookbackWorker.ts', import.meta.url)
  const look = openLookback(file, worker)
  const stretch = { since: 0, until: START + DAY }
  expect(await look.repricePreview(stretch)).toMatchObject({ changed: 1, afterNanoUsd: 1000 })
  expect(await look.repricePage({ ...stretch, after: 0 })).toMatchObject({
    ...{ changed: [{ costNanoUsd: 1000, priceId: 'prc_a' }], after: undefined, newPrices: [] },
  })
  await look.close()
  await expect(look.repricePreview(stretch)).rejects.toThrow('has ended')
  db.close()
  rmSync(folder, { recursive: true })
})
