import type { Refusal } from '../base/errors.ts'
import { errorAnswer, statusOf, wordsOf } from './answers.ts'
import type { Dialect, Endpoint, ModelEntry } from './dialect.ts'
import { call, text } from './endpoints.ts'

/** Only what asks a model something: pulling, pushing and deleting models stays with the administrator. */
const endpoints: Endpoint[] = [
  call('chat', 'ollama.chat', ['/api/chat']),
  call('generate', 'ollama.generate', ['/api/generate']),
  call('embed', 'ollama.embed', ['/api/embed']),
  call('embeddings', 'ollama.embeddings', ['/api/embeddings']),
  {
    name: 'tags',
    kind: 'models',
    method: 'GET',
    paths: ['/api/tags'],
    body: 'none',
    metered: false,
  },
]

function errorBody(refusal: Refusal) {
  return { error: wordsOf(refusal) }
}

function describe(model: ModelEntry) {
  return {
    name: model.id,
    model: model.id,
    modified_at: new Date(model.createdAt * 1000).toISOString(),
    size: 0,
    digest: '',
    details: {
      parent_model: '',
      format: '',
      family: '',
      families: [],
      parameter_size: '',
      quantization_level: '',
    },
  }
}

/** Ollama's native API. It streams unless the call says `"stream": false`. */
export const ollama: Dialect = {
  name: 'ollama',
  mount: '/ollama',
  endpoints,
  understand(endpoint, { body }) {
    const canStream = endpoint.wire === 'ollama.chat' || endpoint.wire === 'ollama.generate'
    return { model: text(body.model), streamed: canStream && body.stream !== false }
  },
  refuse: (refusal, callId) => errorAnswer(refusal, callId, statusOf(refusal), errorBody(refusal)),
  refuseMidStream: (refusal, _callId, framing) =>
    framing === 'ndjson' ? Buffer.from(`${JSON.stringify(errorBody(refusal))}\n`) : undefined,
  listModels: (models) => ({ models: models.map(describe) }),
  describeModel: describe,
}
