import { dataEvent } from '../base/sse.ts'
import { errorAnswer, statusOf, wordsOf } from './answers.ts'
import type { Dialect, Endpoint, ModelEntry } from './dialect.ts'
import { call, modelEndpoints, understandBody } from './endpoints.ts'

const endpoints: Endpoint[] = [
  call('chat', 'cohere.chat', ['/v2/chat'], { mountedPaths: ['/chat'] }),
  call('embed', 'cohere.embed', ['/v2/embed'], { mountedPaths: ['/embed'] }),
  call('rerank', 'cohere.rerank', ['/v2/rerank'], { mountedPaths: ['/rerank'] }),
  ...modelEndpoints(['/v1/models']),
]

function endpointsOf(id: string): string[] {
  if (id.startsWith('rerank')) return ['rerank']
  if (id.startsWith('embed')) return ['embed']
  return ['chat']
}

function describe(model: ModelEntry) {
  return { name: model.id, endpoints: endpointsOf(model.id), finetuned: false }
}

/** Cohere's API, version 2. */
export const cohere: Dialect = {
  name: 'cohere',
  mount: '/cohere',
  endpoints,
  understand: understandBody,
  refuse: (refusal, callId) =>
    errorAnswer(refusal, callId, statusOf(refusal), { id: callId, message: wordsOf(refusal) }),
  // Cohere has no error event: its streams end with a reason, and this one is `ERROR`.
  refuseMidStream: (refusal, callId, framing) =>
    framing === 'sse'
      ? dataEvent(
          JSON.stringify({
            type: 'message-end',
            id: callId,
            delta: { finish_reason: 'ERROR', error: wordsOf(refusal) },
          }),
          'message-end',
        )
      : undefined,
  listModels: (models) => ({ models: models.map(describe) }),
  describeModel: describe,
}
