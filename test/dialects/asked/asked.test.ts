import { describe, expect, test } from 'vitest'
import { Refusal } from '../../../proxy/base/errors.ts'
import type { Asked } from '../../../proxy/contract/asked.ts'
import type { Wire } from '../../../proxy/contract/wires.ts'
import { askedOf } from '../../../proxy/dialects/asked/asked.ts'
import { DIALECTS } from '../../../proxy/dialects/index.ts'
import { ask, fileOf, formBody } from './body.ts'

const WIRES = [
  ...new Set(DIALECTS.flatMap(({ endpoints }) => endpoints.flatMap(({ wire }) => wire ?? []))),
]
const messages = [{ role: 'user', content: 'Hello there' }]
const contents = [{ role: 'user', parts: [{ text: 'Hello there' }] }]

/** For each wire that writes text: where its limit stands, a body with it, and what is read. */
const CAPPED: [Wire, (cap: unknown) => object][] = [
  ['openai.chat', (max_completion_tokens) => ({ messages, max_completion_tokens })],
  ['openai.chat', (max_tokens) => ({ messages, max_tokens })],
  ['azure.chat', (max_completion_tokens) => ({ messages, max_completion_tokens })],
  ['openai.responses', (max_output_tokens) => ({ input: 'Hello', max_output_tokens })],
  ['anthropic.messages', (max_tokens) => ({ messages, max_tokens })],
  ['gemini.generate', (maxOutputTokens) => ({ contents, generationConfig: { maxOutputTokens } })],
  ['gemini.stream', (n) => ({ contents, generation_config: { max_output_tokens: n } })],
  ['mistral.fim', (max_tokens) => ({ prompt: 'def f(', suffix: '', max_tokens })],
  ['ollama.chat', (num_predict) => ({ messages, options: { num_predict } })],
  ['ollama.generate', (num_predict) => ({ prompt: 'Hello', options: { num_predict } })],
  ['cohere.chat', (max_tokens) => ({ messages, max_tokens })],
]

describe('the most an answer may be', () => {
  for (const [wire, body] of CAPPED) {
    test(`${wire} as ${Object.keys(body(0)).at(-1)}`, () => {
      const read = (cap: unknown) => ask(wire, body(cap)).outputTokens
      expect(ask(wire, body(777))).toMatchObject({ outputTokens: 777, takesOutputCap: true })
      expect(read(10.2)).toBe(11)
      expect(read('250')).toBe(250)
      expect(read(1e300)).toBe(1_000_000_000)
      for (const odd of [undefined, null, 0, -1, -2, [], [5], {}, true, '', 'many', '-5', 'NaN'])
        expect(read(odd)).toBeUndefined()
    })
  }

  test('of two names for it, the larger counts', () => {
    expect(
      ask('openai.chat', { messages, max_tokens: 10, max_completion_tokens: 90 }).outputTokens,
    ).toBe(90)
    const both = {
      contents,
      generationConfig: { maxOutputTokens: 20 },
      generation_config: { maxOutputTokens: 9000 },
    }
    expect(ask('gemini.generate', both).outputTokens).toBe(9000)
  })

  test('said twice within one object it is refused: two parsers would read two numbers', () => {
    const twice: [Wire, string][] = [
      ['gemini.generate', '{"generationConfig":{"maxOutputTokens":9,"maxOutputTokens":99999}}'],
      ['gemini.stream', '{"generation_config":{"a":1,"\\u0061":2}}'],
      ['ollama.chat', '{"options":{"num_predict":9,"num_predict":-1}}'],
      ['anthropic.messages', '{"thinking":{"budget_tokens":1024,"budget_tokens":60000}}'],
    ]
    for (const [wire, body] of twice) expect(() => ask(wire, body)).toThrow(Refusal)
  })

  test('the old completions write 16 tokens when nothing is said', () => {
    expect(ask('openai.completions', { prompt: 'a' }).outputTokens).toBe(16)
    expect(ask('azure.completions', { prompt: 'a', max_tokens: 99 }).outputTokens).toBe(99)
  })

  test('nothing comes out where nothing is written', () => {
    for (const wire of WIRES.filter((name) => /mbed|moderations|countTokens|rerank/.test(name)))
      expect(ask(wire, { input: 'x', max_tokens: 9 })).toMatchObject({
        outputTokens: 0,
        takesOutputCap: false,
      })
  })

  test('a fallback counts too, with its own limit and with the input once more', () => {
    const fallbacks = [{ model: 'claude-big', max_tokens: 64_000 }]
    expect(ask('anthropic.messages', { messages, max_tokens: 100, fallbacks })).toMatchObject({
      outputTokens: 64_000,
      answers: 2,
      otherModels: ['claude-big'],
    })
  })
})

