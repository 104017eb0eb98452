import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallChanges } from '../../../proxy/contract/asked.ts'
import type { ProviderName } from '../../../proxy/contract/providers.ts'
import type { Wire } from '../../../proxy/contract/wires.ts'
import { putInto } from '../../../proxy/dialects/asked/change.ts'
import { ask } from './body.ts'

const put = (
  wire: Wire,
  text: string,
  changes: CallChanges,
  provider: ProviderName = 'compatible',
) => putInto(wire, provider, Buffer.from(text), changes)?.toString()
const CAP = { outputTokens: 500 }

describe('a limit on output is put where each format has it', () => {
  const ADDED: [Wire, ProviderName, string, string][] = [
    ['openai.chat', 'openai', '{"a":1}', '{"max_completion_tokens":500,"a":1}'],
    ['azure.chat', 'azure', '{"a":1}', '{"max_completion_tokens":500,"a":1}'],
    ['openai.chat', 'compatible', '{"a":1}', '{"max_tokens":500,"a":1}'],
    ['openai.chat', 'mistral', '{}', '{"max_tokens":500}'],
    ['openai.responses', 'openai', '{"a":1}', '{"max_output_tokens":500,"a":1}'],
    ['openai.completions', 'openai', '{"a":1}', '{"max_tokens":500,"a":1}'],
    ['anthropic.messages', 'anthropic', '{"a":1}', '{"max_tokens":500,"a":1}'],
    ['mistral.fim', 'mistral', '{"a":1}', '{"max_tokens":500,"a":1}'],
    ['cohere.chat', 'cohere', '{"a":1}', '{"max_tokens":500,"a":1}'],
    ['ollama.chat', 'ollama', '{"a":1}', '{"options":{"num_predict":500},"a":1}'],
    [
      'ollama.generate',
      'ollama',
      '{"options": {"seed":7}}',
      '{"options": {"num_predict":500,"seed":7}}',
    ],
    ['gemini.generate', 'gemini', '{"a":1}', '{"generationConfig":{"maxOutputTokens":500},"a":1}'],
    [
      'gemini.stream',
      'gemini',
      '{"generation_config":{ "seed": 18446744073709551615 }}',
      '{"generation_config":{ "maxOutputTokens":500,"seed": 18446744073709551615 }}',
    ],
    [
      'gemini.generate',
      'gemini',
      '{"generationConfig":null}',
      '{"generationConfig":{"maxOutputTokens":500}}',
    ],
  ]
  test.each(ADDED)('%s at %s: %s', (wire, provider, before, after) => {
    expect(put(wire, before, CAP, provider)).toBe(after)
  })

  test('what says more, or nothing that is a number, is replaced; every other byte stays', () => {
    for (const odd of ['501', '1e9', '"9000"', '-1', '0', '[500]', '{"x":1}', 'true', '"many"'])
      expect(put('openai.chat', `{ "seed":9007199254740993,"max_tokens" : ${odd} }`, CAP)).toBe(
        '{ "seed":9007199254740993,"max_tokens" : 500 }',
      )
  })

  test('what says less stays, and then nothing changes at all', () => {
    for (const least of ['500', '499', '"20"', '1'])
      expect(put('openai.chat', `{"max_tokens":${least}}`, CAP)).toBeUndefined()
    expect(put('openai.chat', '{"a":1}', {})).toBeUndefined()
  })

  test('two names for it are both held down', () => {
    expect(put('openai.chat', '{"max_tokens":900,"max_completion_tokens":20}', CAP, 'openai')).toBe(
      '{"max_tokens":500,"max_completion_tokens":20}',
    )
    const gemini =
      '{"generationConfig":{"maxOutputTokens":900},"generation_config":{"max_output_tokens":800}}'
    expect(put('gemini.generate', gemini, CAP)).toBe(
      '{"generationConfig":{"maxOutputTokens":500},"generation_config":{"max_output_tokens":500}}',
    )
  })

  test('null says nothing: reasoning models would refuse the old name', () => {
    expect(put('openai.chat', '{"max_tokens":null}', CAP, 'openai')).toBe(
      '{"max_completion_tokens":500,"max_tokens":null}',
    )
  })

  test('where nothing can be put, nothing is', () => {
    for (const wire of ['openai.embeddings', 'openai.speech', 'cohere.rerank'] as const)
      expect(put(wire, '{"a":1}', { ...CAP, choices: 1 })).toBeUndefined()
  })

  test('models that step in are held down too', () => {
    const body = '{"max_tokens":100,"fallbacks":[{"model":"a","max_tokens":9000},{"model":"b"}]}'
    expect(put('anthropic.messages', body, CAP)).toBe(
      '{"max_tokens":100,"fallbacks":[{"model":"a","max_tokens":500},{"model":"b"}]}',
    )
  })
})

