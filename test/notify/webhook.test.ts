import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { postWebhook, signatureOf } from '../../proxy/notify/webhook.ts'
import { type HookServer, startHookServer } from './hookServer.ts'

const SECRET = 'whsec_CANARY-hook-secret-9c'
const NOW = 1_795_000_000_123
let server: HookServer
beforeEach(async () => {
  server = await startHookServer()
})
afterEach(() => server.stop())

const post = (url = server.url, allowLocal = true) =>
  postWebhook({ url, secret: SECRET }, allowLocal, { body: '{"text":"x"}', id: 'whk-1', now: NOW })

const problemOf = (sending: Promise<string>) =>
  sending.then(
    (said) => Promise.reject(new Error(`It was sent: ${said}`)),
    (error: Error & { isFinal: boolean; retryAfterMs: number }) => error,
  )

test('the signature is over the moment and the body, as the receiver computes it', async () => {
  expect(await post()).toBe('127.0.0.1 answered 200 (ok).')
  const [hook] = server.hooks
  const [, seconds = '', mac = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(hook?.headers['x-keyrack-signature'])) ?? []
  expect(seconds).toBe('1795000000')
  const expected = createHmac('sha256', SECRET).update(`${seconds}.${hook?.body}`).digest('hex')
  expect(mac).toBe(expected)
  expect(hook?.headers).toMatchObject({ 'x-keyrack-id': 'whk-1', 'user-agent': 'Keyrack' })
  expect(signatureOf(SECRET, '{"text":"y"}', NOW)).not.toContain(mac)
})

test('a redirect is not followed', async () => {
  const other = await startHookServer()
  server.answer = (reply) => void reply.writeHead(307, { location: other.url }).end()
  const error = await problemOf(post())
  expect(error.message).toContain('answered 307')
  expect(error.isFinal).toBe(true)
  expect(other.hooks).toEqual([])
  await other.stop()
})

test('what may pass is tried again, and not before the receiver asks for it', async () => {
  server.answer = (reply) => void reply.writeHead(429, { 'retry-after': '120' }).end()
  expect(await problemOf(post())).toMatchObject({ isFinal: false, retryAfterMs: 120_000 })
  server.answer = (reply) => void reply.writeHead(503).end()
  expect(await problemOf(post())).toMatchObject({ isFinal: false })
  server.answer = (reply) => void reply.writeHead(404).end('no_service')
  const gone = await problemOf(post())
  expect(gone.message).toBe(
    '127.0.0.1 answered 404 (no_service). Check the address of the webhook.',
  )
  expect(gone.isFinal).toBe(true)
})

test('an answer that repeats the address or the secret is not repeated by us', async () => {
  server.answer = (reply) => void reply.writeHead(400).end('bad CANARY-hook-path-77aa')
  expect((await problemOf(post())).message).not.toContain('CANARY')
  server.answer = (reply) => void reply.writeHead(400).end(`bad ${SECRET}`)
  expect((await problemOf(post())).message).not.toContain('CANARY')
})

test.for([
  'https://127.0.0.1/x',
  'https://10.1.2.3/x',
  'https://[::1]/x',
  'https://[fe80::1]/x',
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:169.254.169.254]/x',
  'https://100.100.100.200/x',
])('nothing is sent to %s', async (url) => {
  const error = await problemOf(post(url, false))
  expect(error.message).toContain('nothing was sent')
  expect(error.isFinal).toBe(true)
})

test('metadata addresses are not reached even where local ones are allowed', async () => {
  expect((await problemOf(post('http://169.254.169.254/x'))).message).toContain('no webhook is')
})

test('a name is checked when the connection is made: rebinding leads nowhere', async () => {
  const { port } = new URL(server.url)
  let asked = 0
  // Whoever looked before may have found a public address; what counts is where the connection leads.
  const lookup = ((_name: string, _options: object, done: (e: null, found: unknown) => void) => {
    asked++
    done(null, [{ address: '127.0.0.1', family: 4 }])
  }) as never
  const url = `https://rebind.example:${port}/x`
  const posting = { body: '{}', id: 'whk-1', now: NOW }
  const error = await problemOf(postWebhook({ url, secret: SECRET }, false, posting, lookup))
  expect(asked).toBe(1)
  expect(error.message).toContain('127.0.0.1, which is private')
  expect(server.hooks).toEqual([])
})
