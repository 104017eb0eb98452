import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import type { Reading } from '../../proxy/dialects/dialect.ts'
import { framingOf, readerFor, splitterFor } from '../../proxy/dialects/readers/index.ts'
import { SAMPLES, type Sample } from './samples.ts'

/** Reads an answer as the gateway does, cut as told. */
function read({ wire, contentType, asked }: Sample, chunks: Buffer[]) {
  const reader = readerFor(wire, { hideUsage: false, body: asked ?? {} })
  const splitter = splitterFor(framingOf(wire, contentType))
  const finals: number[] = []
  let pieces = 0
  if (splitter) {
    for (const chunk of chunks) {
      for (const { bytes } of splitter.push(chunk)) {
        if (reader.readEvent(bytes).final) finals.push(pieces)
        pieces++
      }
    }
  } else reader.readBody(Buffer.concat(chunks))
  return { reading: structuredClone(reader.reading), finals, pieces }
}

function expectReading(sample: Sample, reading: Reading) {
  const { usage, model, costNanoUsd, incomplete, failure, outputChars } = sample
  expect(reading.usage).toEqual(usage && usageOf(usage))
  if (model) expect(reading.model).toBe(model)
  expect(reading.reportedCostNanoUsd).toBe(costNanoUsd)
  expect(reading.complete).toBe(!incomplete)
  if (failure) expect(reading.failure).toMatch(failure)
  else expect(reading.failure).toBeUndefined()
  if (outputChars !== undefined) expect(reading.outputChars).toBe(outputChars)
}

describe('what is read from an answer', () => {
  for (const sample of SAMPLES) {
    test(sample.what, () => {
      const bytes = Buffer.from(sample.text)
      const { reading, finals, pieces } = read(sample, [bytes])
      expectReading(sample, reading)
      // At most one event is the last one, and nothing comes behind it.
      expect(finals.length).toBeLessThanOrEqual(1)
      if (finals[0] !== undefined) expect(finals[0]).toBe(pieces - 1)
    })
  }

  test('is the same wherever the network cuts it', () => {
    for (const sample of SAMPLES) {
      if (!splitterFor(framingOf(sample.wire, sample.contentType))) continue
      const bytes = Buffer.from(sample.text)
      const whole = read(sample, [bytes]).reading
      for (let at = 1; at < bytes.length; at++) {
        expect(read(sample, [bytes.subarray(0, at), bytes.subarray(at)]).reading).toEqual(whole)
      }
      const single = [...bytes].map((byte) => Buffer.from([byte]))
      expect(read(sample, single).reading).toEqual(whole)
    }
  })

  test('every bucket is a whole number that is not negative, whatever a provider says', () => {
    const odd = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(null, '7', true, 1e300, -1, Number.MAX_SAFE_INTEGER),
    )
    const names = [
      'prompt_tokens completion_tokens total_tokens input_tokens output_tokens seconds',
      'cached_tokens audio_tokens reasoning_tokens cache_write_tokens promptTokenCount',
      'cachedContentTokenCount candidatesTokenCount eval_count cost cost_in_usd_ticks',
      'cache_read_input_tokens cache_creation_input_tokens prompt_audio_seconds',
    ].flatMap((line) => line.split(' '))
    const figures = fc.dictionary(fc.constantFrom(...names), odd)
    const wires: Wire[] = ['openai.chat', 'anthropic.messages', 'gemini.generate', 'ollama.chat']
    fc.assert(
      fc.property(figures, figures, fc.constantFrom(...wires), (usage, details, wire) => {
        const reader = readerFor(wire, { hideUsage: false, body: {} })
        const all = {
          ...usage,
          prompt_tokens_details: details,
          completion_tokens_details: details,
          output_tokens_details: details,
        }
        reader.readBody(Buffer.from(JSON.stringify({ ...usage, usage: all, usageMetadata: usage })))
        for (const count of Object.values(reader.reading.usage ?? {})) {
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
        }
        const { reportedCostNanoUsd: cost = 0 } = reader.reading
        expect(Number.isSafeInteger(cost) && cost >= 0).toBe(true)
      }),
    )
  })

  test('the parts of input and output add up to what the provider said in all', () => {
    const count = fc.nat(1_000_000)
    fc.assert(
      fc.property(count, count, count, count, count, count, (p, c, cached, audio, write, think) => {
        const reader = readerFor('openai.chat', { hideUsage: false, body: {} })
        const usage = {
          prompt_tokens: p,
          completion_tokens: c,
          total_tokens: p + c,
          prompt_tokens_details: {
            cached_tokens: cached,
            audio_tokens: audio,
            cache_write_tokens: write,
          },
          completion_tokens_details: { reasoning_tokens: Math.min(think, c) },
        }
        reader.readBody(Buffer.from(JSON.stringify({ usage })))
        const u = reader.reading.usage
        expect(u && u.input + u.cachedRead + u.cacheWrite5m + u.audioInput).toBe(p)
        expect(u && u.output + u.reasoning).toBe(c)
      }),
    )
  })

  test('garbage is passed on without a word', () => {
    const wires = [...new Set(SAMPLES.map(({ wire }) => wire))]
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(
        ...['data: {"usage":{', 'data: {"usage":[1]}\n\n', 'data: null\n\n', '{"usage":"x"}'].map(
          (text) => Buffer.from(text),
        ),
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...wires), garbage, (wire, bytes) => {
        const reader = readerFor(wire, { hideUsage: true, body: {} })
        expect(reader.readEvent(bytes)).toEqual({
          final: false,
          hide: false,
          replacement: undefined,
        })
        reader.readBody(bytes)
        expect(reader.reading.failure).toBeUndefined()
      }),
    )
  })

  test('speech as bytes is counted by the characters of its text, before a byte has come', () => {
    const body = { model: 'tts-1', input: 'Héllo 👋' }
    const { reading, needsBody } = readerFor('openai.speech', { hideUsage: false, body })
    expect(needsBody).toBe(false)
    expect(reading.usage).toEqual(usageOf({ characters: 7 }))
    expect(reading.complete).toBe(true)
  })
})

