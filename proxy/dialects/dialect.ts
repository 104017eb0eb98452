import type { IncomingHttpHeaders } from 'node:http'
import type { Refusal } from '../base/errors.ts'
import type { Usage } from '../contract/calls.ts'
import type { ObjectKind } from '../contract/objects.ts'
import type { DialectName } from '../contract/providers.ts'
import type { Wire } from '../contract/wires.ts'

/** One thing a client can ask for. Calls are forwarded; `models` and `model` we answer ourselves. */
export interface Endpoint {
  /** Name in the ledger, such as `chat.completions`. */
  name: string
  kind: 'call' | 'models' | 'model'
  /** Left out when we answer ourselves. */
  wire?: Wire
  method: Method
  /** Fastify paths that exist at the root, e.g. `/v1/chat/completions`; `:name` stands for one segment. */
  paths: string[]
  /** Paths that exist only under the dialect's own mount, because the root would be ambiguous. */
  mountedPaths?: string[]
  body: 'none' | 'json' | 'multipart' | 'jsonOrMultipart'
  /** Whether the provider charges for it; counting tokens, moderations and model lists are free. */
  metered: boolean
  /** Gemini names what it does behind the last colon of the path: `…/models/{model}:generateContent`. */
  verb?: string
  /** What it does with things that lie at the provider; left out for plain calls. */
  object?: ObjectRole
  /** What it costs shows later, if at all: batches, stores that are paid by the day. */
  chargedLater?: boolean
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** An endpoint's part in the life of things that lie at the provider under an id. */
export interface ObjectRole {
  /** Where it goes below the provider's version, `:name` for a parameter; left out where the wire tells. */
  path?: readonly string[]
  /** The kind of each parameter that is an id; one that is not named lies within another and goes with it. */
  ids: Readonly<Record<string, ObjectKind>>
  /** What stands before an id where the provider's names carry their collection (Gemini). */
  prefix?: string
  /** What it makes; the id stands in the answer. */
  makes?: ObjectKind
  /** What it lists; a member is shown the own ones only. */
  lists?: { kind: ObjectKind; pages: PageStyle }
  /** What its path names is gone afterwards. */
  deletes?: boolean
  /** The answer is a file, which tells nothing. */
  bytes?: boolean
  /** What of the query goes on. */
  query: readonly string[]
}

/** How a provider cuts a list into pages: by the id of the last entry, by a token of its own, by number. */
export type PageStyle =
  | { by: 'id'; after: string; before: string }
  | { by: 'token'; token: string; next: string; entries: string; id: string }
  | { by: 'number' }

/** How the pieces of an answer are told apart; `body` is one JSON text, or anything that is only passed on. */
export type Framing = 'sse' | 'ndjson' | 'jsonArray' | 'body'

/** What the pipeline must know of a request before it decides anything. */
export interface Understood {
  /** The model as the client names it, e.g. `gpt-5-mini`; without `models/` in front. */
  model: string | undefined
  /** All of them, where one call names several. */
  models?: string[]
  /** Whether the client asked for a stream. */
  streamed: boolean
  /** `v1` or `v1beta` where the path names a version of the provider's API (Gemini). */
  version?: string
}

/** The parts of a request a dialect looks at. `body` holds the top-level values of the JSON body, or the form's fields. */
export interface RequestFacts {
  /** The path as the client called it, mount included, without the query. */
  path: string
  /** What the route's placeholders stand for; the rest of a wildcard path is named `*`. */
  params: Record<string, string>
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Readonly<Record<string, unknown>>
}

/** What a reader has learned from an answer so far. */
export interface Reading {
  usage: Usage | undefined
  /** The provider's own words on usage. */
  rawUsage: unknown
  /** The provider's own price for the call, where it tells one. */
  reportedCostNanoUsd: number | undefined
  /** The model that really answered, when named. */
  model: string | undefined
  /** True once the answer said that it is whole (`[DONE]`, `message_stop`, a body that parsed). */
  complete: boolean
  /** What the provider reported as an error inside a stream. */
  failure: string | undefined
  /** Characters of generated text seen: the base of an estimate when a stream is cut. */
  outputChars: number
}

/** What to do with one event of a stream. */
export interface EventVerdict {
  /** The last event: it is held back until the ledger row is written. */
  final: boolean
  /** Not to be shown to the client, who did not ask for it. */
  hide: boolean
  /** Bytes to send instead, framing included; undefined sends the original. */
  replacement: Buffer | undefined
}

/** Reads one answer while it passes. Nothing here may throw: a strange answer still belongs to the client. */
export interface AnswerReader {
  readonly reading: Reading
  /** False where the answer is bytes without usage (speech): nothing of it needs to be kept for `readBody`. */
  readonly needsBody: boolean
  /** One whole event with its framing: an SSE event with its blank line, or one NDJSON line. */
  readEvent(event: Buffer): EventVerdict
  /** A whole JSON answer. */
  readBody(body: Buffer): void
}

export interface ReaderOptions {
  /** True when we switched usage on in a stream whose client had not asked for it. */
  hideUsage: boolean
  /** What the client sent: speech is priced by its input's characters, images by their number and size. */
  body: Readonly<Record<string, unknown>>
}

export interface ModelEntry {
  id: string
  /** Epoch seconds when it became known to Keyrack. */
  createdAt: number
  ownedBy: string
}

export interface NativeAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** How one kind of client speaks. */
export interface Dialect {
  name: DialectName
  /** Where it is mounted as well, e.g. `/anthropic`. */
  mount: string
  endpoints: Endpoint[]
  understand(endpoint: Endpoint, facts: RequestFacts): Understood
  /** A refusal in the shape that the dialect's official SDK turns into its own typed exception. */
  refuse(refusal: Refusal, callId: string): NativeAnswer
  /** The same as the last event of a stream that has already begun; undefined where the framing knows none. */
  refuseMidStream(refusal: Refusal, callId: string, framing: Framing): Buffer | undefined
  listModels(models: ModelEntry[]): unknown
  describeModel(model: ModelEntry): unknown
}
