import OpenAI, { toFile } from 'openai'
import { partsOf, vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function openaiClient(place: Place, family: 'openai' | 'openrouter' = 'openai') {
  return new OpenAI({
    baseURL: `${place.origin[family]}/v1`,
    apiKey: place.credential[family],
    maxRetries: 0,
    organization: 'org-of-the-client',
    project: 'proj-of-the-client',
  })
}

const MODEL = 'gpt-5-mini'
const messages = [{ role: 'user' as const, content: PROMPT }]
const tools = [
  { type: 'function' as const, function: { name: TOOL_NAME, parameters: TOOL_SCHEMA } },
]
const asks = (endpoint: string | undefined, model = MODEL, streamed = false) => ({
  family: 'openai' as const,
  endpoint,
  model,
  streamed,
})

export const openaiCases: SdkCase[] = [
  {
    name: 'openai: chat',
    ...asks('chat.completions'),
    async run(place) {
      const answer = await openaiClient(place).chat.completions.create({ model: MODEL, messages })
      return [answer.choices[0]?.message.content, answer.usage?.prompt_tokens_details]
    },
    gives: [ANSWER, { cached_tokens: partsOf(`${PROMPT}${MODEL}user`).cached, audio_tokens: 0 }],
  },
  {
    name: 'openai: chat streamed, usage not asked for and not shown',
    ...asks('chat.completions', MODEL, true),
    async run(place) {
      const stream = await openaiClient(place).chat.completions.create({
        model: MODEL,
        messages,
        stream: true,
      })
      let chunksWithUsage = 0
      const text = await collect(stream, (chunk) => {
        if ('usage' in chunk || chunk.choices.length === 0) chunksWithUsage++
        return chunk.choices[0]?.delta.content
      })
      return [text, chunksWithUsage]
    },
    gives: [ANSWER, 0],
  },
  {
    name: 'openai: chat streamed with usage asked for',
    ...asks('chat.completions', MODEL, true),
    async run(place) {
      const stream = openaiClient(place).chat.completions.stream({
        model: MODEL,
        messages,
        stream_options: { include_usage: true },
      })
      const whole = await stream.finalChatCompletion()
      return [whole.choices[0]?.message.content, whole.usage?.completion_tokens !== undefined]
    },
    gives: [ANSWER, true],
  },
  {
    name: 'openai: a loop of tools',
    ...asks('chat.completions'),
    calls: 2,
    async run(place) {
      const given: unknown[] = []
      const runner = openaiClient(place).chat.completions.runTools({
        model: MODEL,
        messages,
        tools: [
          {
            type: 'function',
            function: {
              name: TOOL_NAME,
              description: 'The weather',
              parameters: TOOL_SCHEMA,
              parse: JSON.parse,
              function: (input: object) => {
                given.push(input)
                return 'sunny'
              },
            },
          },
        ],
      })
      return [await runner.finalContent(), given]
    },
    gives: [ANSWER, [CITY]],
  },
  {
    name: 'openai: tool call streamed',
    ...asks('chat.completions', MODEL, true),
    async run(place) {
      const stream = openaiClient(place).chat.completions.stream({ model: MODEL, messages, tools })
      const call = (await stream.finalMessage()).tool_calls?.[0]
      return call?.type === 'function' && JSON.parse(call.function.arguments)
    },
    gives: CITY,
  },
  {
    name: 'openai: responses',
    ...asks('responses'),
    async run(place) {
      return (await openaiClient(place).responses.create({ model: MODEL, input: PROMPT }))
        .output_text
    },
    gives: ANSWER,
  },
  {
    name: 'openai: responses streamed',
    ...asks('responses', MODEL, true),
    async run(place) {
      const stream = openaiClient(place).responses.stream({ model: MODEL, input: PROMPT })
      const text = await collect(stream, (event) =>
        event.type === 'response.output_text.delta' ? event.delta : '',
      )
      return [text, (await stream.finalResponse()).output_text]
    },
    gives: [ANSWER, ANSWER],
  },
  {
    name: 'openai: legacy completions',
    ...asks('completions', 'gpt-3.5-turbo-instruct'),
    async run(place) {
      const body = { model: 'gpt-3.5-turbo-instruct', prompt: PROMPT }
      return (await openaiClient(place).completions.create(body)).choices[0]?.text
    },
    gives: ANSWER,
  },
  {
    name: 'openai: legacy completions streamed',
    ...asks('completions', 'gpt-3.5-turbo-instruct', true),
    async run(place) {
      const stream = await openaiClient(place).completions.create({
        model: 'gpt-3.5-turbo-instruct',
        prompt: PROMPT,
        stream: true,
      })
      return collect(stream, (chunk) => chunk.choices[0]?.text)
    },
    gives: ANSWER,
  },
  {
    name: 'openai: embeddings, base64 on the wire',
    ...asks('embeddings', 'text-embedding-3-small'),
    async run(place) {
      const body = { model: 'text-embedding-3-small', input: [PROMPT, 'two'] }
      const answer = await openaiClient(place).embeddings.create(body)
      return answer.data.map(({ embedding }) => embedding)
    },
    gives: [vectorOf(PROMPT), vectorOf('two')],
  },
  {
    name: 'openai: an image made',
    ...asks('images.generations', 'gpt-image-1'),
    async run(place) {
      const body = { model: 'gpt-image-1', prompt: PROMPT, n: 2 }
      const answer = await openaiClient(place).images.generate(body)
      return answer.data?.map(({ b64_json }) => b64_json?.slice(0, 5))
    },
    gives: ['iVBOR', 'iVBOR'],
  },
  {
    name: 'openai: an image edited from an upload',
    ...asks('images.edits', 'gpt-image-1'),
    async run(place) {
      const image = await toFile(Buffer.alloc(200_000, 7), 'shelf.png', { type: 'image/png' })
      const body = { model: 'gpt-image-1', image, prompt: PROMPT }
      const answer = await openaiClient(place).images.edit(body)
      return answer.usage?.input_tokens_details.image_tokens !== undefined
    },
    gives: true,
  },
  {
    name: 'openai: speech',
    ...asks('audio.speech', 'tts-1'),
    async run(place) {
      const body = { model: 'tts-1', voice: 'alloy' as const, input: 'Grüße 🔑' }
      const sound = await (await openaiClient(place).audio.speech.create(body)).arrayBuffer()
      return Buffer.from(sound).toString()
    },
    gives: 'Grüße 🔑'.repeat(4),
  },
  {
    name: 'openai: an upload transcribed by a model priced by tokens',
    ...asks('audio.transcriptions', 'gpt-4o-transcribe'),
    async run(place) {
      const file = await toFile(Buffer.alloc(300_000, 1), 'nine words.mp3')
      const body = { file, model: 'gpt-4o-transcribe' }
      return (await openaiClient(place).audio.transcriptions.create(body)).text
    },
    gives: ANSWER,
  },
  {
    name: 'openai: an upload transcribed by a model priced by its length',
    ...asks('audio.transcriptions', 'whisper-1'),
    async run(place) {
      const file = await toFile(Buffer.alloc(3_000, 1), 'note.mp3')
      const body = { file, model: 'whisper-1' }
      return (await openaiClient(place).audio.transcriptions.create(body)).text
    },
    gives: ANSWER,
  },
  {
    name: 'openai: an upload transcribed as plain text',
    ...asks('audio.transcriptions', 'whisper-1'),
    async run(place) {
      const file = await toFile(Buffer.alloc(3_000, 1), 'note.mp3')
      const body = { file, model: 'whisper-1', response_format: 'text' as const }
      return String(await openaiClient(place).audio.transcriptions.create(body))
    },
    gives: `${ANSWER}\n`,
  },
  {
    name: 'openai: moderation',
    ...asks('moderations', 'omni-moderation-latest'),
    async run(place) {
      const body = { model: 'omni-moderation-latest', input: PROMPT }
      return (await openaiClient(place).moderations.create(body)).results[0]?.flagged
    },
    gives: false,
  },
]

export const openrouterCases: SdkCase[] = [
  {
    name: 'openai at OpenRouter: chat, with its own price',
    ...asks('chat.completions', 'openai/gpt-5-mini'),
    family: 'openrouter',
    async run(place) {
      const body = { model: 'openai/gpt-5-mini', messages }
      const answer = await openaiClient(place, 'openrouter').chat.completions.create(body)
      return answer.choices[0]?.message.content
    },
    gives: ANSWER,
  },
  {
    name: 'openai at OpenRouter: chat streamed, with its own price',
    ...asks('chat.completions', 'meta-llama/llama-4-maverick', true),
    family: 'openrouter',
    async run(place) {
      const stream = await openaiClient(place, 'openrouter').chat.completions.create({
        model: 'meta-llama/llama-4-maverick',
        messages,
        stream: true,
      })
      return collect(stream, (chunk) => chunk.choices[0]?.delta.content)
    },
    gives: ANSWER,
  },
]