describe('usage that the client did not ask for', () => {
  const show = (text: string) => {
    const reader = readerFor('openai.chat', { hideUsage: true, body: {} })
    const verdict = reader.readEvent(Buffer.from(text))
    const shown = verdict.hide ? '' : (verdict.replacement?.toString() ?? text)
    return { shown, usage: reader.reading.usage }
  }
  const usage = '{"prompt_tokens":3,"completion_tokens":2}'

  test('its chunk is hidden, and counted', () => {
    const { shown, usage: read } = show(`data: {"id":"a","choices":[],"usage":${usage}}\n\n`)
    expect(shown).toBe('')
    expect(read).toEqual(usageOf({ input: 3, output: 2 }))
  })

  test('the null that every other chunk carries is cut out, and nothing else changes', () => {
    expect(show('data: {"id":"a","choices":[{"delta":{}}],"usage":null}\n\n').shown).toBe(
      'data: {"id":"a","choices":[{"delta":{}}]}\n\n',
    )
    expect(show('data: {"a": 1, "usage": null, "b": 2}\r\n\r\n').shown).toBe(
      'data: {"a": 1, "b": 2}\r\n\r\n',
    )
  })

  test('words about usage inside the text are not touched', () => {
    const text = `data: ${JSON.stringify({ choices: [{ delta: { content: ',"usage":null' } }] })}\n\n`
    expect(show(text).shown).toBe(text)
  })

  test("Azure's first chunk without choices is shown: it tells what the filters found", () => {
    const text =
      'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}],"usage":null}\n\n'
    expect(show(text).shown).toBe(
      'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}\n\n',
    )
  })

  test('a chunk that finishes an answer and tells usage loses only the usage', () => {
    const choices = '"choices":[{"delta":{},"finish_reason":"stop"}]'
    const { shown, usage: read } = show(
      `id: 7\ndata: {"seed":18446744073709551615,"usage":${usage},${choices}}\n\n`,
    )
    expect(shown).toBe(`id: 7\ndata: {"seed":18446744073709551615,${choices}}\n\n`)
    expect(read).toEqual(usageOf({ input: 3, output: 2 }))
  })

  test('usage with its own price is what that vendor sends unasked, so it stays', () => {
    const text = `data: {"choices":[],"usage":{"prompt_tokens":3,"cost":0.001}}\n\n`
    expect(show(text).shown).toBe(text)
  })

  test('nothing is hidden from a client who asked', () => {
    const reader = readerFor('openai.chat', { hideUsage: false, body: {} })
    const event = Buffer.from(`data: {"choices":[],"usage":${usage}}\n\n`)
    expect(reader.readEvent(event)).toEqual({ final: false, hide: false, replacement: undefined })
  })
})
