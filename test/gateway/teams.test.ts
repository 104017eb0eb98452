import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

let service: Service
let vendor: Vendor
let app: string
let research: string
let keyId: string
let model: string
const tokens: Record<string, string> = {}

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'teams' })
  service = await startService()
  const { admin } = service
  app = (await admin.teams.add.mutate({ name: 'App' })).id
  research = (await admin.teams.add.mutate({ name: 'Research' })).id
  const { secret, baseUrl } = vendor
  const key = { provider: 'openai', label: 'Main', secret, baseUrl, allowLocal: true } as const
  keyId = (await admin.keys.add.mutate(key)).id
  model = vendor.models[0] ?? ''
  for (const [name, teamId] of Object.entries({ Ana: app, Ben: research, Chi: null })) {
    const { memberId, token } = await service.addMember(name)
    await admin.teams.moveMember.mutate({ memberId, teamId })
    tokens[name] = token
  }
})
afterAll(async () => {
  await service.stop()
  await vendor.stop()
})

async function call(name: string, path: string, body?: object) {
  const answer = await fetch(service.url + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${tokens[name]}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const chat = (name: string) => call(name, '/v1/chat/completions', { model, messages: [] })
const modelsOf = async (name: string) =>
  ((await call(name, '/v1/models')).body.data as { id: string }[]).map(({ id }) => id)

test('a key that nobody reserved is everybody’s, and a call bears the team of its time', async () => {
  for (const name of ['Ana', 'Ben', 'Chi']) expect((await chat(name)).status).toBe(200)
  const { calls } = await service.admin.calls.page.query({})
  expect(calls.map(({ memberName, teamName }) => [memberName, teamName])).toEqual([
    ['Chi', null],
    ['Ben', 'Research'],
    ['Ana', 'App'],
  ])
})

test('a reserved key serves its teams only: other teams do not see its models and hear whom to ask', async () => {
  await service.admin.keys.change.mutate({ id: keyId, teams: [research] })
  expect((await chat('Ben')).status).toBe(200)
  expect(await modelsOf('Ben')).toContain(model)
  for (const name of ['Ana', 'Chi']) {
    const { status, body } = await chat(name)
    expect([status, body]).toMatchObject([
      403,
      { error: { code: 'model_not_allowed', message: expect.stringContaining('Ask your admin') } },
    ])
    expect(JSON.stringify(body)).not.toContain('Research')
    expect(await modelsOf(name)).toEqual([])
    expect((await call(name, `/v1/models/${model}`)).status).toBe(404)
    const unknown = await call(name, '/v1/chat/completions', { model: 'no-such', messages: [] })
    expect(unknown.status).toBe(404)
    expect(JSON.stringify(unknown.body)).not.toContain(model)
  }
})

test('a member who moves may use the key of the new team from the next call on', async () => {
  const ana = (await service.admin.members.list.query()).find(({ name }) => name === 'Ana')
  await service.admin.teams.moveMember.mutate({ memberId: ana?.id ?? '', teamId: research })
  expect((await chat('Ana')).status).toBe(200)
  await service.admin.teams.moveMember.mutate({ memberId: ana?.id ?? '', teamId: app })
  expect((await chat('Ana')).status).toBe(403)
})

test('a second key that is open to the team is used instead of the reserved one', async () => {
  const { secret, baseUrl } = vendor
  const key = { provider: 'openai', label: 'Open', secret, baseUrl, allowLocal: true } as const
  const { id } = await service.admin.keys.add.mutate(key)
  for (let i = 0; i < 4; i++) expect((await chat('Ana')).status).toBe(200)
  const { calls } = await service.admin.calls.page.query({ limit: 4 })
  expect(calls.map((call) => call.keyId)).toEqual([id, id, id, id])
})

test('the test call of a new token tries what its member’s team may use', async () => {
  await service.admin.keys.change.mutate({ id: keyId, teams: [research] })
  const answer = await service.admin.members.testCall.mutate({ token: tokens.Ben ?? '' })
  expect(answer).toMatchObject({ ok: true })
})
