import type { Wire } from '../contract/wires.ts'
import type { Dialect, Endpoint } from './dialect.ts'
import { call, modelEndpoints, text, understandBody } from './endpoints.ts'
import { describeAsOpenai, listAsOpenai } from './openai.ts'
import { refuseAsOpenai, refuseMidStreamAsOpenai } from './openaiErrors.ts'
import { openaiObjects } from './openaiObjects.ts'

function deployment(
  name: string,
  wire: Wire,
  path: string,
  body: Endpoint['body'] = 'json',
): Endpoint {
  return call(name, wire, [`/openai/deployments/:deployment${path}`], { body })
}

/** New-style paths, and the same without `/v1`: SDKs call those when the host is not Azure's own. */
function withAndWithoutV1(path: string): string[] {
  return [`/openai/v1${path}`, `/openai${path}`]
}

const endpoints: Endpoint[] = [
  deployment('chat.completions', 'azure.chat', '/chat/completions'),
  deployment('completions', 'azure.completions', '/completions'),
  deployment('embeddings', 'azure.embeddings', '/embeddings'),
  deployment('images.generations', 'azure.images', '/images/generations'),
  deployment('images.edits', 'azure.imageEdits', '/images/edits', 'jsonOrMultipart'),
  deployment('audio.speech', 'azure.speech', '/audio/speech'),
  deployment('audio.transcriptions', 'azure.transcriptions', '/audio/transcriptions', 'multipart'),
  deployment('audio.translations', 'azure.translations', '/audio/translations', 'multipart'),
  call('chat.completions', 'openai.chat', withAndWithoutV1('/chat/completions')),
  call('responses', 'openai.responses', withAndWithoutV1('/responses')),
  call('completions', 'openai.completions', withAndWithoutV1('/completions')),
  call('embeddings', 'openai.embeddings', withAndWithoutV1('/embeddings')),
  call('images.generations', 'openai.images', withAndWithoutV1('/images/generations')),
  call('images.edits', 'openai.imageEdits', withAndWithoutV1('/images/edits'), {
    body: 'jsonOrMultipart',
  }),
  call('audio.speech', 'openai.speech', withAndWithoutV1('/audio/speech')),
  call('audio.transcriptions', 'openai.transcriptions', withAndWithoutV1('/audio/transcriptions'), {
    body: 'multipart',
  }),
  call('audio.translations', 'openai.translations', withAndWithoutV1('/audio/translations'), {
    body: 'multipart',
  }),
  ...openaiObjects(withAndWithoutV1),
  ...modelEndpoints(withAndWithoutV1('/models')),
]

/** Azure OpenAI: the deployment in the path decides, never the model in the body. */
export const azure: Dialect = {
  name: 'azure',
  mount: '/azure',
  endpoints,
  understand(endpoint, facts) {
    const understood = understandBody(endpoint, facts)
    const isDeployment = endpoint.wire?.startsWith('azure.') ?? false
    const isSpeech = endpoint.wire === 'azure.speech' || endpoint.wire === 'openai.speech'
    return {
      model: isDeployment ? text(facts.params.deployment) : understood.model,
      streamed: isSpeech ? facts.body.stream_format === 'sse' : understood.streamed,
    }
  },
  refuse: refuseAsOpenai,
  refuseMidStream: refuseMidStreamAsOpenai,
  listModels: listAsOpenai,
  describeModel: describeAsOpenai,
}
