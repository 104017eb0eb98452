import { describe, expect, test } from 'vitest'
import { Refusal } from '../../proxy/base/errors.ts'
import { type CallCaps, callCaps as capsSchema } from '../../proxy/contract/access.ts'
import type { ModelLimits } from '../../proxy/contract/asked.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import { callCaps } from '../../proxy/policy/callCaps.ts'
import { ask } from '../dialects/asked/body.ts'

const UNKNOWN: ModelLimits = { maxOutputTokens: undefined, contextTokens: undefined }

function cap(
  wire: Wire,
  body: object,
  caps: Partial<CallCaps>,
  { limits = UNKNOWN, canChange = true, model = '' } = {},
) {
  return callCaps(ask(wire, body, model), capsSchema.parse(caps), { limits, canChange })
}

function refusal(...given: Parameters<typeof cap>): string {
  try {
    cap(...given)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CALL_TOO_LARGE') return error.message
    throw error
  }
  return 'passed'
}

const chat = (more: object = {}) => ({ messages: [{ role: 'user', content: 'Hi' }], ...more })

test('without caps everything passes as it is', () => {
  const { asked, changes } = cap('openai.chat', chat({ n: 50, max_tokens: 1e6 }), {})
  expect(changes).toEqual({})
  expect(asked).toMatchObject({ outputTokens: 1e6, choices: 50 })
})

describe('output', () => {
  test('too much is refused with both numbers', () => {
    expect(refusal('openai.chat', chat({ max_tokens: 64_000 }), { maxOutputTokens: 8000 })).toBe(
      'Keyrack: this call asks for 64,000 output tokens; the most allowed is 8,000.',
    )
    expect(refusal('openai.chat', chat({ max_tokens: 8000 }), { maxOutputTokens: 8000 })).toBe(
      'passed',
    )
  })

  test('or cut down, where that was chosen', () => {
    const { asked, changes } = cap('openai.chat', chat({ max_tokens: 64_000, n: 2 }), {
      maxOutputTokens: 8000,
      tooMuch: 'clamp',
    })
    expect(changes).toEqual({ outputTokens: 8000 })
    expect(asked).toMatchObject({ outputTokens: 8000, answers: 2 })
  })

  test('a call that says nothing gets the cap, unless its model writes less anyway', () => {
    const caps = { maxOutputTokens: 8000 }
    expect(cap('openai.chat', chat(), caps).changes).toEqual({ outputTokens: 8000 })
    const small = { limits: { ...UNKNOWN, maxOutputTokens: 4096 } }
    expect(cap('openai.chat', chat(), caps, small).changes).toEqual({})
    const large = { limits: { ...UNKNOWN, maxOutputTokens: 128_000 } }
    expect(cap('gemini.stream', {}, caps, large).changes).toEqual({ outputTokens: 8000 })
  })

  test('what is no text is not measured in output tokens', () => {
    expect(cap('openai.images', { n: 4 }, { maxOutputTokens: 100 }).changes).toEqual({})
    expect(
      cap('openai.speech', { input: 'long '.repeat(99) }, { maxOutputTokens: 9 }).changes,
    ).toEqual({})
  })
})

describe('thinking within a cap', () => {
  const thinks = (budget_tokens: number) =>
    chat({ max_tokens: 64_000, thinking: { type: 'enabled', budget_tokens } })
  const clamp = (maxOutputTokens: number) => ({ maxOutputTokens, tooMuch: 'clamp' }) as const

  test('fits and stays', () => {
    expect(cap('anthropic.messages', thinks(4000), clamp(8000)).changes).toEqual({
      outputTokens: 8000,
    })
  })

  test('shrinks where it would leave no room for the answer, and stays above the least there is', () => {
    expect(cap('anthropic.messages', thinks(8000), clamp(8000)).changes).toEqual({
      outputTokens: 8000,
      thinkingTokens: 4000,
    })
    expect(cap('anthropic.messages', thinks(30_000), clamp(1500)).changes).toEqual({
      outputTokens: 1500,
      thinkingTokens: 1024,
    })
  })

  test('is refused where no budget would be valid', () => {
    expect(refusal('anthropic.messages', thinks(2048), clamp(1000))).toBe(
      'Keyrack: this call asks for 2,048 tokens for thinking; the most allowed is 999.',
    )
  })
})

describe('input', () => {
  test('is measured as it probably is, and says so', () => {
    const prose = 'The quick brown fox jumps over the lazy dog. '.repeat(400)
    const body = chat({ messages: [{ role: 'user', content: prose }] })
    expect(refusal('openai.chat', body, { maxInputTokens: 3000 })).toMatch(
      /^Keyrack: this call asks for about 4,\d{3} input tokens; the most allowed is 3,000\.$/,
    )
    expect(refusal('openai.chat', body, { maxInputTokens: 6000 })).toBe('passed')
    // It cannot be cut down: whose words should go?
    expect(refusal('openai.chat', body, { maxInputTokens: 3000, tooMuch: 'clamp' })).toMatch(
      /about/,
    )
  })
})

describe('answers and pictures', () => {
  test('answers at once, written ones included', () => {
    expect(refusal('openai.chat', chat({ n: 9 }), { maxChoices: 2 })).toBe(
      'Keyrack: this call asks for 9 answers at once; the most allowed is 2.',
    )
    const cut = cap(
      'openai.completions',
      { prompt: ['a', 'b'], n: 1, best_of: 9 },
      {
        maxChoices: 2,
        tooMuch: 'clamp',
      },
    )
    expect(cut.changes).toEqual({ choices: 2 })
    expect(cut.asked).toMatchObject({ choices: 2, answers: 4 })
  })

  test('pictures at once', () => {
    expect(refusal('openai.images', { n: 9 }, { maxImages: 2 })).toMatch(/asks for 9 pictures/)
    const { changes, asked } = cap(
      'openai.images',
      { n: 9, quality: 'low' },
      {
        maxImages: 2,
        tooMuch: 'clamp',
      },
    )
    expect(changes).toEqual({ images: 2 })
    expect(asked).toMatchObject({ images: { count: 2 }, outputTokens: 2 * 441 })
    expect(
      cap(
        'gemini.generate',
        { generationConfig: { candidateCount: 4, responseModalities: ['IMAGE'] } },
        { maxImages: 1, tooMuch: 'clamp' },
      ).changes,
    ).toEqual({ images: 1, choices: 1 })
  })

  test('their size: one that was named is refused, one left open is filled in', () => {
    const caps = { maxImagePixels: 1024 ** 2 }
    expect(refusal('openai.images', { size: '1536x1024' }, { ...caps, tooMuch: 'clamp' })).toBe(
      'Keyrack: this call asks for 1,572,864 pixels in a picture; the most allowed is 1,048,576.',
    )
    expect(cap('openai.images', { size: 'auto' }, caps).changes).toEqual({ imageSize: '1024x1024' })
    expect(refusal('openai.images', {}, { maxImagePixels: 1000 })).toMatch(/1,572,864/)
    expect(refusal('openai.images', { size: '1024x1024' }, caps)).toBe('passed')
  })

  test('a form cannot be changed: too much in it is refused even where it would be cut down', () => {
    const form = { canChange: false }
    expect(
      refusal('openai.imageEdits', { n: 9 }, { maxImages: 2, tooMuch: 'clamp' }, form),
    ).toMatch(/9 pictures/)
    expect(refusal('openai.imageEdits', {}, { maxImagePixels: 1024 ** 2 }, form)).toMatch(/pixels/)
  })
})
