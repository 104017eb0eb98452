import type { Refusal, RefusalKind } from '../base/errors.ts'
import { dataEvent } from '../base/sse.ts'
import { errorAnswer, wordsOf } from './answers.ts'
import { anthropicObjects, modelsInBatch } from './anthropicObjects.ts'
import type { Dialect, Endpoint, ModelEntry } from './dialect.ts'
import { call, modelEndpoints, understandBody } from './endpoints.ts'

/** The SDK adds `/v1` itself, so a base URL pasted with it calls `/v1/v1/…`; the AI SDK adds nothing. */
function versioned(path: string): string[] {
  return [`/v1${path}`, `/v1/v1${path}`]
}

const endpoints: Endpoint[] = [
  call('messages', 'anthropic.messages', versioned('/messages'), { mountedPaths: ['/messages'] }),
  call('messages.countTokens', 'anthropic.countTokens', versioned('/messages/count_tokens'), {
    mountedPaths: ['/messages/count_tokens'],
    metered: false,
  }),
  ...anthropicObjects(versioned),
  ...modelEndpoints(versioned('/models'), ['/models']),
]

const TYPES: Record<RefusalKind, string> = {
  authentication: 'authentication_error',
  forbidden: 'permission_error',
  invalid: 'invalid_request_error',
  notFound: 'not_found_error',
  tooLarge: 'request_too_large',
  rate: 'rate_limit_error',
  quota: 'rate_limit_error',
  unavailable: 'api_error',
  upstream: 'api_error',
  overloaded: 'overloaded_error',
  timeout: 'timeout_error',
  internal: 'api_error',
}

function errorBody(refusal: Refusal, callId: string) {
  return {
    type: 'error',
    error: {
      type: TYPES[refusal.kind],
      message: wordsOf(refusal),
      ...(refusal.kind === 'quota' && { details: { error_code: 'enforced_spend_limit_reached' } }),
    },
    request_id: callId,
  }
}

function describe(model: ModelEntry) {
  return {
    type: 'model',
    id: model.id,
    display_name: model.id,
    created_at: new Date(model.createdAt * 1000).toISOString(),
  }
}

/** Anthropic's Messages API. */
export const anthropic: Dialect = {
  name: 'anthropic',
  mount: '/anthropic',
  endpoints,
  understand(endpoint, facts) {
    if (endpoint.wire !== 'anthropic.objects') return understandBody(endpoint, facts)
    const models = [...new Set(modelsInBatch(facts.body))]
    return { model: models[0], streamed: false, ...(models.length > 1 && { models }) }
  },
  refuse: (refusal, callId) =>
    errorAnswer(refusal, callId, refusal.status, errorBody(refusal, callId), {
      'request-id': callId,
    }),
  refuseMidStream: (refusal, callId, framing) =>
    framing === 'sse' ? dataEvent(JSON.stringify(errorBody(refusal, callId)), 'error') : undefined,
  listModels: (models) => ({
    data: models.map(describe),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }),
  describeModel: describe,
}
