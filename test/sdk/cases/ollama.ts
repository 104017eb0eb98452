import { Ollama } from 'ollama'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function ollamaClient(place: Place) {
  const headers = { authorization: `Bearer ${place.credential.ollama}` }
  return new Ollama({ host: place.origin.ollama, headers })
}

const messages = [{ role: 'user' as const, content: PROMPT }]
const tool = { name: TOOL_NAME, description: 'The weather', parameters: TOOL_SCHEMA }
const tools = [{ type: 'function' as const, function: tool }]

const LLAMA = 'llama4:latest'

export const ollamaCases: SdkCase[] = [
  {
    name: 'ollama: chat',
    family: 'ollama',
    endpoint: 'chat',
    model: LLAMA,
    streamed: false,
    async run(place) {
      return (await ollamaClient(place).chat({ model: LLAMA, messages })).message.content
    },
    gives: ANSWER,
  },
  {
    name: 'ollama: chat streamed',
    family: 'ollama',
    endpoint: 'chat',
    model: LLAMA,
    streamed: true,
    async run(place) {
      const stream = await ollamaClient(place).chat({ model: LLAMA, messages, stream: true })
      return collect(stream, ({ message }) => message.content)
    },
    gives: ANSWER,
  },
  {
    name: 'ollama: tool call',
    family: 'ollama',
    endpoint: 'chat',
    model: LLAMA,
    streamed: false,
    async run(place) {
      const answer = await ollamaClient(place).chat({ model: LLAMA, messages, tools })
      return answer.message.tool_calls?.[0]?.function.arguments
    },
    gives: CITY,
  },
  {
    name: 'ollama: text generated, streamed',
    family: 'ollama',
    endpoint: 'generate',
    model: LLAMA,
    streamed: true,
    async run(place) {
      const body = { model: LLAMA, prompt: PROMPT, stream: true as const }
      return collect(await ollamaClient(place).generate(body), ({ response }) => response)
    },
    gives: ANSWER,
  },
  {
    name: 'ollama: embeddings',
    family: 'ollama',
    endpoint: 'embed',
    model: 'nomic-embed-text:latest',
    streamed: false,
    async run(place) {
      const body = { model: 'nomic-embed-text:latest', input: [PROMPT] }
      return (await ollamaClient(place).embed(body)).embeddings
    },
    gives: [vectorOf(PROMPT)],
  },
]
