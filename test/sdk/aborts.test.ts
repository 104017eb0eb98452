import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FamilyName } from '../vendor/family.ts'
import { anthropicClient } from './cases/anthropic.ts'
import { cohereClient } from './cases/cohere.ts'
import { geminiClient } from './cases/gemini.ts'
import { mistralClient } from './cases/mistral.ts'
import { ollamaClient } from './cases/ollama.ts'
import { openaiClient } from './cases/openai.ts'
import { keyrackPlace, type Place } from './place.ts'
import { PROMPT } from './sdkCase.ts'
import { startTeam, type Team } from './team.ts'
import { until } from './until.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

const messages = [{ role: 'user' as const, content: PROMPT }]

/** Reads one piece of a stream, then does what this SDK's users do to stop it. */
async function readOne<T>(stream: AsyncIterable<T>, stop: () => void): Promise<void> {
  for await (const _ of stream) {
    stop()
    break
  }
}

interface Row {
  sdk: string
  family: FamilyName
  leave(place: Place, left: AbortController): Promise<unknown>
}

const ROWS: Row[] = [
  {
    sdk: 'openai, by leaving the loop',
    family: 'openai',
    leave: async (place) => {
      const body = { model: 'gpt-5-mini', messages, stream: true as const }
      await readOne(await openaiClient(place).chat.completions.create(body), () => undefined)
    },
  },
  {
    sdk: 'openai responses, by its controller',
    family: 'openai',
    leave: async (place) => {
      const body = { model: 'gpt-5-mini', input: PROMPT, stream: true as const }
      const stream = await openaiClient(place).responses.create(body)
      await readOne(stream, () => stream.controller.abort())
    },
  },
  {
    sdk: '@anthropic-ai/sdk, by abort()',
    family: 'anthropic',
    leave: async (place) => {
      const body = { model: 'claude-sonnet-5-5', max_tokens: 99, messages }
      const stream = anthropicClient(place).messages.stream(body)
      await readOne(stream, () => stream.abort())
    },
  },
  {
    sdk: '@google/genai, by a signal',
    family: 'gemini',
    leave: async (place, left) => {
      const stream = await geminiClient(place).models.generateContentStream({
        model: 'gemini-2.5-flash',
        contents: PROMPT,
        config: { abortSignal: left.signal },
      })
      await readOne(stream, () => left.abort())
    },
  },
  {
    sdk: '@mistralai/mistralai, by a signal',
    family: 'mistral',
    leave: async (place, left) => {
      const body = { model: 'mistral-small-latest', messages }
      const options = { fetchOptions: { signal: left.signal } }
      await readOne(await mistralClient(place).chat.stream(body, options), () => left.abort())
    },
  },
  {
    sdk: 'ollama, by abort()',
    family: 'ollama',
    leave: async (place) => {
      const body = { model: 'llama4:latest', messages, stream: true as const }
      const stream = await ollamaClient(place).chat(body)
      await readOne(stream, () => stream.abort())
    },
  },
  {
    sdk: 'cohere-ai, by a signal',
    family: 'cohere',
    leave: async (place, left) => {
      const body = { model: 'command-a-03-2025', messages }
      const options = { abortSignal: left.signal }
      await readOne(await cohereClient(place).chatStream(body, options), () => left.abort())
    },
  },
  {
    sdk: 'ai, by a signal',
    family: 'openai',
    leave: async ({ origin, credential }, left) => {
      const open = createOpenAI({ baseURL: `${origin.openai}/v1`, apiKey: credential.openai })
      const result = streamText({
        model: open.chat('gpt-5-mini'),
        prompt: PROMPT,
        abortSignal: left.signal,
      })
      await readOne(result.textStream, () => left.abort())
    },
  },
]

test.for(ROWS)('$sdk: the provider is told, the row says aborted', async ({ family, leave }) => {
  const vendor = team.vendors[family]
  const before = (await team.rows()).length
  vendor.faults.set('*', { kind: 'hangMidway', after: 6 })
  await leave(keyrackPlace(team.service.url, team.token), new AbortController()).catch(
    () => undefined,
  )
  expect(await vendor.lastRequest().ended).toBe(false)
  const row = await until(async () => (await team.rows())[before])
  expect(row).toMatchObject({ outcome: 'aborted', usageState: 'estimated', streamed: true })
  expect(row.usage.input + row.usage.output).toBeGreaterThan(0)
  if (family === 'ollama') expect(row.costNanoUsd).toBe(0)
  else expect(row.costNanoUsd).toBeGreaterThan(0)
})
