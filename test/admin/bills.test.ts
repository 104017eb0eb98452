import { afterEach, beforeEach, expect, test } from 'vitest'
import { seeded } from '../../proxy/base/seeded.ts'
import { billDay } from '../../proxy/contract/billWords.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { addCall, keyRow } from '../store/support.ts'
import { type Rig, refusalOf, startAdmin } from './support.ts'

const OCT = Date.UTC(2026, 9, 1)
const HOUR = 3_600_000

let rig: Rig
beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'America/New_York' })
  const key = { provider: 'anthropic' as const }
  insertKey(rig.db, keyRow({ ...key, id: 'key_team', label: 'Team key' }))
  insertKey(rig.db, keyRow({ ...key, id: 'key_build', label: 'Build', createdAt: 2 }))
})
afterEach(() => rig.close())

const HEADER =
  'usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens'
const COSTS = 'usage_date_utc,model,api_key,token_type,cost_usd,cost_type'

/** A month of calls, and the two exports that say the same of them; `name` as the provider calls the keys. */
function plantMonth() {
  const random = seeded(3)
  const usage = new Map<string, number[]>()
  const costs = new Map<string, number>()
  for (let n = 0; n < 400; n++) {
    const at = OCT + Math.floor(random() * 31 * 24) * HOUR + Math.floor(random() * HOUR)
    const isTeam = random() < 0.7
    const model = random() < 0.5 ? 'claude-sonnet-4-5-20250929' : 'claude-haiku-4-5'
    const figures = [900, 100, 50, 300, 400].map((most) => Math.floor(random() * most))
    const [input = 0, cacheWrite5m = 0, cacheWrite1h = 0, cachedRead = 0, all = 0] = figures
    const reasoning = Math.floor(all / 3)
    const costNanoUsd = Math.floor(random() * 5_000_000)
    addCall(
      rig.db,
      at,
      {
        ...{ keyId: isTeam ? 'key_team' : 'key_build', provider: 'anthropic', model, sent: 1 },
        ...{ input, cacheWrite5m, cacheWrite1h, cachedRead, output: all - reasoning, reasoning },
        costNanoUsd,
      },
      n,
    )
    const place = `${billDay(Math.floor(at / 86_400_000) * 86_400_000)},${model},${isTeam ? 'Team key' : 'ci'}`
    const sums = usage.get(place) ?? [0, 0, 0, 0, 0]
    usage.set(
      place,
      sums.map((sum, index) => sum + (figures[index] ?? 0)),
    )
    costs.set(place, (costs.get(place) ?? 0) + costNanoUsd)
  }
  const rows = [...usage].map(([place, sums]) => `${place},Default,message,${sums.join(',')}`)
  const paid = [...costs].map(([place, nano]) => `${place},output,${(nano / 1e9).toFixed(9)},token`)
  return {
    usage: [HEADER, ...rows].join('\n'),
    costs: [COSTS, ...paid].join('\n'),
  }
}

async function bring(...texts: string[]): Promise<string[]> {
  const refs: string[] = []
  for (const text of texts)
    refs.push((await rig.client.bills.put.mutate({ name: 'october.csv', text })).ref)
  return refs
}

test('exports of what went through agree to the token and the nano-dollar, in the days of UTC', async () => {
  const { usage, costs } = plantMonth()
  const refs = await bring(usage, costs)
  const preview = await rig.client.bills.preview.query({ refs })
  expect(preview).toMatchObject({
    ...{ provider: 'anthropic', from: OCT, problemCount: 0, requests: null, unnamed: 0 },
    models: ['claude-haiku-4-5', 'claude-sonnet-4-5'],
  })
  expect(preview.keys.map(({ name, keyId }) => [name, keyId]).sort()).toEqual([
    ['Team key', 'key_team'],
    ['ci', null],
  ])
  const check = await rig.client.bills.check.mutate({
    ...{ refs, keys: { ci: 'key_build' }, percent: 0 },
  })
  expect(check.causes).toEqual([])
  expect(check.cells.length).toBeGreaterThan(60)
  expect(check.cells.filter(({ agrees }) => !agrees)).toEqual([])
  expect(check.theirs).toEqual(check.ours)
  expect(check.theirs.costNanoUsd).toBe(preview.costNanoUsd)
})

