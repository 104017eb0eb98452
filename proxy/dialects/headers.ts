import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { DialectName } from '../contract/providers.ts'

/**
 * What a client may tell the provider, by dialect. Built from nothing, never by striking out: a header that
 * nobody thought of (a cookie, `x-forwarded-for`, a tenant selector such as `openai-organization`,
 * `anthropic-workspace-id` or `x-goog-user-project`, everything `connection` names) cannot slip through.
 */
const ALWAYS = ['content-type', 'accept']
const TO_UPSTREAM: Record<DialectName, readonly string[]> = {
  openai: [...ALWAYS, 'openai-beta'],
  azure: [...ALWAYS, 'openai-beta'],
  anthropic: [...ALWAYS, 'anthropic-version', 'anthropic-beta'],
  gemini: ALWAYS,
  mistral: ALWAYS,
  ollama: ALWAYS,
  cohere: ALWAYS,
}

/** The version that every client sent before it became configurable. */
const ANTHROPIC_VERSION = '2023-06-01'

/** The request headers for the provider, all but the credential. */
export function upstreamHeaders(
  dialect: DialectName,
  incoming: IncomingHttpHeaders,
  { memberId }: { memberId: string },
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': 'Keyrack',
    // Usage is read from the answer as it passes, so it must not be compressed.
    'accept-encoding': 'identity',
  }
  for (const name of TO_UPSTREAM[dialect]) {
    const value = incoming[name]
    if (typeof value === 'string' && value !== '') headers[name] = value
  }
  if (dialect === 'anthropic') headers['anthropic-version'] ??= ANTHROPIC_VERSION
  const idempotencyKey = incoming['idempotency-key']
  if (typeof idempotencyKey === 'string' && idempotencyKey !== '')
    headers['idempotency-key'] = memberScoped(idempotencyKey, memberId)
  return headers
}

/** Two members behind one provider key could otherwise fetch each other's answers by guessing the key. */
function memberScoped(idempotencyKey: string, memberId: string): string {
  const hash = createHash('sha256').update(`${memberId}\n${idempotencyKey}`).digest('base64url')
  return `keyrack-${hash}`
}

/**
 * What a provider may tell the client. `set-cookie`, `location`, `server`, organisation ids and the rate
 * limits of the shared key stay here: they would tie clients to the provider's account, or tell about it.
 */
const TO_CLIENT = [
  'content-type',
  'x-should-retry',
  'openai-processing-ms',
  'openai-version',
] as const

/** The Anthropic SDK sleeps however long it is told: a hostile provider could hold a client for weeks. */
const LONGEST_RETRY_SECONDS = 3600

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>

/** The answer headers for the client, all but our own. */
export function clientHeaders(upstream: AnswerHeaders): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of TO_CLIENT) {
    const value = upstream[name]
    if (typeof value === 'string') headers[name] = value
  }
  const { 'retry-after': seconds, 'retry-after-ms': millis } = upstream
  if (seconds !== undefined && Number(seconds) >= 0)
    headers['retry-after'] = String(Math.min(Number(seconds), LONGEST_RETRY_SECONDS))
  if (millis !== undefined && Number(millis) >= 0)
    headers['retry-after-ms'] = String(Math.min(Number(millis), LONGEST_RETRY_SECONDS * 1000))
  return headers
}
