import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccessRequest, MyAccess } from '../../proxy/contract/requests.ts'
import { startTeam, type Team } from '../sdk/team.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

async function own(
  path: string,
  body?: unknown,
  { token = team.token, ...headers }: Record<string, string> = {},
) {
  const answer = await fetch(`${team.service.url}/keyrack${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, text, body: JSON.parse(text) as unknown }
}

const me = async (token?: string) =>
  (await own('/me', undefined, token === undefined ? {} : { token })).body as MyAccess
const ask = (body: unknown, token?: string) =>
  own('/requests', body, token === undefined ? {} : { token })
const chat = (model: string, token = team.token) =>
  fetch(`${team.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [] }),
  }).then(async (answer) => ({ status: answer.status, text: await answer.text() }))

const requests = (state: AccessRequest['state'] = 'open') =>
  team.service.admin.requests.list.query({ state })
const error = (code: string) => ({ error: { code, message: expect.stringMatching(/^Keyrack: /) } })

test('a member sees who they are, what they may use and what is left of it', async () => {
  const { admin } = team.service
  const { id } = await admin.limits.add.mutate({
    ...{ level: 'workspace', each: true, metric: 'requests', size: 3 },
    window: { kind: 'fixed', every: 'day' },
  })
  const found = await me()
  expect(found).toMatchObject({
    member: { id: team.memberId, name: 'Ana', team: null },
    token: { id: team.tokenId, label: 'test', expiresAt: expect.any(Number) },
    limits: [
      {
        ...{ id, words: '3 requests a day', metric: 'requests', window: 'day' },
        ...{ scope: 'everything', setBy: 'workspace', unit: 'requests' },
        ...{ size: 3, used: 0, reserved: 0, left: 3 },
        resetsAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00/),
      },
    ],
    requests: [],
  })
  expect(found.models).toEqual(expect.arrayContaining(['gpt-5-mini', 'claude-opus-5-5']))
})

test('more of a limit is asked for, seen with what was used of it, and granted', async () => {
  const asked = await ask({ kind: 'quota', reason: 'The release is on Friday', size: 4 })
  expect(asked).toMatchObject({ status: 201, body: { kind: 'quota', state: 'open' } })
  const [request] = await requests()
  expect(request).toMatchObject({
    ...{ memberName: 'Ana', kind: 'quota', size: 4, reason: 'The release is on Friday' },
    ...{ subjectWords: '3 requests a day, everything', calls30d: expect.any(Number) },
    standing: { used: 0, size: 3, memberId: team.memberId },
  })
  const id = request?.id ?? ''
  const until = Date.now() + 3_600_000
  await team.service.admin.requests.approve.mutate({ id, until, answer: 'Good luck!' })
  const after = await me()
  expect(after.limits).toMatchObject([{ size: 4, left: 4, words: '4 requests a day' }])
  expect(after.requests).toMatchObject([
    { state: 'approved', answer: 'Good luck!', until: new Date(until).toISOString() },
  ])
})

test('whoever has run out sees it, asks, and goes on with the next call once it is granted', async () => {
  const { admin } = team.service
  const { memberId, token } = await team.service.addMember('Fay')
  const { id: limitId } = await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', size: 2 },
    window: { kind: 'fixed', every: 'month' },
  })
  const own = async () => (await me(token)).limits.find(({ id }) => id === limitId)
  for (const left of [1, 0]) {
    expect((await chat('gpt-5-mini', token)).status).toBe(200)
    expect(await own()).toMatchObject({ setBy: 'you', used: 2 - left, left })
  }
  const spent = await chat('gpt-5-mini', token)
  expect([spent.status, spent.text]).toEqual([429, expect.stringContaining('/#more')])
  // Nothing is named: the tightest is meant.
  const asked = await ask({ kind: 'quota', reason: 'Friday is near', size: 4 }, token)
  expect(asked).toMatchObject({ status: 201, body: { subject: '2 requests a month, everything' } })
  const request = (await requests()).find((one) => one.memberId === memberId)
  expect(request).toMatchObject({ subject: limitId, standing: { used: 2, left: 0 }, calls30d: 3 })
  const until = Date.now() + 3_600_000
  await admin.requests.approve.mutate({ id: request?.id ?? '', until })
  expect((await chat('gpt-5-mini', token)).status).toBe(200)
  expect(await own()).toMatchObject({ size: 4, used: 3, left: 1 })
})

test('a limit sends nobody to a model that is not on their list', async () => {
  const { admin } = team.service
  const { memberId, token } = await team.service.addMember('Gus')
  const window = { kind: 'fixed', every: 'day' } as const
  await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', size: 0, window },
    ...{ scope: { models: ['gpt-5.5'] }, action: { kind: 'downgrade', model: 'gpt-5-mini' } },
  })
  const { requests: seen } = team.vendors.openai
  expect((await chat('gpt-5.5', token)).status).toBe(200)
  expect(seen.at(-1)?.model).toBe('gpt-5-mini')
  const subject = { level: 'member', subjectId: memberId } as const
  await admin.access.change.mutate({ subject, rules: { denyModels: ['*-mini'] } })
  const before = seen.length
  expect((await chat('gpt-5.5', token)).status).toBe(429)
  expect(seen.length).toBe(before)
})

