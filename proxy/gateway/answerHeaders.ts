import { type AnswerHeaders, clientHeaders } from '../dialects/headers.ts'

/**
 * The headers of a provider's answer as the client gets them: the allowed ones, and our own. A flat list of
 * names and values, which Node sends as it is.
 */
export function answerHeaders(upstream: AnswerHeaders, callName: string): string[] {
  const headers = [
    'x-request-id',
    callName,
    'cache-control',
    'no-store',
    'x-content-type-options',
    'nosniff',
    // Keeps a reverse proxy in between from collecting a stream before it passes it on.
    'x-accel-buffering',
    'no',
  ]
  const passed = clientHeaders(upstream)
  for (const name in passed) headers.push(name, passed[name] ?? '')
  return headers
}
