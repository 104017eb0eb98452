import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '../base/errors.ts'
import { formatCallId } from '../base/ids.ts'
import { type Candidate, chooseCandidate, dialectForPath } from '../dialects/index.ts'
import { fileReader, framingOf, readerFor } from '../dialects/readers/index.ts'
import { whyUnserved } from '../dialects/unserved.ts'
import { checkPlaceAndHours, withinAccess } from './access.ts'
import { admit } from './admit.ts'
import { answerHeaders } from './answerHeaders.ts'
import { authenticate } from './authenticate.ts'
import { contentsOfBatch, readBatchUpload } from './batchFile.ts'
import { keepTapped, tapCall } from './bodies/tapCall.ts'
import { type Call, CallEnded } from './call.ts'
import { Ending } from './ending.ts'
import { asRefusal, breakOff, sendRefusal } from './errorReply.ts'
import { forward } from './forward.ts'
import { addressOf, checkGate, pathOf } from './gate.ts'
import { maskedAnswer } from './maskAnswer.ts'
import { maskRequest } from './maskRequest.ts'
import { modelsAnswer } from './models.ts'
import { listOwn } from './objectList.ts'
import { checkObjects, forgetDeleted, learningReader } from './objects.ts'
import { record } from './record.ts'
import { relay } from './relay.ts'
import { type RequestBody, readRequestBody } from './requestBody.ts'
import { chooseRoute } from './route.ts'
import type { GatewayServices } from './services.ts'
import { CallTrace, PHASE } from './trace/callTrace.ts'
import { checkAnswerType, type PassedError, passError } from './upstreamErrors.ts'

/** The life of one call, top to bottom. Every step returns what the next one needs, or throws a Refusal. */
export async function handleCall(
  services: GatewayServices,
  candidates: readonly Candidate[],
  request: IncomingMessage,
  reply: ServerResponse,
  params: Record<string, string>,
): Promise<void> {
  const call = beginCall(services, candidates, request, reply, params)
  let body: RequestBody | undefined
  try {
    checkGate(services, request)
    checkPath(call, candidates)
    checkOpen(services)
    call.caller = authenticate(services, call)
    tapCall(services, call)
    if (call.caller.unlogged) call.trace = undefined
    checkPlaceAndHours(services, call)
    call.trace?.end(PHASE.gate)
    const { endpoint, dialect, path, params, query } = call
    body = await readRequestBody(request, endpoint, services.settings(), services.uploadsDir)
    call.trace?.end(PHASE.body)
    call.requestBytes = body.size
    call.body = body
    call.uploads = body.size > 0 && !body.json
    call.chargedLater = endpoint.chargedLater === true || body.values.background === true
    const { headers } = request
    const facts = { path, params, query, headers, body: body.values }
    const understood = dialect.understand(endpoint, facts)
    call.model = understood.model
    call.streamed = understood.streamed
    if (!endpoint.wire) return await answerJson(services, call, modelsAnswer(services, call))

    const upload =
      endpoint.object?.makes === 'file'
        ? await readBatchUpload(call, body, services.settings())
        : undefined
    const home = checkObjects(services, call, body, upload?.found)
    call.batch = contentsOfBatch(services, call, body)
    const places = { home, models: understood.models }
    const { key, model } = chooseRoute(services, call, endpoint.wire, body.values, places)
    call.key = key
    call.model = model || undefined
    body = withinAccess(services, call, { key, wire: endpoint.wire, body, ...understood })
    const hidden = maskRequest(services, call, body)
    body = hidden instanceof Promise ? await hidden : hidden
    if (call.masking) call.trace?.masked('request', call.masking.session.counts)
    const isBound = home !== undefined || understood.models !== undefined
    const outgoing = { key, model, wire: endpoint.wire, body, isBound }
    const route = await admit(services, call, outgoing)
    body = route.body
    if (endpoint.object?.lists) {
      const own = await listOwn(services, call, understood)
      if ('error' in own) return await answerError(services, call, own.error)
      return await answerJson(services, call, own.page)
    }
    const forwarded = await forward(services, call, route, understood, body)
    forgetDeleted(services, call, forwarded.answer.status)
    if (forwarded.answer.status >= 300)
      return await answerError(services, call, await passError(services, call, forwarded))
    checkAnswerType(forwarded.answer, endpoint)
    services.noteKey(route.key.id, 'working', null)
    const { hideUsage, scrubber } = forwarded
    const reader = learningReader(
      services,
      call,
      endpoint.object?.bytes
        ? fileReader()
        : readerFor(endpoint.wire, { hideUsage, body: body.values }),
      body.values,
      upload?.contents,
    )
    call.reading = reader.reading
    // A file is passed on as the bytes it is, whatever it holds.
    call.framing = endpoint.object?.bytes
      ? 'body'
      : framingOf(endpoint.wire, forwarded.answer.headers['content-type'])
    const masked = maskedAnswer(call.masking, endpoint.wire)
    await relay(services, call, forwarded.answer, reader, {
      scrubber,
      rewriting: hideUsage,
      masked,
    })
  } catch (error) {
    await giveUp(services, call, error)
  } finally {
    if (call.answerTap) keepTapped(services, call)
    if (body?.discard) await body.discard()
  }
}

