import type { Refusal, RefusalKind } from '../base/errors.ts'
import { dataEvent } from '../base/sse.ts'
import { codeOf, errorAnswer, statusOf, wordsOf } from './answers.ts'
import type { Dialect, Endpoint, ModelEntry } from './dialect.ts'
import { call, modelEndpoints, understandBody } from './endpoints.ts'
import { mistralObjects } from './mistralObjects.ts'

const endpoints: Endpoint[] = [
  call('chat.completions', 'openai.chat', ['/v1/chat/completions'], {
    mountedPaths: ['/chat/completions'],
  }),
  call('fim.completions', 'mistral.fim', ['/v1/fim/completions'], {
    mountedPaths: ['/fim/completions'],
  }),
  call('embeddings', 'openai.embeddings', ['/v1/embeddings'], { mountedPaths: ['/embeddings'] }),
  call('moderations', 'openai.moderations', ['/v1/moderations'], {
    mountedPaths: ['/moderations'],
    metered: false,
  }),
  call('audio.transcriptions', 'openai.transcriptions', ['/v1/audio/transcriptions'], {
    mountedPaths: ['/audio/transcriptions'],
    body: 'multipart',
  }),
  ...mistralObjects(),
  ...modelEndpoints(['/v1/models'], ['/models']),
]

const TYPES: Record<RefusalKind, string> = {
  authentication: 'unauthorized',
  forbidden: 'forbidden',
  invalid: 'invalid_request_error',
  notFound: 'not_found',
  tooLarge: 'request_too_large',
  rate: 'rate_limited',
  quota: 'rate_limited',
  unavailable: 'service_unavailable',
  upstream: 'upstream_error',
  overloaded: 'service_unavailable',
  timeout: 'timeout',
  internal: 'internal_server_error',
}

/** Of Mistral's several error shapes the one with a `code` that is a text: all its clients read it. */
function errorBody(refusal: Refusal) {
  return {
    object: 'error',
    message: wordsOf(refusal),
    type: TYPES[refusal.kind],
    param: null,
    code: codeOf(refusal),
  }
}

function describe(model: ModelEntry) {
  return {
    id: model.id,
    object: 'model',
    created: model.createdAt,
    owned_by: model.ownedBy,
    name: model.id,
    // The SDK cannot type an entry without it.
    type: 'base',
    aliases: [],
    capabilities: {
      completion_chat: true,
      completion_fim: false,
      function_calling: true,
      fine_tuning: false,
      vision: false,
    },
  }
}

/** Mistral: nearly OpenAI, with errors and a model list of its own. */
export const mistral: Dialect = {
  name: 'mistral',
  mount: '/mistral',
  endpoints,
  understand(endpoint, facts) {
    const understood = understandBody(endpoint, facts)
    const byDefault = endpoint.name === 'moderations' ? 'mistral-moderation-latest' : undefined
    return { ...understood, model: understood.model ?? byDefault }
  },
  refuse: (refusal, callId) => errorAnswer(refusal, callId, statusOf(refusal), errorBody(refusal)),
  refuseMidStream: (refusal, _callId, framing) =>
    framing === 'sse' ? dataEvent(JSON.stringify(errorBody(refusal))) : undefined,
  listModels: (models) => ({ object: 'list', data: models.map(describe) }),
  describeModel: describe,
}
