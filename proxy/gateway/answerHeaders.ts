import { type AnswerHeaders, clientHeaders } from '../dialects/headers.ts'

/** The headers of a provider's answer as the client gets them: the allowed ones, and our own. */
export function answerHeaders(upstream: AnswerHeaders, callName: string): Record<string, string> {
  return {
    ...clientHeaders(upstream),
    'x-request-id': callName,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Keeps a reverse proxy in between from collecting a stream before it passes it on.
    'x-accel-buffering': 'no',
  }
}
