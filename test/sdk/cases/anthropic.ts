import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import type { Place } from '../place.ts'
import { ANSWER, CITY, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function anthropicClient(place: Place) {
  const baseURL = place.origin.anthropic
  // Towards the vendor itself the documented header; towards Keyrack what the SDK sends by itself.
  const defaultHeaders = { 'x-api-key': place.credential.anthropic }
  return new Anthropic({
    baseURL,
    apiKey: place.credential.anthropic,
    maxRetries: 0,
    ...(place.credential.anthropic.startsWith('krk_') ? {} : { defaultHeaders }),
  })
}

const MODEL = 'claude-sonnet-5-5'
const body = {
  model: MODEL,
  max_tokens: 400,
  messages: [{ role: 'user' as const, content: PROMPT }],
}
const tools = [{ name: TOOL_NAME, description: 'The weather', input_schema: TOOL_SCHEMA }]
const asks = (streamed = false, endpoint: string | undefined = 'messages') => ({
  family: 'anthropic' as const,
  endpoint,
  model: MODEL,
  streamed,
})

export const anthropicCases: SdkCase[] = [
  {
    name: 'anthropic: message',
    ...asks(),
    async run(place) {
      const answer = await anthropicClient(place).messages.create(body)
      return answer.content.map((block) => (block.type === 'text' ? block.text : block.type))
    },
    gives: [ANSWER],
  },
  {
    name: 'anthropic: message streamed',
    ...asks(true),
    async run(place) {
      const stream = anthropicClient(place).messages.stream(body)
      const message = await stream.finalMessage()
      return [await stream.finalText(), message.stop_reason]
    },
    gives: [ANSWER, 'end_turn'],
  },
  {
    name: 'anthropic: tool call streamed',
    ...asks(true),
    async run(place) {
      const stream = anthropicClient(place).messages.stream({ ...body, tools })
      const block = (await stream.finalMessage()).content[0]
      return block?.type === 'tool_use' && block.input
    },
    gives: CITY,
  },
  {
    name: 'anthropic: a loop of tools',
    ...asks(),
    calls: 2,
    async run(place) {
      const given: unknown[] = []
      const weather = betaTool({
        name: TOOL_NAME,
        description: 'The weather',
        inputSchema: TOOL_SCHEMA,
        run: (input) => {
          given.push(input)
          return 'sunny'
        },
      })
      const runner = anthropicClient(place).beta.messages.toolRunner({ ...body, tools: [weather] })
      const last = (await runner.runUntilDone()).content[0]
      return [last?.type === 'text' && last.text, given]
    },
    gives: [ANSWER, [CITY]],
  },
  {
    name: 'anthropic: tokens counted beforehand',
    ...asks(false, 'messages.countTokens'),
    async run(place) {
      const { model, messages } = body
      const answer = await anthropicClient(place).messages.countTokens({ model, messages })
      return answer.input_tokens > 0
    },
    gives: true,
  },
]