describe('how many answers', () => {
  const counts = (wire: Wire, body: object) => {
    const { choices, answers } = ask(wire, body)
    return [choices, answers]
  }

  test('n, candidateCount, and one when nothing sensible is said', () => {
    expect(counts('openai.chat', { messages, n: 4 })).toEqual([4, 4])
    expect(counts('azure.chat', { messages, n: '3' })).toEqual([3, 3])
    expect(counts('gemini.generate', { generationConfig: { candidateCount: 2 } })).toEqual([2, 2])
    expect(counts('gemini.stream', { generation_config: { candidate_count: 8 } })).toEqual([8, 8])
    for (const n of [undefined, null, 0, -4, [], {}, 'x'])
      expect(counts('openai.chat', { messages, n })).toEqual([1, 1])
  })

  test('best_of is written and charged, though only n are shown; so is each prompt', () => {
    expect(counts('openai.completions', { prompt: 'a', n: 2, best_of: 5 })).toEqual([5, 5])
    expect(counts('openai.completions', { prompt: ['a', 'b', 'c'], n: 2 })).toEqual([2, 6])
    expect(counts('openai.completions', { prompt: [11, 12, 13] })).toEqual([1, 1])
    expect(counts('azure.completions', { prompt: [[11, 12], [13]] })).toEqual([1, 2])
  })
})

describe('thinking, caches and dearer service', () => {
  test('what is set aside for thinking', () => {
    const thinking = { type: 'enabled', budget_tokens: 2048 }
    expect(ask('anthropic.messages', { messages, thinking }).thinkingTokens).toBe(2048)
    expect(
      ask('gemini.generate', { generationConfig: { thinkingConfig: { thinkingBudget: 512 } } })
        .thinkingTokens,
    ).toBe(512)
    expect(ask('cohere.chat', { messages, thinking: { token_budget: 99 } }).thinkingTokens).toBe(99)
    expect(
      ask('anthropic.messages', { messages, thinking: { type: 'adaptive' } }).thinkingTokens,
    ).toBeUndefined()
  })

  test('caches are written by OpenAI unasked, by Anthropic when asked, for as long as asked', () => {
    const system = (cache_control: unknown) => [{ type: 'text', text: 'Long', cache_control }]
    const writes = (wire: Wire, body: object) => ask(wire, body).cacheWrites
    expect(writes('anthropic.messages', { messages })).toBe('none')
    expect(writes('anthropic.messages', { messages, system: system({ type: 'ephemeral' }) })).toBe(
      'short',
    )
    expect(writes('anthropic.messages', { messages, system: system({ ttl: '1h' }) })).toBe('long')
    expect(writes('anthropic.messages', { messages, system: system(null) })).toBe('none')
    expect(writes('openai.chat', { messages })).toBe('short')
    expect(writes('openai.responses', { input: 'a', prompt_cache_retention: '24h' })).toBe('long')
    expect(writes('gemini.generate', { contents })).toBe('none')
  })

  test('priority, fast answers and data that stays in a country cost more', () => {
    const factor = (wire: Wire, body: object) => ask(wire, body).priceFactor
    expect(factor('openai.chat', { messages, service_tier: 'priority' })).toBe(2)
    expect(factor('openai.responses', { input: '', service_tier: 'flex' })).toBe(1)
    expect(factor('anthropic.messages', { messages, speed: 'fast' })).toBe(6)
    expect(factor('anthropic.messages', { messages, inference_geo: 'us' })).toBe(1.1)
    expect(factor('anthropic.messages', { messages })).toBe(1)
  })

  test('what is kept at the provider, or gone on with', () => {
    const kept = (wire: Wire, body: object) => ask(wire, body).stores
    expect(kept('openai.responses', { input: 'a' })).toBe('byDefault')
    expect(kept('openai.responses', { input: 'a', store: false })).toBe('no')
    expect(kept('openai.responses', { input: 'a', store: false, background: true })).toBe('asked')
    expect(
      kept('openai.responses', { input: 'a', store: false, previous_response_id: 'resp_1' }),
    ).toBe('asked')
    expect(kept('openai.chat', { messages })).toBe('no')
    expect(kept('openai.chat', { messages, store: true })).toBe('asked')
    expect(kept('anthropic.messages', { messages, thread: { type: 'create' } })).toBe('asked')
    expect(kept('gemini.generate', { contents, cachedContent: 'cachedContents/1' })).toBe('asked')
  })

  test('history that lies at the provider leaves the input open', () => {
    const isOpen = (wire: Wire, body: object) => ask(wire, body).inputIsOpen
    expect(isOpen('openai.responses', { input: 'a', previous_response_id: 'resp_1' })).toBe(true)
    expect(isOpen('openai.responses', { input: 'a', conversation: { id: 'conv_1' } })).toBe(true)
    expect(isOpen('openai.responses', { input: 'a', previous_response_id: null })).toBe(false)
    expect(isOpen('openai.responses', { input: [{ type: 'item_reference', id: 'm' }] })).toBe(true)
    expect(isOpen('openai.responses', { input: [{ id: 'msg_1' }] })).toBe(true)
    expect(isOpen('anthropic.messages', { messages, thread: { type: 'continue' } })).toBe(true)
    expect(isOpen('gemini.stream', { contents, cached_content: 'cachedContents/1' })).toBe(true)
  })

  test('further models that the call names', () => {
    const others = (wire: Wire, body: object) => ask(wire, body).otherModels
    expect(others('openai.chat', { messages, models: ['dear/one', 5, 'dear/two'] })).toEqual([
      'dear/one',
      'dear/two',
    ])
    expect(
      others('openai.responses', { tools: [{ type: 'image_generation', model: 'gpt-image-2' }] }),
    ).toEqual(['gpt-image-2'])
    expect(
      others('anthropic.messages', { tools: [{ type: 'advisor_20260301', model: 'claude-x' }] }),
    ).toEqual(['claude-x'])
  })
})

