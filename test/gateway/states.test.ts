import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminClient, PASSPHRASE, type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

let service: Service
let vendor: Vendor
let token: string

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'states' })
  service = await startService()
  token = (await service.addMember('Ana')).token
})
afterAll(async () => {
  await service.stop()
  await vendor.stop()
})

const addKey = (label: string, more = {}) =>
  service.admin.keys.add.mutate({
    provider: 'openai',
    label,
    secret: vendor.secret,
    baseUrl: vendor.baseUrl,
    allowLocal: true,
    ...more,
  })

const CALLS = {
  openai: ['/v1/chat/completions', '{"model":"MODEL","messages":[]}'],
  anthropic: ['/v1/messages', '{"model":"MODEL","max_tokens":5,"messages":[]}'],
  gemini: ['/v1beta/models/MODEL:generateContent', '{"contents":[]}'],
  azure: ['/openai/deployments/MODEL/chat/completions?api-version=2024-10-21', '{"messages":[]}'],
  mistral: ['/mistral/v1/chat/completions', '{"model":"MODEL","messages":[]}'],
  ollama: ['/api/chat', '{"model":"MODEL","messages":[]}'],
  cohere: ['/v2/chat', '{"model":"MODEL","messages":[]}'],
} as const

async function call(dialect: keyof typeof CALLS) {
  const [path, body] = CALLS[dialect]
  const model = vendor.models[0] ?? ''
  const answer = await fetch(service.url + path.replace('MODEL', model), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body.replace('MODEL', model),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Where each dialect's SDK looks for the sentence. */
const WORDS: Record<keyof typeof CALLS, (body: Record<string, unknown>) => unknown> = {
  openai: ({ error }) => (error as { message: string }).message,
  anthropic: ({ type, error }) => type === 'error' && (error as { message: string }).message,
  gemini: ({ error }) => (error as { status: string; message: string }).message,
  azure: ({ error }) => (error as { message: string }).message,
  mistral: ({ object, message }) => object === 'error' && message,
  ollama: ({ error }) => error,
  cohere: ({ message }) => message,
}

const dialects = Object.keys(CALLS) as (keyof typeof CALLS)[]

test.each(dialects)('without any key, %s hears so in its own shape', async (dialect) => {
  const { status, body } = await call(dialect)
  expect([status, WORDS[dialect](body)]).toEqual([503, expect.stringContaining('no provider key')])
})

test.each(dialects)('while the proxy is paused, %s hears so in its own shape', async (dialect) => {
  await service.admin.network.pause.mutate()
  const { status, body } = await call(dialect)
  await service.admin.network.resume.mutate()
  expect([status, WORDS[dialect](body)]).toEqual([503, expect.stringContaining('paused')])
})

test('two keys for one model are used in turn; a paused one is left out; a refused one comes last', async () => {
  const { id: first } = await addKey('First')
  const { id: second } = await addKey('Second')
  const used = async () => {
    expect((await call('openai')).status).toBe(200)
    const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1 })
    return calls[0]?.keyId
  }
  expect(new Set([await used(), await used()])).toEqual(new Set([first, second]))
  await service.admin.keys.pause.mutate({ id: first })
  expect([await used(), await used()]).toEqual([second, second])
  await service.admin.keys.resume.mutate({ id: first })
  vendor.faults.set('*', { kind: 'status', status: 401 }, 1)
  const refused = await call('openai')
  expect(refused.status).toBe(502)
  const keys = await service.admin.keys.list.query()
  const bad = keys.find(({ health }) => health === 'refused')?.id
  expect([first, second]).toContain(bad)
  expect(await used()).not.toBe(bad)
  expect(await used()).not.toBe(bad)
})