function beginCall(
  services: GatewayServices,
  candidates: readonly Candidate[],
  request: IncomingMessage,
  reply: ServerResponse,
  params: Record<string, string>,
): Call {
  const id = services.nextCallId()
  const url = request.url ?? ''
  const path = pathOf(url)
  const query = path.length === url.length ? NO_QUERY : new URLSearchParams(url.slice(path.length))
  const caller = { path, query, headers: request.headers }
  const chosen = chooseCandidate(candidates, caller)
  const call: Call = {
    id,
    name: formatCallId(id),
    startedAt: services.now(),
    request,
    reply,
    dialect: chosen?.dialect ?? dialectForPath(caller),
    endpoint: chosen?.endpoint ?? NOWHERE,
    params,
    path,
    query,
    address: addressOf(request),
    client: (request.headers['user-agent'] ?? '').slice(0, 120),
    caller: undefined,
    key: undefined,
    model: undefined,
    streamed: false,
    requestBytes: 0,
    body: undefined,
    chargedLater: false,
    batch: undefined,
    masking: undefined,
    held: undefined,
    unlisted: undefined,
    uploads: false,
    answerBytes: 0,
    answerTap: undefined,
    opened: false,
    closed: false,
    sent: false,
    firstByteAt: undefined,
    upstreamStatus: undefined,
    outcome: 'open',
    reason: undefined,
    framing: 'body',
    reading: undefined,
    trace: services.settings().traceDetail === 'none' ? undefined : new CallTrace(),
    place: undefined,
    ending: new Ending(),
  }
  reply.on('close', () => {
    if (!reply.writableFinished) call.ending.end(new CallEnded('aborted', 'CLIENT_LEFT'))
  })
  return call
}

const NOWHERE = {
  name: 'unknown',
  kind: 'call',
  method: 'GET',
  paths: [],
  body: 'none',
  metered: false,
} as const satisfies Call['endpoint']

/** Of the many calls that have none. */
const NO_QUERY = new URLSearchParams()

function checkPath(call: Call, candidates: readonly Candidate[]): void {
  if (call.endpoint !== NOWHERE) return
  throw new Refusal(
    'PATH_UNKNOWN',
    candidates.length > 0
      ? 'Keyrack: this is not an action that Keyrack passes on.'
      : (whyUnserved(call.path) ??
          'Keyrack: there is nothing at this path. Check the base URL on your connection card.'),
  )
}

function checkOpen(services: GatewayServices): void {
  const closed = services.closed()
  if (closed?.state === 'paused') {
    const at = new Date(closed.since).toTimeString().slice(0, 5)
    throw new Refusal('PAUSED', `Keyrack: paused by the administrator at ${at}.`, {
      shouldRetry: false,
    })
  }
  if (closed?.state === 'stopping')
    throw new Refusal('STOPPING', 'Keyrack: it is being stopped. Try again in a minute.')
  if (closed?.state === 'diskFull')
    throw new Refusal(
      'DISK_FULL',
      'Keyrack: the disk of the computer it runs on is almost full, and no call goes unrecorded. Ask your administrator to make room.',
      { shouldRetry: false },
    )
}

/** Answers ourselves; a row like any other, so that a teammate's first look is seen. */
async function answerJson(services: GatewayServices, call: Call, answer: unknown): Promise<void> {
  const body = JSON.stringify(answer)
  call.outcome = 'ok'
  call.answerTap?.push(Buffer.from(body))
  await record(services, call, 200)
  const headers = answerHeaders({ 'content-type': 'application/json' }, call.name)
  headers.push('content-length', `${Buffer.byteLength(body)}`)
  call.reply.writeHead(200, headers).end(body)
}

/** The provider's own words on a mistake of the caller. */
async function answerError(
  services: GatewayServices,
  call: Call,
  error: PassedError,
): Promise<void> {
  call.outcome = 'failed'
  call.reason = 'UPSTREAM_ANSWERED'
  call.answerTap?.push(Buffer.from(error.body))
  await record(services, call, error.status)
  call.reply.writeHead(error.status, error.headers).end(error.body)
}

/** Writes down how the call ended and tells the client, in that order. */
async function giveUp(services: GatewayServices, call: Call, error: unknown): Promise<void> {
  const refusal = asRefusal(error)
  if (error instanceof CallEnded) {
    call.outcome = error.outcome
    call.reason = error.reason
  } else {
    const atProvider = refusal.kind === 'upstream' || refusal.kind === 'timeout'
    call.outcome = call.sent || atProvider ? 'failed' : 'refused'
    call.reason = refusal.code
  }
  if (refusal.code === 'INTERNAL') services.onFault(error)
  if (refusal.kind === 'upstream' && call.key && refusal.code === 'UPSTREAM_UNREACHABLE')
    services.noteKey(call.key.id, 'failing', 'The provider could not be reached.')
  const { status } = call.dialect.refuse(refusal, call.name)
  // Strangers leave no rows: a flood of bad tokens must not fill the disk.
  const kept = call.caller !== undefined
  if (kept) await record(services, call, status).catch(services.onFault)
  if (call.reply.headersSent) breakOff(call.reply, call.dialect, refusal, call.name, call.framing)
  else sendRefusal(call.reply, call.dialect, refusal, call.name)
}