test('a model is asked for, granted until a moment, and gone when the grant is ended', async () => {
  const { admin } = team.service
  const { memberId, token } = await team.service.addMember('Ben')
  const subject = { level: 'member', subjectId: memberId } as const
  await admin.access.change.mutate({ subject, rules: { allowModels: ['mistral-*'] } })
  expect((await me(token)).models).toEqual(['mistral-embed', 'mistral-small-latest'])
  const refused = await chat('gpt-5-mini', token)
  expect(refused.status).toBe(403)
  expect((await ask({ kind: 'model', model: 'mistral-embed', reason: 'x' }, token)).status).toBe(
    400,
  )
  const wanted = { kind: 'model', model: 'gpt-5-mini', reason: 'To compare' }
  const first = await ask(wanted, token)
  expect(first.status).toBe(201)
  // Asked twice is asked once.
  const again = await ask(wanted, token)
  expect(again).toMatchObject({ status: 200, body: first.body })
  const { id } = (await requests()).find((request) => request.memberId === memberId) ?? { id: '' }
  await admin.requests.approve.mutate({ id, until: Date.now() + 3_600_000 })
  expect((await chat('gpt-5-mini', token)).status).toBe(200)
  expect((await me(token)).models).toContain('gpt-5-mini')
  const [grant] = await admin.access.grants.query({ memberId })
  await admin.access.endGrant.mutate({ id: grant?.id ?? '' })
  expect((await chat('gpt-5-mini', token)).status).toBe(403)
})

test('a member sees only their own requests', async () => {
  const { token } = await team.service.addMember('Chi')
  expect((await own('/requests', undefined, { token })).body).toEqual({ requests: [] })
  const mine = (await own('/requests')).body as { requests: unknown[] }
  expect(mine.requests).toHaveLength(1)
})

test('five requests may wait at a time', async () => {
  const { token } = await team.service.addMember('Dan')
  for (const number of [1, 2, 3, 4, 5])
    expect((await ask({ kind: 'prompt', prompt: `p${number}`, reason: 'x' }, token)).status).toBe(
      201,
    )
  const sixth = await ask({ kind: 'prompt', prompt: 'p6', reason: 'x' }, token)
  expect(sixth).toMatchObject({ status: 429, body: error('RATE_LIMITED') })
})

test.each([
  ['not JSON', 'nonsense'],
  ['a list', '[]'],
  ['named twice', '{"kind":"prompt","kind":"model","model":"o3","reason":"x"}'],
  ['no reason', { kind: 'model', model: 'o3' }],
  ['another kind', { kind: 'money', reason: 'x' }],
  ['more than there is', { kind: 'model', model: 'o3', reason: 'x', until: null }],
  ['a limit that is not mine', { kind: 'quota', limitId: 'lim_x', reason: 'x' }],
  ['less than there is', { kind: 'quota', size: 1, reason: 'x' }],
  ['a poisoned name', '{"__proto__":{"kind":"model"},"model":"o3","reason":"x"}'],
])('%s is refused in words', async (_name, body) => {
  expect(await ask(body)).toMatchObject({ status: 400, body: error('REQUEST_INVALID') })
})

test('a long reason, another type and a page of the web are refused', async () => {
  const long = await ask({ kind: 'model', model: 'o3', reason: 'x'.repeat(20_000) })
  expect(long).toMatchObject({ status: 413, body: error('REQUEST_TOO_LARGE') })
  const typed = await own('/requests', 'a=b', { 'content-type': 'text/plain' })
  expect(typed).toMatchObject({ status: 415, body: error('CONTENT_TYPE_UNKNOWN') })
  const page = await own('/me', undefined, { origin: 'https://evil.example' })
  expect(page).toMatchObject({ status: 403, body: error('ORIGIN_NOT_ALLOWED') })
})

test('strangers, suspended members and other addresses hear so as plain JSON', async () => {
  const { admin } = team.service
  const stranger = await own('/me', undefined, { token: 'krk_m_nobody' })
  expect(stranger).toMatchObject({ status: 401, body: error('TOKEN_UNKNOWN') })
  const { memberId, token } = await team.service.addMember('Eve')
  const subject = { level: 'member', subjectId: memberId } as const
  await admin.access.change.mutate({ subject, rules: { addresses: ['10.0.0.0/8'] } })
  const away = await own('/me', undefined, { token })
  expect(away).toMatchObject({ status: 403, body: error('ADDRESS_NOT_ALLOWED') })
  await admin.members.suspend.mutate({ id: memberId })
  const suspended = await own('/me', undefined, { token })
  expect(suspended).toMatchObject({ status: 403, body: error('MEMBER_SUSPENDED') })
})

test('none of it is a call: the ledger stays as it was', async () => {
  const rows = (await team.rows()).length
  await me()
  await own('/requests')
  await ask({ kind: 'model', model: 'no-such-model', reason: 'x' })
  expect((await team.rows()).length).toBe(rows)
})

test('closed hours and a pause do not keep anybody from asking', async () => {
  const { admin } = team.service
  await admin.network.pause.mutate()
  expect((await own('/me')).status).toBe(200)
  expect((await ask({ kind: 'prompt', prompt: 'while paused', reason: 'x' })).status).toBe(201)
  await admin.network.resume.mutate()
})

test('wrong tokens are counted here as everywhere', async () => {
  await team.service.admin.settings.set.mutate({ name: 'failedTokens', value: 2 })
  const bad = () => own('/me', undefined, { token: 'nonsense' })
  let last = await bad()
  for (let i = 0; i < 3; i++) last = await bad()
  expect(last).toMatchObject({ status: 429, body: error('TOO_MANY_FAILURES') })
  expect((await own('/me')).status).toBe(200)
})
