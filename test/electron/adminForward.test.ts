import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createTRPCClient,
  httpBatchStreamLink,
  isTRPCClientError,
  TRPCClientError,
} from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forward, lockSession } from '../../electron/adminForward.ts'

const t = initTRPC.create()
const router = t.router({
  greet: t.procedure.input(String).query(({ input }) => `Hello ${input}`),
  save: t.procedure.input(Number).mutation(({ input }) => input + 1),
  slow: t.procedure.query(() => new Promise<string>((resolve) => setTimeout(resolve, 50, 'late'))),
})

const secret = 'not-a-real-secret'
let folder = ''
let socket = ''
let server: Server
let asked: IncomingMessage[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyrack-forward-'))
  socket = join(folder, 'keyrack.sock')
  const trpc = createHTTPHandler({ router, basePath: '/trpc/' })
  server = createServer((request, reply) => {
    asked.push(request)
    if (request.url === '/trpc/forever') {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    } else if (request.url === '/trpc/cut') {
      reply.writeHead(200, { 'content-length': '1000' }).write('half')
      setTimeout(() => reply.destroy(), 20)
    } else {
      trpc(request, reply)
    }
  })
  await once(server.listen(socket), 'listening')
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const page = (path: string, init?: RequestInit) =>
  forward(new Request(`keyrack://app${path}`, init), { socket, secret })

/** The page's own client, whose requests go through the frame as the protocol hands them over. */
function clientOf(at: string | undefined) {
  return createTRPCClient<typeof router>({
    links: [
      httpBatchStreamLink({
        url: 'keyrack://app/trpc',
        fetch: (url, init) =>
          forward(new Request(url as string, init as RequestInit), { socket: at, secret }),
      }),
    ],
  })
}

test('queries, batches and mutations of the page reach the service and come back', async () => {
  const client = clientOf(socket)
  const answers = await Promise.all([
    client.greet.query('Ana'),
    client.slow.query(),
    client.save.mutate(41),
  ])
  expect(answers).toEqual(['Hello Ana', 'late', 42])
})

test('the service sees the secret of the window, whatever the page says of itself', async () => {
  asked = []
  const headers = { authorization: 'Bearer other', cookie: 'a=b', 'x-forwarded-for': '10.0.0.1' }
  await page('/trpc/greet?input=%22Ana%22', { headers })
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${secret}`)
  expect(asked[0]?.headers).not.toHaveProperty('cookie')
  expect(asked[0]?.headers).not.toHaveProperty('x-forwarded-for')
})

test('an answer begins at once, and a page that leaves ends the call at the service', async () => {
  asked = []
  const leave = new AbortController()
  const answer = await page('/trpc/forever', { signal: leave.signal })
  const reader = answer.body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: 1\n\n')
  const call = asked[0]
  if (!call) throw new Error('The call did not arrive')
  const ended = once(call.socket, 'close')
  leave.abort()
  await ended
})

test('an answer that breaks off breaks off for the page, too', async () => {
  const answer = await page('/trpc/cut')
  await expect(answer.text()).rejects.toThrow()
})

test.each([
  ['is not there', () => undefined],
  ['has just gone', () => join(folder, 'nobody.sock')],
])('when the service %s, the page hears so and can tell it from an answer', async (_how, at) => {
  const failure = await clientOf(at())
    .greet.query('Ana')
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(TRPCClientError)
  if (!isTRPCClientError<typeof router>(failure)) throw failure
  expect(failure.message).toBe('The background service is not answering.')
  expect(failure.data ?? null).toBeNull()
})

test('locking the screen asks the service to lock the session of the window', async () => {
  asked = []
  lockSession({ socket, secret })
  await expect.poll(() => asked[0]?.url).toBe('/trpc/session.lock')
  expect(asked[0]).toMatchObject({ method: 'POST' })
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${secret}`)
  lockSession({ socket: undefined, secret })
  lockSession({ socket: join(folder, 'nobody.sock'), secret })
})
