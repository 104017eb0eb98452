import { AzureOpenAI } from 'openai'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, collect, PROMPT, type SdkCase } from '../sdkCase.ts'

export function azureClient(place: Place) {
  return new AzureOpenAI({
    endpoint: place.origin.azure,
    apiKey: place.credential.azure,
    apiVersion: '2025-04-01-preview',
    maxRetries: 0,
  })
}

const messages = [{ role: 'user' as const, content: PROMPT }]

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
