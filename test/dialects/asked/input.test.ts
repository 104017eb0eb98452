import { describe, expect, test } from 'vitest'
import type { Wire } from '../../../proxy/contract/wires.ts'
import { ask } from './body.ts'

const PICTURE = Buffer.alloc(30_000, 7).toString('base64')
const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] })
const item = (...content: object[]) => ({ input: [{ role: 'user', content }] })
const parts = (...given: object[]) => ({ contents: [{ role: 'user', parts: given }] })
const source = { type: 'base64', media_type: 'image/png', data: PICTURE }
const url = `data:image/png;base64,${PICTURE}`

describe('a picture counts as a picture, not as its letters', () => {
  const PICTURES: [Wire, object, number][] = [
    ['openai.chat', user({ type: 'image_url', image_url: { url } }), 10_500],
    ['openai.chat', user({ type: 'image_url', image_url: url }), 10_500],
    ['openai.responses', item({ type: 'input_image', image_url: url }), 10_500],
    ['openai.responses', item({ type: 'input_image', file_id: 'file-1' }), 10_500],
    ['anthropic.messages', user({ type: 'image', source }), 4_800],
    ['gemini.generate', parts({ inlineData: { mimeType: 'image/png', data: PICTURE } }), 4_200],
    ['gemini.stream', parts({ inline_data: { mime_type: 'image/png', data: PICTURE } }), 4_200],
    ['ollama.chat', { messages: [{ role: 'user', content: '', images: [PICTURE] }] }, 10_500],
    ['ollama.generate', { prompt: 'what', images: [PICTURE, PICTURE] }, 21_000],
    ['cohere.embed', { images: [url], input_type: 'image' }, 3_400],
  ]
  test.each(PICTURES)('%s', (wire, body, image) => {
    const { input, inputIsOpen } = ask(wire, body)
    expect(input.image).toBe(image)
    expect(input.text).toBeLessThan(200)
    expect(inputIsOpen).toBe(false)
  })

  test('also in the answer of a tool, and in a large body', () => {
    const result = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source }] }
    expect(ask('anthropic.messages', user(result)).input.image).toBe(4_800)
    const many = user(...Array.from({ length: 10 }, () => ({ type: 'image', source })))
    const { input } = ask('anthropic.messages', many)
    expect(input).toMatchObject({ image: 48_000 })
    expect(input.text).toBeLessThan(1000)
  })

  test('gpt-4o-mini counts one 33 times', () => {
    const body = user({ type: 'image_url', image_url: { url } })
    expect(ask('openai.chat', body, 'gpt-4o-mini').input.image).toBe(48_200)
  })
})

describe('what only looks like a picture is text, as it is to the provider', () => {
  const letters = PICTURE.length
  const TEXTS: [string, Wire, object][] = [
    ['in a text', 'openai.chat', user({ type: 'text', text: url })],
    ['in a message', 'openai.chat', { messages: [{ role: 'user', content: PICTURE }] }],
    [
      'in the schema of a tool',
      'openai.chat',
      { tools: [{ function: { parameters: { type: 'image_url', image_url: { url } } } }] },
    ],
    [
      'in what a tool was called with',
      'anthropic.messages',
      user({ type: 'tool_use', input: { type: 'image', source } }),
    ],
    [
      'in the arguments of a call',
      'gemini.generate',
      parts({ functionCall: { args: { inlineData: { mimeType: 'image/png', data: PICTURE } } } }),
    ],
  ]
  test.each(TEXTS)('%s', (_where, wire, body) => {
    const { input } = ask(wire, body)
    expect(input.image).toBe(0)
    expect(input.text).toBeGreaterThan(letters / 2)
  })
})

describe('what is not in the call leaves its input open', () => {
  const OPEN: [Wire, object][] = [
    ['openai.chat', user({ type: 'file', file: { file_id: 'file-1' } })],
    ['openai.responses', item({ type: 'input_file', file_data: url })],
    ['openai.responses', item({ type: 'input_file', file_url: 'https://x.y/z.pdf' })],
    ['openai.chat', user({ type: 'input_audio', input_audio: 'https://x.y/z.mp3' })],
    ['anthropic.messages', user({ type: 'document', source: { type: 'file', file_id: 'f' } })],
    ['anthropic.messages', user({ type: 'document', source: { type: 'base64', data: 'JVBE' } })],
    ['anthropic.messages', user({ type: 'container_upload', file_id: 'f' })],
    ['gemini.generate', parts({ fileData: { fileUri: 'files/1' } })],
    ['gemini.generate', parts({ file_data: { file_uri: 'https://youtu.be/x' } })],
    ['gemini.stream', parts({ inlineData: { mimeType: 'video/mp4', data: PICTURE } })],
    ['gemini.stream', parts({ inlineData: { mimeType: 'application/pdf', data: PICTURE } })],
  ]
  test.each(OPEN)('%s %j', (wire, body) => {
    expect(ask(wire, body).inputIsOpen).toBe(true)
  })

  test('a document whose text stands in the call does not', () => {
    const document = { type: 'document', source: { type: 'text', data: 'word '.repeat(1000) } }
    const { input, inputIsOpen } = ask('anthropic.messages', user(document))
    expect(inputIsOpen).toBe(false)
    expect(input.text).toBeGreaterThan(1000)
    const inline = { mimeType: 'text/plain', data: Buffer.from('x'.repeat(999)).toString('base64') }
    expect(ask('gemini.generate', parts({ inlineData: inline })).input.text).toBeGreaterThan(999)
  })
})

test('everything else counts: tools, schemas, tokens as numbers', () => {
  const text = (body: object) => ask('openai.chat', body).input.text
  const bare = text({ messages: [] })
  const tools = [{ type: 'function', function: { name: 'f', description: 'does '.repeat(100) } }]
  expect(text({ messages: [], tools })).toBeGreaterThan(bare + 1200 + 300)
  const schema = {
    properties: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`p${i}`, {}])),
  }
  expect(text({ messages: [], response_format: { schema } })).toBeGreaterThan(bare + 250)
  expect(ask('openai.embeddings', { input: [1000, 2000, 3000] }).input.text).toBeGreaterThan(12)
})

test('the estimate is what prose comes to', () => {
  const prose = 'The quick brown fox jumps over the lazy dog. '.repeat(100)
  const { estimatedInput } = ask('openai.chat', user({ type: 'text', text: prose }))
  expect(estimatedInput).toBeGreaterThan(900)
  expect(estimatedInput).toBeLessThan(1300)
})
