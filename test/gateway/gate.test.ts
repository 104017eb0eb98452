import { Agent, get as getOver } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../proxy/dialects/index.ts'
import { type Service, startService } from '../support/service.ts'

let service: Service
let token: string

beforeAll(async () => {
  service = await startService({
    settings: { failedTokens: 100_000, hostNames: ['keyrack.example'] },
  })
  token = (await service.addMember('Ana')).token
})
afterAll(() => service.stop())

/** Sends bytes as they are and gives back the status line and the body. */
function raw(request: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(service.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (part) => {
      text += part
    })
    socket.on('error', reject)
    socket.on('close', () => resolve({ status: Number(text.split(' ')[1] ?? 0), text }))
    socket.end(request)
  })
}

const host = () => new URL(service.url).host
const get = (path: string, ...headers: string[]) =>
  raw(
    [`GET ${path} HTTP/1.1`, `Host: ${host()}`, 'Connection: close', ...headers, '', ''].join(
      '\r\n',
    ),
  )

test('a good token passes the gate', async () => {
  expect((await get('/v1/models', `Authorization: Bearer ${token}`)).status).toBe(200)
})

test.each([
  ['//v1/models', 404],
  ['/v1/../v1/models', 404],
  ['/v1/%2e%2e/models', 404],
  ['/v1%2fmodels', 404],
  ['/v1/models;x=1', 404],
  ['/v1\\models', 404],
  ['/v1/models%00', 404],
  ['/v1/%zz', 404],
  ['http://example.com/v1/models', 404],
  ['/admin/api_keys', 404],
  ['/v1/organization/users', 404],
  ['/trpc/status.get', 404],
  [`/v1/models?x=${'y'.repeat(9000)}`, 414],
])('a strange path is refused even with a good token (%#)', async (path, status) => {
  expect((await get(path, `Authorization: Bearer ${token}`)).status).toBe(status)
})

test('CONNECT and upgrades lead nowhere', async () => {
  const tunnel = await raw('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')
  expect(tunnel.text).not.toMatch(/^HTTP\/1\.1 2/)
  const upgrade = await get(
    '/v1/realtime',
    'Upgrade: websocket',
    'Connection: upgrade',
    `Authorization: Bearer ${token}`,
  )
  expect(upgrade.status).toBe(404)
})

test('a web page may not call, whatever token it found', async () => {
  const bearer = `Authorization: Bearer ${token}`
  expect((await get('/v1/models', bearer, 'Origin: https://evil.example')).status).toBe(403)
  expect((await get('/v1/models', bearer, 'Sec-Fetch-Site: cross-site')).status).toBe(403)
  expect((await get('/v1/models', bearer, 'Sec-Fetch-Site: same-site')).status).toBe(403)
})

test('an unknown host name is refused: DNS rebinding ends here', async () => {
  const call = (name: string) =>
    raw(
      `GET /v1/models HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    )
  expect((await call('evil.example')).status).toBe(421)
  expect((await call(`localhost:${new URL(service.url).port}`)).status).toBe(200)
  expect((await call('KEYRACK.example:1')).status).toBe(200)
})

test.each(['Authorization', 'x-api-key', 'Host', 'Content-Type'])(
  'two %s headers are an error, never "the first wins"',
  async (name) => {
    const twice = [`${name}: a`, `${name}: b`]
    const bearer = name === 'Authorization' ? [] : [`Authorization: Bearer ${token}`]
    expect((await get('/v1/models', ...bearer, ...twice)).status).toBe(400)
  },
)

test('smuggling by two framings is refused', async () => {
  const { status } = await raw(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: ${host()}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  )
  expect(status).toBe(400)
})

test('too many and too large headers are refused', async () => {
  const many = Array.from({ length: 120 }, (_, i) => `X-${i}: 1`)
  expect((await get('/v1/models', ...many)).status).toBe(431)
  expect((await get('/v1/models', `X-Long: ${'a'.repeat(20_000)}`)).status).toBe(431)
})

test('two different tokens are an error; the same one twice is not', async () => {
  const bearer = `Authorization: Bearer ${token}`
  expect((await get('/v1/models', bearer, 'x-api-key: other')).status).toBe(400)
  expect((await get('/v1/models', bearer, `x-api-key: ${token}`)).status).toBe(200)
})

test('a token in the URL is refused with the reason, unless the administrator admits it', async () => {
  const path = `/v1beta/models?key=${token}`
  const refused = await get(path)
  expect(refused.status).toBe(401)
  expect(refused.text).toContain('x-goog-api-key')
  await service.admin.settings.set.mutate({ name: 'queryTokens', value: true })
  expect((await get(path)).status).toBe(200)
  await service.admin.settings.set.mutate({ name: 'queryTokens', value: false })
})

test('every path that a client can call refuses a stranger, in its own dialect', async () => {
  const open: string[] = []
  for (const { method, path, candidates } of routes()) {
    const url = path
      .replace('*', `x:${candidates[0]?.endpoint.verb ?? 'x'}`)
      .replace(/:deployment\b/, 'd')
    const answer = await fetch(`${service.url}${url}`, {
      method,
      headers: {
        authorization: `Bearer krk_m_${'A'.repeat(46)}`,
        'content-type': 'application/json',
      },
      ...(method === 'POST' ? { body: '{"model":"gpt-5-mini","messages":[]}' } : {}),
    })
    const body = (await answer.json()) as object
    const words = JSON.stringify(body)
    if (answer.status !== 401 || !words.includes('Keyrack'))
      open.push(`${method} ${url} → ${answer.status} ${words}`)
  }
  expect(open).toEqual([])
})

test('the front page is a sentence without any power', async () => {
  const page = await fetch(service.url, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('This is an API address')
  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; frame-ancestors 'none'",
  )
  const program = await fetch(service.url)
  expect(await program.json()).toEqual({ name: 'Keyrack', api: '/v1', state: 'running' })
})

test('wrong tokens are put off after a while; a good one still passes from the same address', async () => {
  await service.admin.settings.set.mutate({ name: 'failedTokens', value: 3 })
  const bad = () =>
    fetch(`${service.url}/v1/models`, { headers: { authorization: 'Bearer nonsense' } })
  let last = await bad()
  for (let i = 0; i < 4; i++) last = await bad()
  expect(last.status).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await get('/v1/models', `Authorization: Bearer ${token}`)).status).toBe(200)
})

test('an address that is shut out is so at once, also on a connection that is open', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` }
      getOver(`${service.url}/v1/models`, { agent, headers }, (reply) => {
        reply.resume()
        reply.on('end', () => resolve(reply.statusCode ?? 0))
      }).on('error', reject)
    })
  const allow = (value: string[]) =>
    service.admin.settings.set.mutate({ name: 'allowedAddresses', value })
  expect(await ask()).toBe(200)
  await allow(['10.0.0.0/8'])
  expect(await ask()).toBe(403)
  await allow(['own-networks'])
  expect(await ask()).toBe(200)
  agent.destroy()
})
