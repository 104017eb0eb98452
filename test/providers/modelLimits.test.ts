import { expect, test } from 'vitest'
import { modelLimits } from '../../proxy/providers/modelLimits.ts'

const AT = Date.UTC(2026, 10, 21)
const output = (...[provider, model, preset = null]: [Provider, string, (string | null)?]) =>
  modelLimits(provider, preset, model, AT).maxOutputTokens
type Provider = Parameters<typeof modelLimits>[0]

test('the most a model writes, by the first pattern that fits', () => {
  expect(output('openai', 'gpt-5.5')).toBe(128_000)
  expect(output('openai', 'gpt-5-pro-2025-10-06')).toBe(272_000)
  expect(output('openai', 'gpt-5-chat-latest')).toBe(16_384)
  expect(output('openai', 'gpt-4o-2024-05-13')).toBe(4_096)
  expect(output('openai', 'gpt-4o-mini')).toBe(16_384)
  expect(output('openai', 'gpt-4')).toBe(8_192)
  expect(output('openai', 'o3')).toBe(100_000)
  expect(output('anthropic', 'claude-opus-4-1-20250805')).toBe(32_000)
  expect(output('anthropic', 'claude-haiku-4-5')).toBe(64_000)
  expect(output('anthropic', 'claude-opus-5-5')).toBe(128_000)
  expect(output('gemini', 'gemini-2.5-pro')).toBe(65_536)
  expect(output('gemini', 'gemini-2.0-flash')).toBe(8_192)
  expect(output('cohere', 'command-r-plus-08-2024')).toBe(4_096)
})

test('a tuned model writes as much as what it was made from, wherever it is served', () => {
  expect(output('openai', 'ft:gpt-4o-mini-2024-07-18:team::abc')).toBe(16_384)
  expect(output('compatible', 'openai/gpt-4.1', 'openrouter')).toBe(32_768)
  expect(output('compatible', 'anthropic/claude-haiku-4-5:online', 'openrouter')).toBe(64_000)
})

test('of what nobody knows nothing is said', () => {
  expect(modelLimits('compatible', null, 'our-own', AT)).toEqual({
    maxOutputTokens: undefined,
    contextTokens: undefined,
  })
  expect(output('mistral', 'mistral-large-latest')).toBeUndefined()
  expect(output('openai', 'o30-imaginary')).toBeUndefined()
})

test('what a model can hold comes from the price list, or from what its vendor says', () => {
  const context = (provider: Provider, model: string, preset: string | null = null) =>
    modelLimits(provider, preset, model, AT).contextTokens
  expect(context('openai', 'gpt-4o')).toBe(128_000)
  expect(context('anthropic', 'claude-opus-5-5')).toBe(1_000_000)
  expect(context('gemini', 'gemini-2.5-pro')).toBe(1_048_576)
  expect(context('compatible', 'deepseek-chat', 'deepseek')).toBe(131_072)
})
