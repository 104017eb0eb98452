import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FamilyName } from '../vendor/family.ts'
import { anthropicClient } from './cases/anthropic.ts'
import { cohereClient } from './cases/cohere.ts'
import { geminiClient } from './cases/gemini.ts'
import { mistralClient } from './cases/mistral.ts'
import { ollamaClient } from './cases/ollama.ts'
import { openaiClient } from './cases/openai.ts'
import { keyrackPlace, type Place } from './place.ts'
import { TOOL_NAME, TOOL_SCHEMA } from './sdkCase.ts'
import { startTeam, type Team } from './team.ts'

const CARD = '4111 1111 1111 1111'
const EMAIL = 'ana@example.com'
/** Asks a fake vendor to say the same again, in pieces of three characters. */
const SAID = `Write to ${EMAIL}, "${CARD}",\nand ${EMAIL} again`
const PROMPT = `Repeat: ${SAID} Over.`

let team: Team
let place: Place

beforeAll(async () => {
  team = await startTeam()
  place = keyrackPlace(team.service.url, team.token)
  await team.service.admin.masking.set.mutate({
    rules: { email: { mode: 'pseudonymise' }, card: { mode: 'pseudonymise' } },
  })
})
afterAll(() => team.stop())
afterEach(() => {
  for (const { requests } of Object.values(team.vendors)) requests.length = 0
})

/** What reached the provider names nobody, and says so in the same words throughout. */
function expectHidden(family: FamilyName) {
  const sent = team.vendors[family].lastRequest().body.toString()
  expect(sent).not.toContain('example.com')
  expect(sent).not.toContain('4111')
  expect(sent.match(/\[EMAIL_1\]/g)).toHaveLength(2)
  expect(sent.match(/\[CARD_1\]/g)).toHaveLength(1)
}

interface Told {
  text: string
  city?: unknown
}
interface Way {
  name: string
  family: FamilyName
  ask(streamed: boolean): Promise<string>
  tool(streamed: boolean): Promise<unknown>
}

const joined = async <T>(
  stream: AsyncIterable<T>,
  pick: (part: T) => string | null | undefined,
) => {
  let text = ''
  for await (const part of stream) text += pick(part) ?? ''
  return text
}
const cityOf = (json: string | undefined): Told['city'] => JSON.parse(json ?? '{}').city
const messages = [{ role: 'user' as const, content: PROMPT }]
const chatTools = [
  { type: 'function' as const, function: { name: TOOL_NAME, parameters: TOOL_SCHEMA } },
]