describe('pictures, speech, sound and reranking', () => {
  test('pictures by number, size and quality, in JSON as in a form', () => {
    const of = (values: Record<string, string>) => {
      const { images, outputTokens } = askedOf('openai.images', formBody(values))
      return [images?.count, images?.pixels, outputTokens]
    }
    expect(of({ n: '3', size: '1024x1024', quality: 'low' })).toEqual([3, 1_048_576, 1323])
    expect(of({ size: '1536x1024', quality: 'high' })).toEqual([1, 1_572_864, 6292])
    expect(of({ size: 'auto' })).toEqual([1, 1_572_864, 6292])
    expect(of({ size: '4096X4096', quality: 'high' })).toEqual([1, 16_777_216, 67_109])
    expect(of({ size: '9999999x1', partial_images: '3' })).toEqual([1, 1_572_864, 6592])
    expect(ask('azure.images', { prompt: 'a cat', n: 2 }).images?.count).toBe(2)
  })

  test('what gpt-image-1 is documented to take is never more than the bound', () => {
    const documented: [string, string, number][] = [
      ['1024x1024', 'low', 272],
      ['1024x1536', 'low', 408],
      ['1536x1024', 'medium', 1584],
      ['1024x1536', 'high', 6240],
    ]
    for (const [size, quality, tokens] of documented)
      expect(ask('openai.images', { size, quality }).outputTokens).toBeGreaterThanOrEqual(tokens)
  })

  test('every picture that is to be edited goes in', () => {
    const asked = askedOf(
      'openai.imageEdits',
      formBody({ prompt: 'hat' }, fileOf(9e5, '\x89PNG', 'image[]'), fileOf(9e5, '', 'mask')),
    )
    expect(asked.input.image).toBe(21_000)
  })

  test('Gemini makes pictures when asked to, or when that is what the model is for', () => {
    const config = (more: object) => ({ contents, generationConfig: more })
    const images = (body: object, model = 'gemini-2.5-pro') =>
      ask('gemini.generate', body, model).images
    expect(images(config({}))).toBeUndefined()
    expect(images(config({}), 'gemini-2.5-flash-image')?.pixels).toBe(1024 ** 2)
    const sized = { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { imageSize: '4K' } }
    expect(images(config({ ...sized, candidateCount: 2 }))).toMatchObject({
      count: 2,
      pixels: 4096 ** 2,
    })
  })

  test('speech by its characters, whole ones', () => {
    const asked = ask('openai.speech', { input: 'año 🦊' })
    expect(asked).toMatchObject({ characters: 5, makesAudio: true, outputTokens: 25 })
    expect(ask('openai.speech', { input: ['x'] }).characters).toBe(0)
  })

  test('a recording lasts at most as long as its kind can make of its bytes', () => {
    const seconds = (bytes: number, head: string) =>
      askedOf('openai.transcriptions', formBody({ model: 'whisper-1' }, fileOf(bytes, head)))
        .audioMs / 1000
    expect(seconds(400_000, 'RIFF\x24\x08\0\0WAVEfmt ')).toBe(100)
    expect(seconds(200_000, 'ID3\x04')).toBe(100)
    expect(seconds(200_000, '\xff\xfb\x90\x64')).toBe(100)
    expect(seconds(150_000, 'OggS\0\x02')).toBe(100)
    expect(seconds(150_000, '\0\0\0\x20ftypM4A ')).toBe(100)
    expect(seconds(150_000, '\x1aE\xdf\xa3')).toBe(100)
    expect(seconds(75_000, 'who knows')).toBe(100)
  })

  test('sound within a chat counts as well', () => {
    const data = Buffer.concat([Buffer.from('RIFF....WAVE'), Buffer.alloc(40_000)])
    const part = { type: 'input_audio', input_audio: { data: data.toString('base64') } }
    const asked = ask('openai.chat', { messages: [{ role: 'user', content: [part] }] })
    expect(asked.audioMs).toBeGreaterThanOrEqual(10_000)
    expect(asked.audioMs).toBeLessThan(10_100)
    expect(asked.input.audio).toBeGreaterThanOrEqual(320)
    expect(asked.input.text).toBeLessThan(200)
  })

  test('reranking by the hundred documents, long ones by their pieces', () => {
    const units = (documents: unknown[], more: object = {}) =>
      ask('cohere.rerank', { query: 'which', documents, ...more }).searches
    expect(units(['a', 'b'])).toBe(1)
    expect(units(Array.from({ length: 101 }, () => 'short'))).toBe(2)
    expect(units(Array.from({ length: 20 }, () => 'word '.repeat(2000)))).toBe(2)
    expect(
      units(
        Array.from({ length: 20 }, () => 'word '.repeat(2000)),
        { max_tokens_per_doc: 400 },
      ),
    ).toBe(1)
    expect(units([])).toBe(1)
  })
})

