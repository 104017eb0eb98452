import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { AccessChange, AccessSubject } from '../../proxy/contract/access.ts'
import { startTeam, type Team } from '../sdk/team.ts'

let team: Team
let teamId: string

beforeAll(async () => {
  team = await startTeam()
  const { admin } = team.service
  teamId = (await admin.teams.add.mutate({ name: 'App' })).id
  await admin.teams.moveMember.mutate({ memberId: team.memberId, teamId })
})
afterAll(() => team.stop())

const subjects = (): Record<string, AccessSubject> => ({
  workspace: { level: 'workspace', subjectId: null },
  team: { level: 'team', subjectId: teamId },
  member: { level: 'member', subjectId: team.memberId },
  token: { level: 'token', subjectId: team.tokenId },
})
const change = (name: string, rules: AccessChange['rules']) =>
  team.service.admin.access.change.mutate({ subject: subjects()[name] as AccessSubject, rules })

afterEach(async () => {
  const nothing = { allowModels: [], denyModels: [], allowEndpoints: [], denyEndpoints: [] }
  const caps = { maxOutputTokens: null, maxChoices: null, tooMuch: 'refuse' } as const
  for (const name of Object.keys(subjects()))
    await change(name, { ...nothing, addresses: [], hours: [], caps })
  for (const { requests } of Object.values(team.vendors)) requests.length = 0
})

const bearer = (token = team.token) => ({ authorization: `Bearer ${token}` })

