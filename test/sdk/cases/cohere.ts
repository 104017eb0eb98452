import { CohereClientV2 } from 'cohere-ai'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function cohereClient(place: Place) {
  const baseUrl = place.origin.cohere
  return new CohereClientV2({ baseUrl, token: place.credential.cohere, maxRetries: 0 })
}

const messages = [{ role: 'user' as const, content: PROMPT }]
const tool = { name: TOOL_NAME, description: 'The weather', parameters: TOOL_SCHEMA }
const tools = [{ type: 'function' as const, function: tool }]

const COMMAND = 'command-a-03-2025'

export const cohereCases: SdkCase[] = [
  {
    name: 'cohere: chat',
    family: 'cohere',
    endpoint: 'chat',
    model: COMMAND,
    streamed: false,
    async run(place) {
      const answer = await cohereClient(place).chat({ model: COMMAND, messages })
      const first = answer.message.content?.[0]
      return first?.type === 'text' && first.text
    },
    gives: ANSWER,
  },
  {
    name: 'cohere: chat streamed',
    family: 'cohere',
    endpoint: 'chat',
    model: COMMAND,
    streamed: true,
    async run(place) {
      const stream = await cohereClient(place).chatStream({ model: COMMAND, messages })
      return collect(stream, (event) =>
        event.type === 'content-delta' ? event.delta?.message?.content?.text : '',
      )
    },
    gives: ANSWER,
  },
  {
    name: 'cohere: tool call',
    family: 'cohere',
    endpoint: 'chat',
    model: COMMAND,
    streamed: false,
    async run(place) {
      const answer = await cohereClient(place).chat({ model: COMMAND, messages, tools })
      return JSON.parse(answer.message.toolCalls?.[0]?.function?.arguments ?? 'null')
    },
    gives: CITY,
  },
  {
    name: 'cohere: embeddings',
    family: 'cohere',
    endpoint: 'embed',
    model: 'embed-v4.0',
    streamed: false,
    async run(place) {
      const answer = await cohereClient(place).embed({
        model: 'embed-v4.0',
        inputType: 'search_query',
        embeddingTypes: ['float'],
        texts: [PROMPT],
      })
      return answer.embeddings.float
    },
    gives: [vectorOf(PROMPT)],
  },
  {
    name: 'cohere: documents ranked',
    family: 'cohere',
    endpoint: 'rerank',
    model: 'rerank-v3.5',
    streamed: false,
    async run(place) {
      const body = { model: 'rerank-v3.5', query: PROMPT, documents: ['one', 'two'] }
      return (await cohereClient(place).rerank(body)).results.map(({ index }) => index)
    },
    gives: [0, 1],
  },
]