const WAYS: Way[] = [
  {
    name: 'OpenAI chat',
    family: 'openai',
    async ask(streamed) {
      const { completions } = openaiClient(place).chat
      const about = { model: 'gpt-5-mini', messages }
      if (streamed)
        return joined(
          await completions.create({ ...about, stream: true }),
          (chunk) => chunk.choices[0]?.delta.content,
        )
      return (await completions.create(about)).choices[0]?.message.content ?? ''
    },
    async tool(streamed) {
      const about = { model: 'gpt-5-mini', messages, tools: chatTools }
      const { completions } = openaiClient(place).chat
      const answer = streamed
        ? await completions.stream(about).finalChatCompletion()
        : await completions.create(about)
      const call = answer.choices[0]?.message.tool_calls?.[0]
      return cityOf(call && 'function' in call ? call.function.arguments : undefined)
    },
  },
  {
    name: 'OpenAI Responses',
    family: 'openai',
    async ask(streamed) {
      const { responses } = openaiClient(place)
      const about = { model: 'gpt-5-mini', input: PROMPT }
      if (!streamed) return (await responses.create(about)).output_text
      const stream = responses.stream(about)
      const text = await joined(stream, (event) =>
        event.type === 'response.output_text.delta' ? event.delta : undefined,
      )
      expect((await stream.finalResponse()).output_text).toBe(text)
      return text
    },
    async tool(streamed) {
      const { responses } = openaiClient(place)
      const tools = [
        { type: 'function' as const, name: TOOL_NAME, parameters: TOOL_SCHEMA, strict: false },
      ]
      const about = { model: 'gpt-5-mini', input: PROMPT, tools }
      const answer = streamed
        ? await responses.stream(about).finalResponse()
        : await responses.create(about)
      const [item] = answer.output
      return cityOf(item?.type === 'function_call' ? item.arguments : undefined)
    },
  },
  {
    name: 'Anthropic',
    family: 'anthropic',
    async ask(streamed) {
      const about = { model: 'claude-opus-5-5', max_tokens: 500, messages }
      const client = anthropicClient(place)
      const answer = streamed
        ? await client.messages.stream(about).finalMessage()
        : await client.messages.create(about)
      return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    },
    async tool(streamed) {
      const tools = [{ name: TOOL_NAME, input_schema: TOOL_SCHEMA }]
      const about = { model: 'claude-opus-5-5', max_tokens: 500, messages, tools }
      const client = anthropicClient(place)
      const answer = streamed
        ? await client.messages.stream(about).finalMessage()
        : await client.messages.create(about)
      const [block] = answer.content
      return block?.type === 'tool_use' ? (block.input as { city: string }).city : undefined
    },
  },
  {
    name: 'Gemini',
    family: 'gemini',
    async ask(streamed) {
      const { models } = geminiClient(place)
      const about = { model: 'gemini-2.5-flash', contents: PROMPT }
      if (streamed) return joined(await models.generateContentStream(about), ({ text }) => text)
      return (await models.generateContent(about)).text ?? ''
    },
    async tool(streamed) {
      const { models } = geminiClient(place)
      const config = {
        tools: [{ functionDeclarations: [{ name: TOOL_NAME, parametersJsonSchema: TOOL_SCHEMA }] }],
      }
      const about = { model: 'gemini-2.5-flash', contents: PROMPT, config }
      if (!streamed) return (await models.generateContent(about)).functionCalls?.[0]?.args?.city
      for await (const chunk of await models.generateContentStream(about))
        if (chunk.functionCalls) return chunk.functionCalls[0]?.args?.city
    },
  },
  {
    name: 'Mistral',
    family: 'mistral',
    async ask(streamed) {
      const { chat } = mistralClient(place)
      const about = { model: 'mistral-small-latest', messages }
      if (streamed)
        return joined(
          await chat.stream(about),
          ({ data }) => `${data.choices[0]?.delta.content ?? ''}`,
        )
      return `${(await chat.complete(about)).choices?.[0]?.message?.content ?? ''}`
    },
    async tool(streamed) {
      const { chat } = mistralClient(place)
      const about = { model: 'mistral-small-latest', messages, tools: chatTools }
      if (!streamed) {
        const call = (await chat.complete(about)).choices?.[0]?.message?.toolCalls?.[0]
        return cityOf(`${call?.function.arguments}`)
      }
      for await (const { data } of await chat.stream(about)) {
        const call = data.choices[0]?.delta.toolCalls?.[0]
        if (call) return cityOf(`${call.function.arguments}`)
      }
    },
  },
  {
    name: 'Ollama chat',
    family: 'ollama',
    async ask(streamed) {
      const client = ollamaClient(place)
      const about = { model: 'llama4', messages }
      if (streamed)
        return joined(
          await client.chat({ ...about, stream: true }),
          ({ message }) => message.content,
        )
      return (await client.chat(about)).message.content
    },
    async tool(streamed) {
      const about = { model: 'llama4', messages, tools: chatTools as never }
      const client = ollamaClient(place)
      if (!streamed)
        return (await client.chat(about)).message.tool_calls?.[0]?.function.arguments.city
      for await (const { message } of await client.chat({ ...about, stream: true }))
        if (message.tool_calls) return message.tool_calls[0]?.function.arguments.city
    },
  },
  {
    name: 'Cohere',
    family: 'cohere',
    async ask(streamed) {
      const client = cohereClient(place)
      const about = { model: 'command-a-03-2025', messages }
      if (streamed)
        return joined(await client.chatStream(about), (event) =>
          event.type === 'content-delta' ? event.delta?.message?.content?.text : undefined,
        )
      const { content } = (await client.chat(about)).message
      return content?.map((part) => (part.type === 'text' ? part.text : '')).join('') ?? ''
    },
    async tool(streamed) {
      const client = cohereClient(place)
      const about = { model: 'command-a-03-2025', messages, tools: chatTools }
      if (!streamed)
        return cityOf((await client.chat(about)).message.toolCalls?.[0]?.function?.arguments)
      const json = await joined(await client.chatStream(about), (event) =>
        event.type === 'tool-call-delta'
          ? event.delta?.message?.toolCalls?.function?.arguments
          : undefined,
      )
      return cityOf(json)
    },
  },
]

describe.each(WAYS)('$name', ({ family, ask, tool }) => {
  test.each([false, true])(
    'the model sees names, its SDK the values (streamed: %s)',
    async (streamed) => {
      expect(await ask(streamed)).toBe(SAID)
      expectHidden(family)
    },
  )

  test.each([false, true])('a tool is called with the values (streamed: %s)', async (streamed) => {
    expect(await tool(streamed)).toBe(SAID)
    expectHidden(family)
  })

  test('cut into single bytes, it is the same', async () => {
    const vendor = team.vendors[family]
    vendor.faults.set('*', { kind: 'shred', bytes: 1 }, 1)
    expect(await ask(true)).toBe(SAID)
  })
})