async function post(path: string, body: object | string | FormData, token?: string) {
  const isForm = body instanceof FormData
  const answer = await fetch(team.service.url + path, {
    method: 'POST',
    headers: { ...bearer(token), ...(!isForm && { 'content-type': 'application/json' }) },
    body: isForm || typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

const chat = (model: string, more: object = {}, token?: string) =>
  post('/v1/chat/completions', { model, messages: [], ...more }, token)

async function models(path: string, token?: string): Promise<unknown> {
  const answer = await fetch(team.service.url + path, { headers: bearer(token) })
  return answer.status === 200 ? answer.json() : answer.status
}

const reached = () => Object.values(team.vendors).flatMap(({ requests }) => requests).length

test.each(['workspace', 'team', 'member', 'token'])(
  'a rule of the %s holds for the next call, and another member’s rule does not',
  async (name) => {
    expect((await chat('gpt-5-mini')).status).toBe(200)
    await change(name, { denyModels: ['gpt-5*'] })
    expect((await chat('gpt-5-mini')).status).toBe(403)
    expect((await chat('mistral-small-latest')).status).toBe(200)
    const stranger = await team.service.addMember('Ben')
    const theirs = await chat('gpt-5-mini', {}, stranger.token)
    expect(theirs.status).toBe(name === 'workspace' ? 403 : 200)
  },
)

test('a rule of one token leaves the member’s other tokens alone', async () => {
  const { admin } = team.service
  const { token } = await admin.tokens.create.mutate({ memberId: team.memberId })
  await change('token', { denyModels: ['*'] })
  expect((await chat('gpt-5-mini')).status).toBe(403)
  expect((await chat('gpt-5-mini', {}, token)).status).toBe(200)
})

test('the refusal names the model, what is left in this kind of call, and where to ask', async () => {
  await change('member', { allowModels: ['gpt-5-mini', 'mistral-*'] })
  const { status, text } = await chat('gpt-5.5')
  expect(status).toBe(403)
  const { error } = JSON.parse(text) as { error: { message: string; code: string } }
  expect(error.code).toBe('model_not_allowed')
  expect(error.message).toMatch(
    /^Keyrack: gpt-5\.5 is not on your list\. You can use: .*gpt-5-mini/,
  )
  expect(error.message).not.toContain('llama4')
  expect(error.message).toContain(`Ask for access: ${team.service.url}/#request`)
  const nothing = await post('/v1/messages', { model: 'claude-opus-5-5', max_tokens: 5 })
  expect(nothing.text).toContain('There is none for you in this kind of call')
})

test('an unknown model is unknown, and what is offered instead is only what is allowed', async () => {
  await change('member', { allowModels: ['gpt-5-mini'] })
  const { status, text } = await chat('no-such-model')
  expect(status).toBe(404)
  expect(text).toContain('You can use: gpt-5-mini.')
})

test('a member who was moved to another team obeys that team’s rules with the next call', async () => {
  const { admin } = team.service
  await change('team', { denyModels: ['gpt-5*'] })
  expect((await chat('gpt-5-mini')).status).toBe(403)
  await admin.teams.moveMember.mutate({ memberId: team.memberId, teamId: null })
  expect((await chat('gpt-5-mini')).status).toBe(200)
  await admin.teams.moveMember.mutate({ memberId: team.memberId, teamId })
  expect((await chat('gpt-5-mini')).status).toBe(403)
})

test('GET models shows exactly what is left, in every dialect, as list and one by one', async () => {
  await change('team', { allowModels: ['gpt-5-mini', 'claude-sonnet*', 'gemini-2.5-*'] })
  await change('member', { denyModels: ['gemini-2.5-pro'] })
  expect(await models('/v1/models')).toMatchObject({ data: [{ id: 'gpt-5-mini' }] })
  expect(await models('/anthropic/v1/models')).toMatchObject({
    data: [{ id: 'claude-sonnet-5-5' }],
  })
  expect(await models('/v1beta/models')).toMatchObject({
    models: [{ name: 'models/gemini-2.5-flash' }],
  })
  expect(await models('/azure/openai/models')).toMatchObject({ data: [{ id: 'gpt-5-mini' }] })
  expect(await models('/mistral/v1/models')).toMatchObject({ data: [{ id: 'gpt-5-mini' }] })
  expect(await models('/api/tags')).toEqual({ models: [] })
  expect(await models('/cohere/v1/models')).toEqual({ models: [] })
  expect(await models('/v1/models/gpt-5-mini')).toMatchObject({ id: 'gpt-5-mini' })
  expect(await models('/v1/models/gpt-5.5')).toBe(403)
  expect(await models('/v1/models/no-such-model')).toBe(404)
  expect(await models('/v1beta/models/gemini-2.5-pro')).toBe(403)
})

test('a list and its single models agree with what a call may use', async () => {
  await change('member', { allowModels: ['gpt-*'], denyModels: ['gpt-5.5'] })
  const { data } = (await models('/v1/models')) as { data: { id: string }[] }
  const listed = new Set(data.map(({ id }) => id))
  for (const model of [...team.vendors.openai.models, ...team.vendors.mistral.models]) {
    expect([model, await models(`/v1/models/${model}`)]).toEqual([
      model,
      listed.has(model) ? expect.objectContaining({ id: model }) : 403,
    ])
  }
})

test('tampered bodies never pass a model rule', async () => {
  await change('member', {
    allowModels: ['gpt-5-mini', 'openai/gpt-5-mini', 'gemini-2.5-flash', 'whisper-1', 'team-*'],
  })
  const ok = '"messages":[{"role":"user","content":"hi"}]'
  const tampered: [number, string, string | object][] = [
    // Named twice: two parsers would read two models.
    [400, '/v1/chat/completions', `{"model":"gpt-5-mini",${ok},"model":"gpt-5.5"}`],
    [400, '/v1/chat/completions', `{"model":"gpt-5-mini",${ok},"m\\u006fdel":"gpt-5.5"}`],
    // Named in the URL as well.
    [403, '/v1/chat/completions?model=gpt-5.5', { model: 'gpt-5-mini', messages: [] }],
    // Another spelling, which some servers take for the same.
    [404, '/v1/chat/completions', { model: 'GPT-5.5', messages: [] }],
    [404, '/v1/chat/completions', { model: ' gpt-5.5', messages: [] }],
    [400, '/v1/chat/completions', { model: ['gpt-5.5'], messages: [] }],
    // Tried after the one that is allowed.
    [
      403,
      '/v1/chat/completions',
      { model: 'openai/gpt-5-mini', models: ['gpt-5.5'], messages: [] },
    ],
    [
      403,
      '/v1/responses',
      {
        ...{ model: 'gpt-5-mini', input: 'x', store: false },
        tools: [{ type: 'image_generation', model: 'gpt-image-1' }],
      },
    ],
    // In the path one, in the body another.
    [
      403,
      '/v1beta/models/gemini-2.5-pro:generateContent',
      { model: 'gemini-2.5-flash', contents: [] },
    ],
    [403, '/v1beta/models/gemini-2.5-flash:generateContent', { model: 'models/gemini-2.5-pro' }],
    [
      403,
      '/v1beta/models/gemini-2.5-flash:batchEmbedContents',
      { requests: [{ model: 'models/gemini-embedding-001', content: {} }] },
    ],
    [
      403,
      '/v1beta/models/gemini-2.5-flash:countTokens',
      { generateContentRequest: { model: 'models/gemini-2.5-pro' } },
    ],
    [404, '/v1beta/models/gemini-2.5-flash%3AgenerateContent', { contents: [] }],
    [403, '/v1beta/models/gemini-2.5-pro:generateContent', { contents: [] }],
    // Azure: the deployment decides, whatever the body says.
    [
      404,
      '/openai/deployments/other-deployment/chat/completions?api-version=1',
      { model: 'gpt-5-mini', messages: [] },
    ],
  ]
  for (const [expected, path, body] of tampered) {
    const { status, text } = await post(path, body)
    expect([path, body, status, text]).toEqual([path, body, expected, expect.any(String)])
  }
  expect(reached()).toBe(0)
})

test('a large body is looked at just as a small one', async () => {
  await change('member', { allowModels: ['gpt-5-mini', 'gemini-2.5-flash'] })
  const filler = 'x'.repeat(400_000)
  const messages = [{ role: 'user', content: filler }]
  expect((await chat('gpt-5-mini', { messages })).status).toBe(200)
  expect((await chat('gpt-5-mini', { messages, models: ['gpt-5.5'] })).status).toBe(403)
  const embeddings = await post('/v1beta/models/gemini-2.5-flash:batchEmbedContents', {
    requests: [{ model: 'models/gemini-embedding-001', content: { parts: [{ text: filler }] } }],
  })
  expect(embeddings.status).toBe(403)
})

test('in a form the model counts wherever it stands, and only once', async () => {
  await change('member', { allowModels: ['whisper-1'] })
  const form = (...fields: [string, string | Blob][]) => {
    const made = new FormData()
    for (const [name, value] of fields) made.append(name, value)
    return made
  }
  const file = new Blob(['sound'])
  const transcribe = (...fields: [string, string | Blob][]) =>
    post('/v1/audio/transcriptions', form(...fields))
  expect((await transcribe(['file', file], ['model', 'gpt-4o-transcribe'])).status).toBe(403)
  expect((await transcribe(['model', 'gpt-4o-transcribe'], ['file', file])).status).toBe(403)
  const twice = await transcribe(['model', 'whisper-1'], ['file', file], ['model', 'gpt-5.5'])
  expect(twice.status).toBe(400)
  expect(reached()).toBe(0)
  expect((await transcribe(['file', file], ['model', 'whisper-1'])).status).toBe(200)
})

test('what an Azure SDK writes beside its deployment is nobody’s model', async () => {
  const deployment = team.vendors.azure.models[0] ?? ''
  await change('member', { allowModels: [deployment] })
  const { status } = await post(
    `/openai/deployments/${deployment}/chat/completions?api-version=2024-10-21`,
    { model: 'gpt-4o', messages: [] },
  )
  expect(status).toBe(200)
})

test('tools that the provider runs, and what stays with it, are groups of their own', async () => {
  await change('team', { denyEndpoints: ['serverTools'] })
  const responses = (more: object) =>
    post('/v1/responses', { model: 'gpt-5-mini', input: 'hi', ...more })
  const before = await responses({})
  expect(before.status).toBe(200)
  const { id } = JSON.parse(before.text) as { id: string }
  const search = await responses({ tools: [{ type: 'web_search' }] })
  expect([search.status, search.text]).toEqual([403, expect.stringContaining('charges for')])
  const own = { type: 'function', name: 'f', parameters: {} }
  expect((await responses({ tools: [own] })).status).toBe(200)
  await change('team', { denyEndpoints: ['stored'] })
  const stored = await responses({})
  expect([stored.status, stored.text]).toEqual([
    403,
    expect.stringContaining('Set \\"store\\" to false'),
  ])
  expect((await responses({ store: false })).status).toBe(200)
  const goesOn = await responses({ store: false, previous_response_id: id })
  expect(goesOn.status).toBe(403)
})

test('a batch is no way around the rules: what its file holds was read when it came', async () => {
  const made = new FormData()
  const line = (body: object) =>
    JSON.stringify({ custom_id: '1', method: 'POST', url: '/v1/responses', body })
  const tools = [{ type: 'web_search' }]
  const lines = [line({ model: 'gpt-5-mini' }), line({ model: 'gpt-5.5', tools })]
  made.append('purpose', 'batch')
  made.append('file', new Blob([lines.join('\n')]), 'a.jsonl')
  const file = await post('/v1/files', made)
  expect(file.status).toBe(200)
  const { id } = JSON.parse(file.text) as { id: string }
  const batch = (endpoint = '/v1/responses') =>
    post('/v1/batches', { input_file_id: id, endpoint, completion_window: '24h' })
  expect((await batch()).status).toBe(200)
  await change('member', { denyEndpoints: ['images'] })
  expect((await batch()).status).toBe(200)
  expect((await batch('/v1/images/generations')).status).toBe(403)
  await change('member', { denyEndpoints: ['batches'] })
  expect((await batch()).status).toBe(403)
  await change('member', { denyEndpoints: [], denyModels: ['gpt-5.5'] })
  const hidden = await batch()
  expect([hidden.status, hidden.text]).toEqual([
    403,
    expect.stringContaining('gpt-5.5 is not on your list'),
  ])
  await change('member', { denyModels: ['gpt-4*'], denyEndpoints: ['serverTools'] })
  const searching = await batch()
  expect([searching.status, searching.text]).toEqual([403, expect.stringContaining('charges for')])
  await change('member', { denyEndpoints: ['chat'] })
  expect((await batch('/v1/embeddings')).status).toBe(403)
  await change('member', { denyEndpoints: [] })
  expect((await batch()).status).toBe(200)
  await change('member', { denyModels: [], caps: { maxOutputTokens: 100 } })
  expect((await batch()).status).toBe(403)
  const parts = ['claude-sonnet-5-5', 'claude-opus-5-5'].map((model) => ({
    ...{ custom_id: model, params: { model, max_tokens: 5, messages: [] } },
  }))
  await change('member', { denyModels: ['claude-opus*'], caps: { maxOutputTokens: null } })
  const several = await post('/v1/messages/batches', { requests: parts })
  expect([several.status, several.text]).toEqual([
    403,
    expect.stringContaining('claude-opus-5-5 is not on your list'),
  ])
})

test('too much is refused with both numbers, or cut down in the call that goes out', async () => {
  await change('team', { caps: { maxOutputTokens: 100, maxChoices: 2 } })
  const much = await chat('gpt-5-mini', { max_completion_tokens: 500 })
  expect([much.status, much.text]).toEqual([400, expect.stringMatching(/500 .* 100/)])
  expect((await chat('gpt-5-mini', { n: 3 })).status).toBe(400)
  expect(reached()).toBe(0)
  await change('team', { caps: { tooMuch: 'clamp' } })
  expect((await chat('gpt-5-mini', { max_completion_tokens: 500, n: 3 })).status).toBe(200)
  expect(JSON.parse(`${team.vendors.openai.lastRequest().body}`)).toMatchObject({
    ...{ max_completion_tokens: 100, n: 2 },
  })
  // A smaller cap on another level is the one that holds.
  await change('token', { caps: { maxOutputTokens: 50, tooMuch: 'clamp' } })
  expect((await chat('gpt-5-mini')).status).toBe(200)
  expect(JSON.parse(`${team.vendors.openai.lastRequest().body}`)).toMatchObject({
    max_completion_tokens: 50,
  })
})

test('an allow list of endpoints closes all others', async () => {
  await change('member', { allowEndpoints: ['embeddings'] })
  expect((await chat('gpt-5-mini')).status).toBe(403)
  const model = 'text-embedding-3-small'
  expect((await post('/v1/embeddings', { model, input: 'hi' })).status).toBe(200)
})

test('the socket’s address counts; what a header claims does not', async () => {
  await change('token', { addresses: ['10.0.0.0/8'] })
  const claims = {
    'x-forwarded-for': '10.0.0.1',
    'x-real-ip': '10.0.0.1',
    forwarded: 'for=10.0.0.1',
  }
  const answer = await fetch(`${team.service.url}/v1/models`, {
    headers: { ...bearer(), ...claims },
  })
  expect(answer.status).toBe(403)
  await change('token', { addresses: ['127.0.0.1/32'] })
  expect((await chat('gpt-5-mini')).status).toBe(200)
  // All of 127/8 is this computer: the same socket rule from another of its addresses.
  const { port } = new URL(team.service.url)
  const status = await new Promise<number>((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path: '/v1/models', localAddress: '127.0.0.2', headers: bearer() },
      (reply) => resolve(reply.resume().statusCode ?? 0),
    )
      .on('error', reject)
      .end()
  })
  expect(status).toBe(403)
})

test('a refused call is in the ledger with its reason and cost nothing', async () => {
  await change('member', { denyModels: ['gpt-5.5'] })
  await chat('gpt-5.5')
  const [row] = (await team.service.admin.calls.page.query({ filter: {}, limit: 1 })).calls
  expect(row).toMatchObject({
    ...{ outcome: 'refused', reason: 'MODEL_NOT_ALLOWED', model: 'gpt-5.5', status: 403 },
    ...{ memberId: team.memberId, usageState: 'none' },
  })
})