describe('the other numbers', () => {
  test('answers at once', () => {
    expect(put('openai.chat', '{"n":9}', { choices: 2 })).toBe('{"n":2}')
    expect(put('openai.completions', '{"n":1,"best_of":9}', { choices: 2 })).toBe(
      '{"n":1,"best_of":2}',
    )
    expect(put('gemini.stream', '{"generationConfig":{"candidateCount":8}}', { choices: 2 })).toBe(
      '{"generationConfig":{"candidateCount":2}}',
    )
  })

  test('thinking', () => {
    const changes = { thinkingTokens: 1024 }
    expect(
      put('anthropic.messages', '{"thinking":{"type":"enabled","budget_tokens":9000}}', changes),
    ).toBe('{"thinking":{"type":"enabled","budget_tokens":1024}}')
    expect(
      put(
        'gemini.generate',
        '{"generationConfig":{"thinkingConfig":{"thinkingBudget":9000}}}',
        changes,
      ),
    ).toBe('{"generationConfig":{"thinkingConfig":{"thinkingBudget":1024}}}')
    expect(put('cohere.chat', '{"thinking":{"token_budget":9000}}', changes)).toBe(
      '{"thinking":{"token_budget":1024}}',
    )
  })

  test('pictures', () => {
    expect(put('openai.images', '{"n":9,"prompt":"a"}', { images: 2 })).toBe('{"n":2,"prompt":"a"}')
    expect(put('azure.images', '{"size":"auto"}', { imageSize: '1024x1024' })).toBe(
      '{"size":"1024x1024"}',
    )
  })
})

test('whatever a body says, afterwards it asks for no more than was put in', () => {
  const number = fc.oneof(
    fc.integer(),
    fc.nat(2000),
    fc.constantFrom<unknown>(null, '900', 'x', [], {}, true, 1e300),
  )
  const some = (...names: string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, number])), { requiredKeys: [] })
  const config = some('maxOutputTokens', 'max_output_tokens', 'candidateCount', 'candidate_count')
  const body = fc.record(
    {
      max_tokens: number,
      max_completion_tokens: number,
      max_output_tokens: number,
      n: number,
      best_of: number,
      generationConfig: fc.oneof(config, number),
      generation_config: config,
      options: fc.oneof(some('num_predict', 'seed'), number),
    },
    { requiredKeys: [] },
  )
  const wire = fc.constantFrom<Wire>(
    'openai.chat',
    'openai.responses',
    'openai.completions',
    'anthropic.messages',
    'gemini.generate',
    'ollama.chat',
    'cohere.chat',
  )
  fc.assert(
    fc.property(wire, body, fc.integer({ min: 20, max: 1000 }), (on, given, outputTokens) => {
      const text = JSON.stringify(given)
      const after = put(on, text, { outputTokens, choices: 2 }) ?? text
      const asked = ask(on, after)
      expect(asked.outputTokens).toBeLessThanOrEqual(outputTokens)
      expect(asked.choices).toBeLessThanOrEqual(2)
      expect(put(on, after, { outputTokens, choices: 2 })).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})
