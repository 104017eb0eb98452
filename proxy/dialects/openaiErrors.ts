import type { Refusal, RefusalKind } from '../base/errors.ts'
import { dataEvent } from '../base/sse.ts'
import { codeOf, errorAnswer, statusOf, wordsOf } from './answers.ts'
import type { Framing, NativeAnswer } from './dialect.ts'

const TYPES: Record<RefusalKind, string> = {
  authentication: 'invalid_request_error',
  forbidden: 'permission_error',
  invalid: 'invalid_request_error',
  notFound: 'invalid_request_error',
  tooLarge: 'invalid_request_error',
  rate: 'requests',
  quota: 'insufficient_quota',
  unavailable: 'server_error',
  upstream: 'server_error',
  overloaded: 'server_error',
  timeout: 'server_error',
  internal: 'server_error',
}

/** `error.code` where OpenAI has a word of its own that programs look for. */
function openaiCode(refusal: Refusal): string {
  if (refusal.kind === 'authentication') return 'invalid_api_key'
  if (refusal.kind === 'rate') return 'rate_limit_exceeded'
  if (refusal.kind === 'quota') return 'insufficient_quota'
  if (refusal.code === 'MODEL_UNKNOWN') return 'model_not_found'
  if (refusal.code === 'PATH_UNKNOWN') return 'unknown_url'
  return codeOf(refusal)
}

function errorObject(refusal: Refusal) {
  const isAboutModel = refusal.code.startsWith('MODEL_')
  return {
    message: wordsOf(refusal),
    type: TYPES[refusal.kind],
    param: isAboutModel ? 'model' : null,
    code: openaiCode(refusal),
  }
}

/** The error shape of OpenAI, Azure and everything compatible. */
export function refuseAsOpenai(refusal: Refusal, callId: string): NativeAnswer {
  const seconds = refusal.retryAfterSeconds
  return errorAnswer(
    refusal,
    callId,
    statusOf(refusal),
    { error: errorObject(refusal) },
    // The SDK reads the milliseconds first, and waits exactly that long.
    seconds === undefined
      ? {}
      : { 'retry-after-ms': String(Math.max(0, Math.ceil(seconds * 1000))) },
  )
}

/**
 * The last event of a broken stream. One object serves both streams: chat clients look for `error`,
 * Responses clients for `type: "error"`.
 */
export function refuseMidStreamAsOpenai(
  refusal: Refusal,
  _callId: string,
  framing: Framing,
): Buffer | undefined {
  if (framing !== 'sse') return undefined
  const error = errorObject(refusal)
  return dataEvent(
    JSON.stringify({
      type: 'error',
      sequence_number: 0,
      code: error.code,
      message: error.message,
      param: error.param,
      error,
    }),
  )
}