test('what a name meant is remembered, and keys that are not ours are left out', async () => {
  const { usage } = plantMonth()
  await rig.client.bills.check.mutate({ refs: await bring(usage), keys: { ci: 'key_build' } })
  const again = await rig.client.bills.preview.query({ refs: await bring(usage) })
  expect(again.keys.find(({ name }) => name === 'ci')?.keyId).toBe('key_build')
  const left = await rig.client.bills.check.mutate({
    ...{ refs: await bring(usage), keys: { ci: null } },
  })
  expect(left.leftOut).toBeGreaterThan(10)
  expect(left.cells.every(({ keyId, agrees }) => keyId === 'key_team' && agrees)).toBe(true)
})

test('calls outside are told first, kept, and raise an alarm about the key', async () => {
  const { usage } = plantMonth()
  const leak = '2026-10-12,claude-opus-4-1-20250805,Team key,Default,message,90000,0,0,0,44000'
  const refs = await bring(`${usage}\n${leak}\n`)
  const check = await rig.client.bills.check.mutate({ refs, keys: { ci: 'key_build' } })
  expect(check.causes).toMatchObject([
    {
      ...{ kind: 'outside', likely: true, keyId: 'key_team', keyLabel: 'Team key' },
      ...{ tokens: 134_000, newModels: ['claude-opus-4-1'], days: [Date.UTC(2026, 9, 12)] },
    },
  ])
  const { alarms } = await rig.client.alarms.list.query({})
  expect(alarms).toMatchObject([
    { kind: 'outsideCalls', keyId: 'key_team', severity: 'critical', evidence: { value: 134_000 } },
  ])
  expect(await rig.client.bills.list.query()).toMatchObject([
    { id: check.id, outside: true, differing: 1, provider: 'anthropic' },
  ])
  expect(await rig.client.bills.get.query({ id: check.id })).toEqual(check)
  await rig.client.bills.remove.mutate({ id: check.id })
  expect(await rig.client.bills.list.query()).toEqual([])
  expect(await refusalOf(rig.client.bills.get.query({ id: check.id }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('another price is told with the price that was applied here', async () => {
  addCall(rig.db, OCT + HOUR, {
    ...{ keyId: 'key_team', provider: 'anthropic', model: 'claude-haiku-4-5', sent: 1 },
    ...{ input: 1_000_000, costNanoUsd: 500_000_000 },
  })
  await rig.client.prices.set.mutate({
    ...{ provider: 'anthropic', model: 'claude-haiku-4-5', inputPerMTok: 0.5, outputPerMTok: 5 },
    effectiveFrom: OCT,
  })
  const place = '2026-10-01,claude-haiku-4-5,Team key'
  const refs = await bring(
    `${HEADER}\n${place},Default,message,1000000,0,0,0,0`,
    `${COSTS}\n${place},input_no_cache,1.00,token`,
  )
  const { causes } = await rig.client.bills.check.mutate({ refs })
  expect(causes).toMatchObject([{ kind: 'price', factor: 2, models: ['claude-haiku-4-5'] }])
  expect(causes[0]?.note).toContain('claude-haiku-4-5, $0.5 in and $5 out per million tokens')
})

test('a file comes in parts; a month of it can be chosen; what cannot be compared is refused', async () => {
  const { usage } = plantMonth()
  const half = Math.floor(usage.length / 2)
  const put = rig.client.bills.put
  const { ref } = await put.mutate({ name: 'a.csv', text: usage.slice(0, half) })
  expect(await put.mutate({ name: 'a.csv', text: usage.slice(half), ref })).toEqual({ ref })
  const whole = await rig.client.bills.preview.query({ refs: await bring(usage) })
  expect((await rig.client.bills.preview.query({ refs: [ref] })).tokens).toEqual(whole.tokens)

  const check = (part: object) => refusalOf(rig.client.bills.check.mutate({ refs: [ref], ...part }))
  expect(await check({ month: '2026-09' })).toMatchObject({ code: 'BAD_REQUEST' })
  expect(await check({ keyId: 'key_nobody' })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await check({ keys: { ci: null, 'Team key': null } })).toMatchObject({
    message: expect.stringContaining('nothing to compare'),
  })
  const [unknown = ''] = await bring('date,cost\n2026-10-01,1\n')
  const asked = rig.client.bills.preview.query({ refs: [unknown] })
  expect((await refusalOf(asked)).message).toContain('Say which provider it is')
  rig.clock.now += 2 * HOUR
  await bring(usage)
  expect(await check({})).toMatchObject({ code: 'NOT_FOUND' })
})
