import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { callRaw, RAW_DIALECTS, readAll, send } from '../faults/rawClient.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import { addLimit, chatOf, errorOf } from './support.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())
afterEach(async () => {
  const { admin } = team.service
  for (const { id } of await admin.limits.list.query()) await admin.limits.remove.mutate({ id })
  await admin.settings.set.mutate({ name: 'unknownPrice', value: 'refuse' })
})

const [OPENAI, ANTHROPIC] = RAW_DIALECTS
const lastRow = async () => (await team.rows()).at(-1)
const call = (dialect = OPENAI) => {
  if (!dialect) throw new Error('no such dialect')
  return callRaw(team.service.url, { dialect, token: team.token, streamed: false })
}
const sentBody = (family: 'openai' | 'gemini' = 'openai') =>
  JSON.parse(team.vendors[family].lastRequest().body.toString()) as Record<string, unknown>

test('a call that names no cap gets one, as large as the administrator allows', async () => {
  await addLimit(team.service, { metric: 'money', size: 5_000_000_000 })
  expect((await call()).status).toBe(200)
  expect(sentBody()).toMatchObject({ max_completion_tokens: 32_000 })
})

test('when little is left the cap is what that affords, and no call is refused for its worst case', async () => {
  // Two cents: a thousand tokens of output and some input, not the $0.064 of a whole answer.
  await addLimit(team.service, { metric: 'money', size: 2_000_000 })
  expect((await call()).status).toBe(200)
  const { max_completion_tokens: cap } = sentBody() as { max_completion_tokens: number }
  expect(cap).toBeGreaterThan(900)
  expect(cap).toBeLessThan(1000)
  await addLimit(team.service, { metric: 'output', size: 100 })
  const refused = await call()
  expect(refused.status).toBe(429)
  expect(errorOf(refused).message).toContain('256 output tokens')
})

test('a cap that the client names is left alone, and so are calls that no such limit touches', async () => {
  await addLimit(team.service, { metric: 'requests', size: 100 })
  await call()
  expect(sentBody()).not.toHaveProperty('max_completion_tokens')
  await addLimit(team.service, { metric: 'money', size: 5_000_000_000 })
  await call(chatOf(77))
  expect(sentBody()).toMatchObject({ max_completion_tokens: 77 })
})

test('a spent limit sends calls to another model, whose answer is charged as what it is', async () => {
  await addLimit(team.service, {
    ...{ metric: 'requests', size: 1, action: { kind: 'downgrade', model: 'gpt-5-mini' } },
    scope: { models: ['gpt-5.5'], providers: [], endpoints: [] },
  })
  const dear = chatOf(50, 'gpt-5.5')
  expect((await call(dear)).status).toBe(200)
  expect(sentBody()).toMatchObject({ model: 'gpt-5.5' })
  expect((await call(dear)).status).toBe(200)
  expect(sentBody()).toMatchObject({ model: 'gpt-5-mini', max_completion_tokens: 50 })
  expect(await lastRow()).toMatchObject({
    model: 'gpt-5-mini',
    outcome: 'ok',
    priceState: 'priced',
  })
})

test('where the other model does not speak the dialect, the limit refuses', async () => {
  await addLimit(team.service, {
    ...{ metric: 'requests', size: 0, action: { kind: 'downgrade', model: 'gpt-5-mini' } },
    scope: { models: ['claude*'], providers: [], endpoints: [] },
  })
  const answer = await call(ANTHROPIC)
  expect(answer.status).toBe(429)
  expect(answer.body).toContain('enforced_spend_limit_reached')
})

test('where the caller may not use the other model, the limit refuses', async () => {
  const { admin } = team.service
  await addLimit(team.service, {
    ...{ metric: 'requests', size: 0, action: { kind: 'downgrade', model: 'gpt-5-mini' } },
    scope: { models: ['gpt-5.5'], providers: [], endpoints: [] },
  })
  await admin.access.change.mutate({
    subject: { level: 'workspace' },
    rules: { denyModels: ['gpt-5-mini'] },
  })
  const refused = await call(chatOf(50, 'gpt-5.5'))
  expect(refused.status).toBe(429)
  expect(await lastRow()).toMatchObject({ model: 'gpt-5.5', reason: 'QUOTA_SPENT' })
  await admin.access.change.mutate({ subject: { level: 'workspace' }, rules: { denyModels: [] } })
})