test('a call that goes on with something stored at the provider stays on one key', async () => {
  const used = async (more: object) => {
    const answer = await fetch(`${service.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: vendor.models[0], input: 'hi', ...more }),
    })
    expect(answer.status).toBe(200)
    await answer.text()
    const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1 })
    return calls[0]?.keyId
  }
  const { id } = await addKey('Third')
  const stored = [await used({}), await used({}), await used({}), await used({})]
  expect(new Set(stored).size).toBe(1)
  const apart = [await used({ store: false }), await used({ store: false })]
  expect(new Set(apart).size).toBe(2)
  await service.admin.keys.remove.mutate({ id })
})

test('a look at the list of models is in the ledger too, with nothing used and nothing owed', async () => {
  const answer = await fetch(`${service.url}/v1/models`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { data } = (await answer.json()) as { data: { id: string }[] }
  expect(data.map(({ id }) => id)).toContain(vendor.models[0])
  const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1 })
  expect(calls[0]).toMatchObject({
    id: answer.headers.get('x-request-id'),
    endpoint: 'models.list',
    outcome: 'ok',
    usageState: 'none',
    costNanoUsd: 0,
    priceState: 'free',
  })
})

test('a model of another dialect is refused with the way that works', async () => {
  const { status, body } = await call('anthropic')
  expect(status).toBe(404)
  expect(WORDS.anthropic(body)).toContain("Use that provider's own SDK")
})

test('a key leads only where it may: no plain http, no private address, no metadata service', async () => {
  const tryOut = (baseUrl: string, allowLocal: boolean) =>
    service.admin.keys.tryOut
      .mutate({ provider: 'compatible', label: 'x', secret: 'sk-canary-x', baseUrl, allowLocal })
      .then(
        ({ ok, message }) => [ok, message] as const,
        (error: Error) => [false, error.message] as const,
      )
  expect((await tryOut(vendor.baseUrl, true))[0]).toBe(false)
  for (const url of ['https://127.0.0.1/v1', 'https://localhost/v1', 'https://192.168.0.1/v1'])
    expect((await tryOut(url, false))[1]).toMatch(/local|private/i)
  for (const url of [
    'http://169.254.169.254/v1',
    'http://[fd00:ec2::254]/v1',
    'http://0.0.0.0:1/v1',
  ])
    expect((await tryOut(url, true))[1]).toMatch(/never a provider/)
})

test.each(dialects)(
  'while the vault is locked, %s hears so; unlocking is enough',
  async (dialect) => {
    await service.admin.vault.lock.mutate()
    const { status, body } = await call(dialect)
    expect([status, WORDS[dialect](body)]).toEqual([503, expect.stringContaining('locked')])
    // A lock ends every session, so a stranger's door is used.
    const stranger = adminClient(service.dataDir, undefined)
    const { session } = await stranger.vault.unlock.mutate({ passphrase: PASSPHRASE })
    service.admin = adminClient(service.dataDir, session)
    expect((await call('openai')).status).toBe(200)
  },
)

test('a taken port is told with the next free one, and that one works', async () => {
  const blocker = createServer()
  await new Promise<void>((done) => blocker.listen(0, '127.0.0.1', done))
  const { port } = blocker.address() as { port: number }
  const taken = await service.admin.network.listen.mutate({ host: '127.0.0.1', port, tls: 'auto' })
  expect([taken.state, taken.problem?.code, taken.url]).toEqual(['failed', 'KR-NET-001', null])
  const freePort = taken.problem?.freePort ?? 0
  expect(freePort).toBeGreaterThan(port)
  const moved = await service.admin.network.listen.mutate({
    host: '127.0.0.1',
    port: freePort,
    tls: 'auto',
  })
  expect([moved.state, moved.url]).toEqual(['running', `http://127.0.0.1:${freePort}`])
  service.url = moved.url ?? ''
  expect((await call('openai')).status).toBe(200)
  blocker.close()
})

test('HTTPS comes with its own authority; plain HTTP on the network is told as a danger', async () => {
  const secured = await service.admin.network.listen.mutate({
    host: '0.0.0.0',
    port: 0,
    tls: 'auto',
  })
  expect([secured.tls, secured.plainOnNetwork, secured.url?.slice(0, 8)]).toEqual([
    true,
    false,
    'https://',
  ])
  expect(secured.certificate?.names).toContain('127.0.0.1')
  const plain = await service.admin.network.listen.mutate({ host: '0.0.0.0', port: 0, tls: 'off' })
  expect([plain.tls, plain.plainOnNetwork]).toEqual([false, true])
})

test('a setting changed alone leaves what the start chose: the port stays', async () => {
  const other = await startService({ port: 0 })
  const { port } = (await other.admin.status.get.query()).proxy
  await other.admin.settings.set.mutate({ name: 'memberParallel', value: 3 })
  expect((await other.admin.status.get.query()).proxy.port).toBe(port)
  await other.admin.settings.set.mutate({ name: 'tls', value: 'on' })
  const { proxy } = await other.admin.status.get.query()
  expect(proxy).toMatchObject({ state: 'running', tls: true, host: '127.0.0.1', port })
  await other.stop()
})
