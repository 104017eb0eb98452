import type { IncomingHttpHeaders } from 'node:http'
import type { Usage } from '../../proxy/contract/calls.ts'
import type { Parts } from './parts.ts'
import type { Shelf } from './shelf.ts'

export const FAMILIES = [
  'openai',
  'anthropic',
  'gemini',
  'azure',
  'mistral',
  'ollama',
  'cohere',
  'openrouter',
] as const
export type FamilyName = (typeof FAMILIES)[number]

/** One request, read whole, as a family's pure answer function sees it. */
export interface Ask {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  json: Readonly<Record<string, unknown>>
  form: FormData | undefined
  /** Text of the form's files, by the name of their field. */
  files: ReadonlyMap<string, string>
  model: string
  /** What this call uses up: the same for the same prompt, so that a test can predict it. */
  parts: Parts
  /** What lies under this vendor's key. */
  shelf: Shelf
}

/** What the vendor said the call used: its own words, and the same in Keyrack's buckets. */
export interface Told {
  raw: unknown
  usage: Partial<Usage>
  /** The vendor's own price in dollars, where it tells one. */
  costUsd?: number
}

export interface Answer {
  status?: number
  type: string
  headers?: Record<string, string>
  /** A whole body, or the events of a stream with their framing. */
  body?: string | Buffer
  events?: string[]
  /** Undefined where this endpoint reports nothing. */
  told?: Told
}

/** One vendor: how it wants its credential, how it errs, what it answers. Pure. */
export interface Family {
  name: FamilyName
  /** What an administrator would type as the base URL, after the origin. */
  basePath: string
  models: string[]
  credential(headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined
  /** What the real vendor answers to a wrong key (Google: 400). */
  badKeyStatus: number
  error(status: number, message: string): unknown
  /** The same as an event of a stream that has begun. */
  errorEvent(message: string): string
  /** Sent with every answer: what a proxy must not hand on. */
  headers: Record<string, string>
  answer(ask: Ask): Answer | undefined
}

export function bearer(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
}

export function json(body: unknown, told?: Told): Answer {
  return { type: 'application/json', body: JSON.stringify(body), ...(told ? { told } : {}) }
}

export function sse(events: string[], told?: Told): Answer {
  return { type: 'text/event-stream; charset=utf-8', events, ...(told ? { told } : {}) }
}

/** `data: {…}` with its blank line, after `event: name` when there is one. */
export function event(data: unknown, name?: string): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return `${name ? `event: ${name}\n` : ''}data: ${text}\n\n`
}
