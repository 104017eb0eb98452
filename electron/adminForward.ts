import { request as httpRequest } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

/** What the page may say to the service; the rest (cookies, a bearer of its own) stays behind. */
const PASSED_ON = ['accept', 'content-type', 'last-event-id', 'trpc-accept']

interface Service {
  /** Where it listens; undefined while it does not answer. */
  socket: string | undefined
  /** The bearer of the window's calls; the page never sees it. */
  secret: string
}

/** Passes one admin call on, and its answer back as it comes; a page that leaves ends the call. */
export function forward(request: Request, { socket, secret }: Service): Promise<Response> {
  if (socket === undefined) return Promise.resolve(unanswered())
  const url = new URL(request.url)
  const headers: Record<string, string> = { authorization: `Bearer ${secret}` }
  for (const name of PASSED_ON) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = value
  }
  return new Promise((answer) => {
    const call = httpRequest(
      { socketPath: socket, method: request.method, path: url.pathname + url.search, headers },
      (reply) => {
        const type = reply.headers['content-type'] ?? 'application/json'
        // A response with one of these statuses must have no body at all, not even an empty stream.
        const isEmpty = reply.statusCode === 204 || reply.statusCode === 304
        answer(
          new Response(isEmpty ? null : (Readable.toWeb(reply) as unknown as BodyInit), {
            status: reply.statusCode ?? 502,
            headers: { 'content-type': type, 'cache-control': 'no-store' },
          }),
        )
      },
    )
    // Once the answer has begun, its own stream carries a break to the page.
    call.on('error', () => answer(unanswered()))
    request.signal.addEventListener('abort', () => call.destroy())
    if (request.body) {
      Readable.fromWeb(request.body as unknown as ReadableStream)
        .on('error', () => call.destroy())
        .pipe(call)
    } else {
      call.end()
    }
  })
}

/** Locks the window's session, as its own Lock does: the proxy goes on. A service that is away holds no session. */
export function lockSession({ socket, secret }: Service): void {
  if (socket === undefined) return
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  httpRequest({ socketPath: socket, method: 'POST', path: '/trpc/session.lock', headers })
    .on('response', (reply) => reply.resume())
    .on('error', () => {})
    .end('{}')
}

// In the shape of a tRPC error, but without the `data` that only an answer of the service itself carries.
const unanswered = () =>
  Response.json(
    { error: { code: -32603, message: 'The background service is not answering.' } },
    { status: 503 },
  )