test('a model without a price is refused under a limit on money, or counted as the setting says', async () => {
  const { admin } = team.service
  const id = await addLimit(team.service, { metric: 'money', size: 5_000_000_000 })
  // A price that covers nothing of what is used is as good as none.
  await admin.prices.set.mutate({ provider: 'openai', model: 'gpt-5.5', perRequest: 0 })
  const ask = () => call(chatOf(50, 'gpt-5.5'))
  const refused = await ask()
  expect(refused.status).toBe(403)
  expect(refused.body).toContain('price')
  const usedNow = async () =>
    (await admin.limits.standings.query({})).find(({ limit }) => limit.id === id)?.used ?? -1
  const before = await usedNow()
  await admin.settings.set.mutate({ name: 'unknownPrice', value: 'tokensOnly' })
  expect((await ask()).status).toBe(200)
  expect(await lastRow()).toMatchObject({ costNanoUsd: null, priceState: 'unknown' })
  expect(await usedNow()).toBe(before)
  await admin.settings.set.mutate({ name: 'unknownPrice', value: 'assume' })
  expect((await ask()).status).toBe(200)
  const assumed = await lastRow()
  const { input = 0, cachedRead = 0, output = 0, reasoning = 0 } = assumed?.usage ?? {}
  // $10 and $40 for a million tokens.
  const cost = (input + cachedRead) * 10_000 + (output + reasoning) * 40_000
  expect(assumed).toMatchObject({ costNanoUsd: cost, priceState: 'assumed' })
  expect(await usedNow()).toBe(before + cost)
  expect((await admin.limits.selfCheck.query()).disagreeing).toEqual([])
})

test('answers tell what is left, in the names of their dialect', async () => {
  await addLimit(team.service, { metric: 'requests', size: 1000 })
  const { left = 0 } = (await team.service.admin.limits.standings.query({}))[0] ?? {}
  await addLimit(team.service, {
    ...{ metric: 'tokens', size: 100_000, window: { kind: 'bucket', seconds: 60, burst: 100_000 } },
  })
  const headersOf = async (dialect = OPENAI) => {
    if (!dialect) throw new Error('no such dialect')
    const { head } = send(team.service.url, { dialect, token: team.token, streamed: true })
    const answer = await head
    await readAll(answer)
    return answer.headers
  }
  const openai = await headersOf(chatOf(99))
  expect(openai).toMatchObject({
    'x-ratelimit-limit-requests': '1000',
    'x-ratelimit-remaining-requests': `${left - 1}`,
    'x-ratelimit-limit-tokens': '100000',
  })
  expect(openai['x-ratelimit-reset-requests']).toMatch(/^\d+h\d+m\d+s$|^\d+m\d+s$|^\d+s$/)
  expect(Number(openai['x-ratelimit-remaining-tokens'])).toBeLessThan(100_000)
  const anthropic = await headersOf(ANTHROPIC)
  expect(anthropic).toMatchObject({
    'anthropic-ratelimit-requests-limit': '1000',
    'anthropic-ratelimit-requests-remaining': `${left - 2}`,
  })
  expect(anthropic['anthropic-ratelimit-requests-reset']).toMatch(
    /^\d{4}-\d\d-01T\d\d:\d\d:00Z$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  )
  expect(Object.keys(anthropic).some((name) => name.startsWith('x-ratelimit'))).toBe(false)
  expect(Object.keys(await headersOf(RAW_DIALECTS[2])).join(' ')).not.toContain('ratelimit')
})

test('fees that nobody tells count in a limit on money, and the row says that they are assumed', async () => {
  const plain = chatOf(60)
  const searching = {
    ...plain,
    body: (stream: boolean, content: string) => ({
      ...plain.body(stream, content),
      web_search_options: {},
    }),
  }
  await call(searching)
  const told = await lastRow()
  expect(told).toMatchObject({ priceState: 'priced' })
  await addLimit(team.service, { metric: 'money', size: 5_000_000_000, each: true })
  const usedBefore = (await team.service.admin.limits.standings.query({}))[0]?.used ?? 0
  await call(searching)
  const row = await lastRow()
  // One search at OpenAI's 2.5 cents, beside tokens as before.
  expect(row?.costNanoUsd).toBe(25_000_000 + (told?.costNanoUsd ?? 0))
  expect(row).toMatchObject({ priceState: 'assumed', usage: told?.usage })
  const [standing] = await team.service.admin.limits.standings.query({})
  expect(standing?.used).toBe(usedBefore + (row?.costNanoUsd ?? 0))
  expect(await team.service.admin.limits.selfCheck.query()).toMatchObject({ disagreeing: [] })
})

test('a warning lets calls pass and is written to the log', async () => {
  await addLimit(team.service, { metric: 'requests', size: 1, action: { kind: 'warn' } })
  expect((await call()).status).toBe(200)
  expect((await call()).status).toBe(200)
  expect(team.service.output()).toContain('A limit is used to 100 %')
})

test('a raise and its end hold from the next call on', async () => {
  const { admin } = team.service
  const limitId = await addLimit(team.service, { metric: 'requests', size: 1 })
  // What was called before counts as well: the month is not over.
  expect((await call()).status).toBe(429)
  const until = Date.now() + 3_600_000
  const { id } = await admin.limits.raise.mutate({ limitId, size: 1000, until })
  expect((await call()).status).toBe(200)
  await admin.limits.endRaise.mutate({ id })
  expect((await call()).status).toBe(429)
  await admin.limits.clear.mutate({ limitId })
  expect((await call()).status).toBe(200)
})
