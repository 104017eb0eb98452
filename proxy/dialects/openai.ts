import type { Dialect, Endpoint, ModelEntry } from './dialect.ts'
import { call, modelEndpoints, understandBody, withoutVersion } from './endpoints.ts'
import { refuseAsOpenai, refuseMidStreamAsOpenai } from './openaiErrors.ts'
import { openaiObjects } from './openaiObjects.ts'

const endpoints: Endpoint[] = [
  call('chat.completions', 'openai.chat', withoutVersion('/chat/completions')),
  call('responses', 'openai.responses', withoutVersion('/responses')),
  call('completions', 'openai.completions', withoutVersion('/completions')),
  call('embeddings', 'openai.embeddings', withoutVersion('/embeddings')),
  call('images.generations', 'openai.images', withoutVersion('/images/generations')),
  call('images.edits', 'openai.imageEdits', withoutVersion('/images/edits'), {
    body: 'jsonOrMultipart',
  }),
  call('audio.speech', 'openai.speech', withoutVersion('/audio/speech')),
  call('audio.transcriptions', 'openai.transcriptions', withoutVersion('/audio/transcriptions'), {
    body: 'multipart',
  }),
  call('audio.translations', 'openai.translations', withoutVersion('/audio/translations'), {
    body: 'multipart',
  }),
  call('moderations', 'openai.moderations', withoutVersion('/moderations'), { metered: false }),
  ...openaiObjects(withoutVersion),
  ...modelEndpoints(withoutVersion('/models')),
]

/** Endpoints at which the API itself chooses a model when the call names none. */
const DEFAULT_MODELS: Record<string, string> = {
  moderations: 'omni-moderation-latest',
}

/** OpenAI's own API, which most other vendors and local servers speak as well. */
export const openai: Dialect = {
  name: 'openai',
  mount: '/openai',
  endpoints,
  understand(endpoint, facts) {
    const understood = understandBody(endpoint, facts)
    const byDefault = DEFAULT_MODELS[endpoint.name]
    // Speech is streamed as events only when its own field says so; its bytes need no reading.
    const streamed =
      endpoint.wire === 'openai.speech' ? facts.body.stream_format === 'sse' : understood.streamed
    return { model: understood.model ?? byDefault, streamed }
  },
  refuse: refuseAsOpenai,
  refuseMidStream: refuseMidStreamAsOpenai,
  listModels: listAsOpenai,
  describeModel: describeAsOpenai,
}

export function listAsOpenai(models: ModelEntry[]) {
  return { object: 'list', data: models.map(describeAsOpenai) }
}

export function describeAsOpenai(model: ModelEntry) {
  return { id: model.id, object: 'model', created: model.createdAt, owned_by: model.ownedBy }
}