test('a body is read once for all who ask, and anew for another model or format', () => {
  const body = formBody({ model: 'a', n: '2' })
  const asked = askedOf('openai.images', body, 'a')
  expect(askedOf('openai.images', body, 'a')).toBe(asked)
  expect(askedOf('openai.images', body, 'b')).not.toBe(asked)
  expect(askedOf('openai.speech', body, 'b').images).toBeUndefined()
})

test('every wire answers for every odd body, with sane numbers', () => {
  const odd = [undefined, null, -3, 0, 1e308, '', 'text', [], [null], {}, { a: [] }, true]
  const names = [
    ...['messages', 'input', 'contents', 'prompt', 'tools', 'n', 'max_tokens', 'options', 'size'],
    ...['generationConfig', 'documents', 'thinking', 'models', 'fallbacks', 'modalities'],
    ...[
      'max_output_tokens',
      'mcp_servers',
      'plugins',
      'search_parameters',
      'system',
      'conversation',
    ],
  ]
  const numbersOf = (asked: Asked) => [
    asked.outputTokens ?? 0,
    asked.choices,
    asked.answers,
    ...Object.values(asked.input),
    asked.characters,
    asked.audioMs,
    asked.searches,
    asked.priceFactor,
    ...asked.tools.flatMap(({ uses, nanoUsdPerUse, tokensPerUse }) => [
      uses,
      nanoUsdPerUse,
      tokensPerUse,
    ]),
  ]
  expect(WIRES).toHaveLength(38)
  for (const wire of WIRES)
    for (const value of odd)
      for (const name of names) {
        const numbers = numbersOf(ask(wire, { [name]: value }))
        expect(numbers.every((number) => Number.isFinite(number) && number >= 0)).toBe(true)
      }
})
