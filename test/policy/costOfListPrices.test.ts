import { readFileSync } from 'node:fs'
import { calcPrice } from '@pydantic/genai-prices'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Usage, usageOf } from '../../proxy/contract/calls.ts'
import { PRESETS, type ProviderName } from '../../proxy/contract/providers.ts'
import { costOf } from '../../proxy/policy/cost.ts'
import { listPrice } from '../../proxy/providers/priceList.ts'

const AT = Date.UTC(2026, 10, 21, 12)

/** Provider, preset, the list's name of it, and models of many kinds. */
const MODELS: [ProviderName, string | null, string, string[]][] = [
  ['openai', null, 'openai', ['gpt-5.5', 'gpt-4o', 'gpt-4o-mini-2024-07-18', 'o3', 'gpt-realtime']],
  ['openai', null, 'openai', ['text-embedding-3-small', 'gpt-image-1', 'gpt-4o-mini-transcribe']],
  ['anthropic', null, 'anthropic', ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-sonnet-4-5']],
  ['gemini', null, 'google', ['gemini-2.5-pro', 'gemini-2.5-flash', 'gemini-3-pro-preview']],
  ['mistral', null, 'mistral', ['mistral-large-latest', 'mistral-medium-latest']],
  ['azure', null, 'azure', ['gpt-4o', 'gpt-4.1-mini']],
  ['cohere', null, 'cohere', ['command-r-plus', 'command-a-03-2025']],
  ['compatible', 'deepseek', 'deepseek', ['deepseek-chat', 'deepseek-reasoner']],
  ['compatible', 'groq', 'groq', ['llama-3.3-70b-versatile', 'openai/gpt-oss-120b']],
  ['compatible', 'openrouter', 'openrouter', ['openai/gpt-4o', 'google/gemini-3-flash-preview']],
  ['compatible', 'xai', 'x-ai', ['grok-4', 'grok-3-mini']],
  ['compatible', 'together', 'together', ['meta-llama/Llama-3.3-70B-Instruct-Turbo']],
]
const CASES = MODELS.flatMap(([provider, preset, name, models]) =>
  models.map((model) => ({ provider, preset, name, model })),
)

/** The package counts inclusively: input and output are totals, everything else a part of them. */
function inclusive(usage: Usage) {
  return {
    input_tokens:
      usage.input + usage.cachedRead + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput,
    cache_read_tokens: usage.cachedRead,
    cache_audio_read_tokens: 0,
    cache_write_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_write_1h_tokens: usage.cacheWrite1h,
    input_audio_tokens: usage.audioInput,
    output_tokens: usage.output + usage.reasoning + usage.audioOutput,
    output_reasoning_tokens: usage.reasoning,
    output_audio_tokens: usage.audioOutput,
  }
}

describe('our own arithmetic agrees with the price list to the nano-dollar', () => {
  for (const { provider, preset, name, model } of CASES) {
    test(`${name} ${model}`, () => {
      const price = listPrice(provider, preset, model, AT)
      expect(price).toBeDefined()
      if (!price) return
      const count = fc.oneof(fc.constant(0), fc.nat(5000), fc.nat(2_000_000))
      const tokens = fc.record({
        input: count,
        cachedRead: count,
        cacheWrite5m: count,
        cacheWrite1h: count,
        audioInput: count,
        output: count,
        reasoning: count,
        audioOutput: count,
      })
      fc.assert(
        fc.property(tokens, (part) => {
          const usage = usageOf(part)
          const theirs = calcPrice(inclusive(usage), model, {
            providerId: name,
            timestamp: new Date(AT),
          })
          const { costNanoUsd } = costOf(usage, price, { free: false })
          // A model without a price for output (embeddings) is charged nothing there; to us it is unknown.
          if (costNanoUsd === null) {
            expect(price.prices.output).toBeUndefined()
            return
          }
          const expected = (theirs?.total_price ?? Number.NaN) * 1e9
          expect(Math.abs(costNanoUsd - expected)).toBeLessThanOrEqual(0.5 + expected * 1e-12)
        }),
        { numRuns: 60 },
      )
    })
  }
})

describe('the price list', () => {
  test('gives whole pico-dollars for tokens', () => {
    expect(listPrice('openai', null, 'gpt-4o-mini', AT)?.prices).toMatchObject({
      input: 150_000,
      cachedRead: 75_000,
      output: 600_000,
      searches: 10_000_000_000,
    })
    expect(listPrice('openai', null, 'whisper-1', AT)?.prices).toEqual({ audioMs: 100_000 })
  })

  test('keeps tiers by context', () => {
    const { prices, tiers } = listPrice('gemini', null, 'gemini-2.5-pro', AT) ?? { tiers: [] }
    expect(prices?.input).toBe(1_250_000)
    expect(tiers.map(({ aboveInputTokens }) => aboveInputTokens)).toEqual([200_000])
    expect(tiers[0]?.prices).toMatchObject({ input: 2_500_000, output: 15_000_000 })
  })

  test('knows that prices change with time', () => {
    const before = listPrice('openai', null, 'o3', Date.UTC(2025, 5, 1))
    const after = listPrice('openai', null, 'o3', Date.UTC(2025, 6, 1))
    expect(before?.prices.input).toBe(10_000_000)
    expect(after?.prices.input).toBe(2_000_000)
  })

  test('has no price, rather than none to pay, for what it does not know', () => {
    expect(listPrice('openai', null, 'tts-1', AT)).toBeUndefined()
    expect(listPrice('openai', null, 'no-such-model', AT)).toBeUndefined()
    expect(listPrice('qianfan', null, 'ernie-5.0', AT)).toBeUndefined()
    expect(listPrice('compatible', null, 'gpt-4o', AT)).toBeUndefined()
    expect(listPrice('compatible', 'of-no-one', 'gpt-4o', AT)).toBeUndefined()
    expect(listPrice('gemini', null, 'gemma-3', AT)).toBeUndefined()
  })

  test('says which version of the list it is', () => {
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(listPrice('openai', null, 'gpt-4o', AT)?.note).toBe(
      `genai-prices ${devDependencies['@pydantic/genai-prices']}`,
    )
  })

  test('a server of your own is free on purpose', () => {
    expect(listPrice('ollama', null, 'llama3.2', AT)?.free).toBe(true)
  })

  test('every preset is looked up by its own name', () => {
    const models: Record<string, string> = {
      deepseek: 'deepseek-chat',
      groq: 'llama-3.3-70b-versatile',
      openrouter: 'openai/gpt-4o',
      xai: 'grok-4',
      together: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
    }
    for (const { name } of PRESETS)
      expect(listPrice('compatible', name, models[name] ?? '', AT)).toBeDefined()
  })
})
