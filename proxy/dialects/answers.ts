import type { Refusal } from '../base/errors.ts'
import type { NativeAnswer } from './dialect.ts'

/** A refusal's sentence, with its sender: a teammate must see that it was not the provider who spoke. */
export function wordsOf(refusal: Refusal): string {
  return refusal.message.startsWith('Keyrack') ? refusal.message : `Keyrack: ${refusal.message}`
}

/** 529 is Anthropic's own invention; everyone else knows 503. */
export function statusOf(refusal: Refusal): number {
  return refusal.kind === 'overloaded' ? 503 : refusal.status
}

/**
 * An error as JSON. The content type is always there: several SDKs show a bare status without it. A
 * hopeless refusal says `x-should-retry: false`, or the official SDKs would try it again twice.
 */
export function errorAnswer(
  refusal: Refusal,
  callId: string,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): NativeAnswer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-request-id': callId,
      ...(refusal.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(Math.max(0, Math.ceil(refusal.retryAfterSeconds))) }),
      ...(refusal.shouldRetry === undefined
        ? {}
        : { 'x-should-retry': String(refusal.shouldRetry) }),
      ...headers,
    },
    body: JSON.stringify(body),
  }
}

/** The stable name of a refusal as lower-case words: `MEMBER_SUSPENDED` becomes `member_suspended`. */
export function codeOf(refusal: Refusal): string {
  return refusal.code.toLowerCase()
}
