import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Refusal } from '../base/errors.ts'
import type { CallOutcome } from '../contract/calls.ts'
import type { BatchContents } from '../dialects/batchLines.ts'
import type { Dialect, Endpoint, Framing, Reading } from '../dialects/dialect.ts'
import type { Held } from '../policy/limits/inFlight.ts'
import type { Unlisted } from '../policy/unlisted.ts'
import type { BodyTap } from './bodies/bodyTap.ts'
import type { Ending } from './ending.ts'
import type { UsableKey } from './keyDirectory.ts'
import type { CallMasking } from './maskRequest.ts'
import type { RequestBody } from './requestBody.ts'
import type { Caller } from './tokenDirectory.ts'
import type { CallTrace } from './trace/callTrace.ts'

/** One call from its first byte to its row in the ledger; filled as the pipeline learns more. */
export interface Call {
  id: number
  /** The public form: `x-request-id` and the ledger's id. */
  name: string
  startedAt: number
  request: IncomingMessage
  reply: ServerResponse
  dialect: Dialect
  endpoint: Endpoint
  params: Record<string, string>
  /** Without the query. */
  path: string
  query: URLSearchParams
  address: string
  client: string
  caller: Caller | undefined
  key: UsableKey | undefined
  model: string | undefined
  streamed: boolean
  requestBytes: number
  /** What was sent, once it was read. */
  body: RequestBody | undefined
  /** What it costs shows only later, or never: a batch, an answer that is written in the background. */
  chargedLater: boolean
  /** What is masked in it; undefined where nothing is looked for. */
  masking: CallMasking | undefined
  /** What a batch that is being made will do. */
  batch: BatchContents | undefined
  /** Files were sent: what they cost is known only when the provider tells it. */
  uploads: boolean
  /** What limits hold for it until it is settled. */
  held: Held | undefined
  /** What it costs beside its usage, where a limit on money counts it. */
  unlisted: Unlisted | undefined
  answerBytes: number
  /** A copy of what goes out, where it is kept. */
  answerTap: BodyTap | undefined
  /** The row stands in the ledger as open. */
  opened: boolean
  /** The row is closed; nothing more will be written. */
  closed: boolean
  /** The request went out to the provider: from here on it may have cost something. */
  sent: boolean
  firstByteAt: number | undefined
  upstreamStatus: number | undefined
  outcome: CallOutcome
  reason: string | undefined
  /** How the pieces of the answer are told apart, once its head is there. */
  framing: Framing
  reading: Reading | undefined
  /** How it went so far; undefined where nobody wants to know. */
  trace: CallTrace | undefined
  /** Where it stands among the calls in flight. */
  place: number | undefined
  /** Ends the call at once: client gone, token revoked, time over, service stopping. */
  ending: Ending
}

/** Why a call was ended before its answer was whole; becomes the row's outcome. */
export class CallEnded extends Error {
  override readonly name = 'CallEnded'
  readonly outcome: CallOutcome
  readonly reason: string
  /** What the client is told, if it is still there. */
  readonly refusal: Refusal | undefined

  constructor(outcome: CallOutcome, reason: string, refusal?: Refusal) {
    super(reason)
    this.outcome = outcome
    this.reason = reason
    this.refusal = refusal
  }
}
