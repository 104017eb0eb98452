import { Mistral } from '@mistralai/mistralai'
import { CohereClientV2 } from 'cohere-ai'
import { Ollama } from 'ollama'
import { AzureOpenAI } from 'openai'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function azureClient(place: Place) {
  return new AzureOpenAI({
    endpoint: place.origin.azure,
    apiKey: place.credential.azure,
    apiVersion: '2025-04-01-preview',
    maxRetries: 0,
  })
}

export function mistralClient(place: Place) {
  return new Mistral({ serverURL: place.origin.mistral, apiKey: place.credential.mistral })
}

export function ollamaClient(place: Place) {
  const headers = { authorization: `Bearer ${place.credential.ollama}` }
  return new Ollama({ host: place.origin.ollama, headers })
}

export function cohereClient(place: Place) {
  const baseUrl = place.origin.cohere
  return new CohereClientV2({ baseUrl, token: place.credential.cohere, maxRetries: 0 })
}

const messages = [{ role: 'user' as const, content: PROMPT }]
const tool = { name: TOOL_NAME, description: 'The weather', parameters: TOOL_SCHEMA }
const tools = [{ type: 'function' as const, function: tool }]

export const azureCases: SdkCase[] = [
  {
    name: 'azure: chat of a deployment',
    family: 'azure',
    endpoint: 'chat.completions',
    model: 'team-gpt-5-mini',
    streamed: false,
    async run(place) {
      const body = { model: 'team-gpt-5-mini', messages }
      return (await azureClient(place).chat.completions.create(body)).choices[0]?.message.content
    },
    gives: ANSWER,
  },
  {
    name: 'azure: chat of a deployment streamed, with the filter results first',
    family: 'azure',
    endpoint: 'chat.completions',
    model: 'team-gpt-5-mini',
    streamed: true,
    async run(place) {
      const body = { model: 'team-gpt-5-mini', messages, stream: true as const }
      const stream = await azureClient(place).chat.completions.create(body)
      let withoutChoices = 0
      const text = await collect(stream, (chunk) => {
        if (chunk.choices.length === 0) withoutChoices++
        return chunk.choices[0]?.delta.content
      })
      return [text, withoutChoices]
    },
    gives: [ANSWER, 1],
  },
  {
    name: 'azure: embeddings of a deployment',
    family: 'azure',
    endpoint: 'embeddings',
    model: 'team-embeddings',
    streamed: false,
    async run(place) {
      const body = { model: 'team-embeddings', input: PROMPT }
      return (await azureClient(place).embeddings.create(body)).data[0]?.embedding
    },
    gives: vectorOf(PROMPT),
  },
  {
    name: 'azure: responses',
    family: 'azure',
    endpoint: 'responses',
    model: 'team-gpt-5-mini',
    streamed: false,
    async run(place) {
      const body = { model: 'team-gpt-5-mini', input: PROMPT }
      return (await azureClient(place).responses.create(body)).output_text
    },
    gives: ANSWER,
  },
]

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
