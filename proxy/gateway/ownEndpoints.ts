import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../base/errors.ts'
import type { LimitStanding } from '../contract/limits.ts'
import { limitWords } from '../contract/limitWords.ts'
import { type NewRequest, newRequest } from '../contract/requests.ts'
import { wordsOf } from '../dialects/answers.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { checkAddress } from './access.ts'
import { authenticate } from './authenticate.ts'
import { asRefusal, sendRefusal } from './errorReply.ts'
import { addressOf, checkGate } from './gate.ts'
import { myAccess, standingsOf } from './myAccess.ts'
import { readRequestBody } from './requestBody.ts'
import type { GatewayServices } from './services.ts'
import type { Caller } from './tokenDirectory.ts'

type Answer = { status: number; body: unknown }
type Own = (
  services: GatewayServices,
  caller: Caller,
  request: IncomingMessage,
) => Answer | Promise<Answer>

interface OwnRoute {
  method: 'GET' | 'POST'
  path: string
  answer: Own
}

/** Keyrack's own endpoints for members: what is theirs, and asking for more. They speak plain JSON. */
export const OWN_ROUTES: readonly OwnRoute[] = [
  {
    method: 'GET',
    path: '/keyrack/me',
    answer: (services, caller) => ({ status: 200, body: myAccess(services, caller) }),
  },
  {
    method: 'GET',
    path: '/keyrack/requests',
    answer: ({ desk }, caller) => ({ status: 200, body: { requests: desk.requestsOf(caller) } }),
  },
  { method: 'POST', path: '/keyrack/requests', answer: ask },
]

/**
 * Answers a member with the same gate and the same token as any call. Neither hours nor limits nor a pause stand in
 * the way: whoever has run out must be able to see it and to ask.
 */
export async function answerOwn(
  services: GatewayServices,
  answer: Own,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  try {
    checkGate(services, request)
    const caller = identified(services, request)
    const { status, body } = await answer(services, caller, request)
    send(reply, status, body)
  } catch (error) {
    const refusal = asRefusal(error)
    if (refusal.code === 'INTERNAL') services.onFault(error)
    sendRefusal(reply, PLAIN, refusal, '')
  }
}

/** No SDK listens here, so a refusal is in nobody's shape. */
const PLAIN: Pick<Dialect, 'refuse'> = {
  refuse: (refusal) => ({
    status: refusal.status,
    headers: {
      'content-type': 'application/json',
      ...(refusal.retryAfterSeconds !== undefined && {
        'retry-after': `${Math.ceil(refusal.retryAfterSeconds)}`,
      }),
    },
    body: JSON.stringify({ error: { message: wordsOf(refusal), code: refusal.code } }),
  }),
}

function identified(services: GatewayServices, request: IncomingMessage): Caller {
  const search = (request.url ?? '').split('?', 2)[1]
  const address = addressOf(request)
  const query = new URLSearchParams(search)
  const caller = authenticate(services, { request, query, address })
  const access = services.access.of(caller)
  if (access) checkAddress(access, address)
  return caller
}

function send(reply: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  reply.writeHead(status, {
    ...{ 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}` },
    ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
  reply.end(text)
}

/** A few sentences; a reason is no place for files. */
const MOST_BYTES = 16 * 1024
const MOST_OPEN = 5

async function ask(
  services: GatewayServices,
  caller: Caller,
  request: IncomingMessage,
): Promise<Answer> {
  checkWritable(services)
  const settings = { ...services.settings(), bodyBytes: MOST_BYTES }
  const endpoint = { ...JSON_ONLY, name: 'keyrack.requests' }
  const { values } = await readRequestBody(request, endpoint, settings, services.uploadsDir)
  const parsed = newRequest.safeParse({ ...values })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(`${issue?.path.join('.') || 'kind'}: ${issue?.message}`)
  }
  const wanted = wantedOf(services, caller, parsed.data)
  const open = services.desk.openRequestsOf(caller)
  const same = open.find(({ kind, subject }) => kind === wanted.kind && subject === wanted.subject)
  if (same) {
    const before = services.desk.requestsOf(caller).find(({ id }) => id === same.id)
    return { status: 200, body: before }
  }
  if (open.length >= MOST_OPEN)
    throw new Refusal(
      'RATE_LIMITED',
      `Keyrack: ${MOST_OPEN} of your requests are still waiting, which is the most at a time. Ask your administrator to look at them.`,
      { shouldRetry: false },
    )
  return { status: 201, body: services.desk.ask(caller, wanted, services.now()) }
}

const JSON_ONLY = {
  kind: 'call',
  method: 'POST',
  paths: [] as string[],
  body: 'json',
  metered: false,
} as const

function checkWritable(services: GatewayServices): void {
  const closed = services.closed()
  if (closed && closed.state !== 'paused')
    throw new Refusal(
      closed.state === 'diskFull' ? 'DISK_FULL' : 'STOPPING',
      'Keyrack: nothing can be written down at the moment. Try again later.',
    )
}

type Wanted = Parameters<GatewayServices['desk']['ask']>[1]

function wantedOf(services: GatewayServices, caller: Caller, asked: NewRequest): Wanted {
  const { kind, reason } = asked
  if (kind === 'prompt') return { kind, reason, subject: asked.prompt, size: null }
  if (kind === 'model') {
    const { model } = asked
    if (myAccess(services, caller).models.includes(model))
      throw invalid(`you may use ${model} already`)
    return { kind, reason, subject: model, size: null }
  }
  const { limit, size } = meantBy(standingsOf(services, caller), asked.limitId)
  if (asked.size !== undefined && asked.size <= size)
    throw invalid(`your limit is ${limitWords({ ...limit, size })} already; ask for more than that`)
  return { kind, reason, subject: limit.id, size: asked.size ?? null }
}

/** The limit that was named, or the one of which the least is left. */
function meantBy(standings: LimitStanding[], limitId: string | undefined): LimitStanding {
  const tightest = standings.toSorted(
    (a, b) => a.left / Math.max(1, a.size) - b.left / Math.max(1, b.size),
  )
  const meant =
    limitId === undefined ? tightest[0] : standings.find(({ limit }) => limit.id === limitId)
  if (meant) return meant
  throw invalid(
    limitId === undefined
      ? 'no limit holds for you'
      : 'limitId: none of your limits has this id; GET /keyrack/me lists them',
  )
}

function invalid(words: string): Refusal {
  return new Refusal('REQUEST_INVALID', `Keyrack: ${words}.`)
}
