import { Mistral } from '@mistralai/mistralai'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function mistralClient(place: Place) {
  return new Mistral({ serverURL: place.origin.mistral, apiKey: place.credential.mistral })
}

const messages = [{ role: 'user' as const, content: PROMPT }]
const tool = { name: TOOL_NAME, description: 'The weather', parameters: TOOL_SCHEMA }
const tools = [{ type: 'function' as const, function: tool }]

const MISTRAL = 'mistral-small-latest'

export const mistralCases: SdkCase[] = [
  {
    name: 'mistral: chat',
    family: 'mistral',
    endpoint: 'chat.completions',
    model: MISTRAL,
    streamed: false,
    async run(place) {
      const answer = await mistralClient(place).chat.complete({ model: MISTRAL, messages })
      return answer.choices[0]?.message?.content
    },
    gives: ANSWER,
  },
  {
    name: 'mistral: chat streamed',
    family: 'mistral',
    endpoint: 'chat.completions',
    model: MISTRAL,
    streamed: true,
    async run(place) {
      const stream = await mistralClient(place).chat.stream({ model: MISTRAL, messages })
      let usage = 0
      const text = await collect(stream, ({ data }) => {
        if (data.usage) usage++
        return String(data.choices[0]?.delta.content ?? '')
      })
      return [text, usage]
    },
    gives: [ANSWER, 1],
  },
  {
    name: 'mistral: tool call streamed',
    family: 'mistral',
    endpoint: 'chat.completions',
    model: MISTRAL,
    streamed: true,
    async run(place) {
      const stream = await mistralClient(place).chat.stream({ model: MISTRAL, messages, tools })
      const given: unknown[] = []
      for await (const { data } of stream) {
        for (const call of data.choices[0]?.delta.toolCalls ?? [])
          given.push(call.function.arguments)
      }
      return given.map((text) => JSON.parse(String(text)))
    },
    gives: [CITY],
  },
  {
    name: 'mistral: code filled in the middle',
    family: 'mistral',
    endpoint: 'fim.completions',
    model: 'codestral-latest',
    streamed: false,
    async run(place) {
      const body = { model: 'codestral-latest', prompt: 'const key = ', suffix: '// 9 words' }
      return (await mistralClient(place).fim.complete(body)).choices[0]?.message?.content
    },
    gives: ANSWER,
  },
  {
    name: 'mistral: embeddings',
    family: 'mistral',
    endpoint: 'embeddings',
    model: 'mistral-embed',
    streamed: false,
    async run(place) {
      const body = { model: 'mistral-embed', inputs: [PROMPT] }
      return (await mistralClient(place).embeddings.create(body)).data[0]?.embedding
    },
    gives: vectorOf(PROMPT),
  },
]
