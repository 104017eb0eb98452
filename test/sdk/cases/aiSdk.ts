import { createAnthropic } from '@ai-sdk/anthropic'
import { createAzure } from '@ai-sdk/azure'
import { createCohere } from '@ai-sdk/cohere'
import { createGoogle } from '@ai-sdk/google'
import { createMistral } from '@ai-sdk/mistral'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  embed,
  generateText,
  jsonSchema,
  type LanguageModel,
  streamText,
  type ToolSet,
  tool,
} from 'ai'
import type { FamilyName } from '../../vendor/family.ts'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

interface Row {
  name: string
  family: FamilyName
  model: string
  endpoint: string
  streamEndpoint?: string
  open(place: Place): LanguageModel
}

/** Each provider of the AI SDK, as its own documentation has it configured for a proxy. */
const ROWS: Row[] = [
  {
    name: 'openai',
    family: 'openai',
    model: 'gpt-5-mini',
    endpoint: 'responses',
    open: ({ origin, credential }) =>
      createOpenAI({ baseURL: `${origin.openai}/v1`, apiKey: credential.openai })('gpt-5-mini'),
  },
  {
    name: 'openai chat',
    family: 'openai',
    model: 'gpt-5-mini',
    endpoint: 'chat.completions',
    open: ({ origin, credential }) =>
      createOpenAI({ baseURL: `${origin.openai}/v1`, apiKey: credential.openai }).chat(
        'gpt-5-mini',
      ),
  },
  {
    name: 'anthropic',
    family: 'anthropic',
    model: 'claude-opus-5-5',
    endpoint: 'messages',
    open: ({ origin, credential }) =>
      createAnthropic({ baseURL: `${origin.anthropic}/v1`, apiKey: credential.anthropic })(
        'claude-opus-5-5',
      ),
  },
  {
    name: 'google',
    family: 'gemini',
    model: 'gemini-2.5-pro',
    endpoint: 'generateContent',
    streamEndpoint: 'streamGenerateContent',
    open: ({ origin, credential }) =>
      createGoogle({ baseURL: `${origin.gemini}/v1beta`, apiKey: credential.gemini })(
        'gemini-2.5-pro',
      ),
  },
  {
    name: 'mistral',
    family: 'mistral',
    model: 'mistral-small-latest',
    endpoint: 'chat.completions',
    open: ({ origin, credential }) =>
      createMistral({ baseURL: `${origin.mistral}/v1`, apiKey: credential.mistral })(
        'mistral-small-latest',
      ),
  },
  {
    name: 'azure',
    family: 'azure',
    model: 'team-gpt-5-mini',
    endpoint: 'chat.completions',
    open: ({ origin, credential }) =>
      createAzure({ baseURL: `${origin.azure}/openai`, apiKey: credential.azure }).chat(
        'team-gpt-5-mini',
      ),
  },
  {
    name: 'azure by deployment',
    family: 'azure',
    model: 'team-gpt-5-mini',
    endpoint: 'chat.completions',
    open: ({ origin, credential }) =>
      createAzure({
        baseURL: `${origin.azure}/openai`,
        apiKey: credential.azure,
        useDeploymentBasedUrls: true,
        apiVersion: '2025-04-01-preview',
      }).chat('team-gpt-5-mini'),
  },
  {
    name: 'cohere',
    family: 'cohere',
    model: 'command-a-03-2025',
    endpoint: 'chat',
    open: ({ origin, credential }) =>
      createCohere({ baseURL: `${origin.cohere}/v2`, apiKey: credential.cohere })(
        'command-a-03-2025',
      ),
  },
  {
    name: 'openai-compatible',
    family: 'openrouter',
    model: 'openai/gpt-5-mini',
    endpoint: 'chat.completions',
    open: ({ origin, credential }) =>
      createOpenAICompatible({
        name: 'team',
        baseURL: `${origin.openrouter}/v1`,
        apiKey: credential.openrouter,
      })('openai/gpt-5-mini'),
  },
]

const tools: ToolSet = {
  [TOOL_NAME]: tool({
    description: 'The weather',
    inputSchema: jsonSchema<typeof CITY>(TOOL_SCHEMA),
  }),
}
const quiet = { maxRetries: 0, maxOutputTokens: 400 } as const

export const aiSdkCases: SdkCase[] = ROWS.flatMap((row) => [
  {
    ...asks(row, 'text', row.endpoint, false),
    run: async (place: Place) =>
      (await generateText({ model: row.open(place), prompt: PROMPT, ...quiet })).text,
    gives: ANSWER,
  },
  {
    ...asks(row, 'text streamed', row.streamEndpoint ?? row.endpoint, true),
    run: async (place: Place) => {
      const result = streamText({ model: row.open(place), prompt: PROMPT, ...quiet })
      return collect(result.textStream, (piece) => piece)
    },
    gives: ANSWER,
  },
  {
    ...asks(row, 'tool call', row.endpoint, false),
    run: async (place: Place) => {
      const body = { model: row.open(place), prompt: PROMPT, tools, ...quiet }
      return (await generateText(body)).toolCalls[0]?.input
    },
    gives: CITY,
  },
])

aiSdkCases.push({
  name: 'ai sdk openai: embedding',
  family: 'openai',
  endpoint: 'embeddings',
  model: 'text-embedding-3-small',
  streamed: false,
  run: async ({ origin, credential }) => {
    const open = createOpenAI({ baseURL: `${origin.openai}/v1`, apiKey: credential.openai })
    const model = open.embedding('text-embedding-3-small')
    return (await embed({ model, value: PROMPT, maxRetries: 0 })).embedding
  },
  gives: vectorOf(PROMPT),
})

function asks(row: Row, what: string, endpoint: string, streamed: boolean) {
  const { family, model } = row
  return { name: `ai sdk ${row.name}: ${what}`, family, model, endpoint, streamed }
}
