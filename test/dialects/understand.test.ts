import { describe, expect, test } from 'vitest'
import { scanJson } from '../../proxy/base/jsonGuard.ts'
import { topLevelValues } from '../../proxy/base/jsonPatch.ts'
import type { DialectName } from '../../proxy/contract/providers.ts'
import type { Wire } from '../../proxy/contract/wires.ts'
import type { RequestFacts } from '../../proxy/dialects/dialect.ts'
import { DIALECTS } from '../../proxy/dialects/index.ts'
import { switchUsageOn } from '../../proxy/dialects/usageSwitch.ts'

/** What a dialect makes of a call to one of its endpoints. */
function understand(
  name: DialectName,
  endpointName: string,
  facts: Partial<RequestFacts>,
  wire?: Wire,
) {
  const dialect = DIALECTS.find((one) => one.name === name)
  const endpoint = dialect?.endpoints.find(
    (one) => one.name === endpointName && (wire === undefined || one.wire === wire),
  )
  if (!dialect || !endpoint) throw new Error(`${name} has no ${endpointName}`)
  return dialect.understand(endpoint, {
    path: '/',
    params: {},
    query: new URLSearchParams(),
    headers: {},
    body: {},
    ...facts,
  })
}

describe('the model and the wish for a stream', () => {
  test('stand in the body where the dialect puts them there', () => {
    const body = { model: 'm', stream: true }
    for (const [name, endpoint] of [
      ['openai', 'chat.completions'],
      ['openai', 'responses'],
      ['anthropic', 'messages'],
      ['mistral', 'fim.completions'],
      ['cohere', 'chat'],
    ] as const) {
      expect(understand(name, endpoint, { body })).toEqual({ model: 'm', streamed: true })
      expect(understand(name, endpoint, { body: { model: 'm' } }).streamed).toBe(false)
    }
  })

  test('a form says it in words', () => {
    const body = { model: 'whisper-1', stream: 'true' }
    expect(understand('openai', 'audio.transcriptions', { body })).toEqual({
      model: 'whisper-1',
      streamed: true,
    })
    expect(understand('openai', 'audio.transcriptions', { body: { stream: 'false' } })).toEqual({
      model: undefined,
      streamed: false,
    })
  })

  test('Ollama streams unless told not to, and only where there is text to stream', () => {
    const of = (endpoint: string, stream?: boolean) =>
      understand('ollama', endpoint, {
        body: { model: 'm', ...(stream === undefined ? {} : { stream }) },
      })
    expect(of('chat').streamed).toBe(true)
    expect(of('generate', true).streamed).toBe(true)
    expect(of('chat', false).streamed).toBe(false)
    expect(of('embed').streamed).toBe(false)
  })

  test('Gemini has model, verb and version in the path', () => {
    const of = (verb: string, path: string, rest: string) =>
      understand('gemini', verb, { path, params: { '*': rest } })
    expect(of('generateContent', '/v1/models/g:generateContent', 'g:generateContent')).toEqual({
      model: 'g',
      streamed: false,
      version: 'v1',
    })
    expect(
      of('streamGenerateContent', '/v1beta/models/g:x', 'g:streamGenerateContent'),
    ).toMatchObject({ model: 'g', streamed: true, version: 'v1beta' })
    expect(of('generateContent', '/v1beta/v1/models/g:x', 'g:x')).toMatchObject({ version: 'v1' })
    expect(of('generateContent', '/gemini/v1beta/tunedModels/mine:x', 'mine:x')).toMatchObject({
      model: 'tunedModels/mine',
      version: 'v1beta',
    })
    expect(of('models.get', '/v1beta/models/models/g', 'models/g').model).toBe('g')
  })

  test('on Azure the deployment in the path decides, whatever the body says', () => {
    const body = { model: 'a-dearer-one', stream: true }
    const params = { deployment: 'ours' }
    expect(understand('azure', 'chat.completions', { body, params }, 'azure.chat')).toEqual({
      model: 'ours',
      streamed: true,
    })
    expect(understand('azure', 'chat.completions', { body }, 'openai.chat').model).toBe(
      'a-dearer-one',
    )
  })

  test('speech is streamed as events only by its own word', () => {
    const of = (body: object) => understand('openai', 'audio.speech', { body: { ...body } })
    expect(of({ model: 'tts', stream_format: 'sse' }).streamed).toBe(true)
    expect(of({ model: 'tts' }).streamed).toBe(false)
  })

  test('moderation has a model even when none is named', () => {
    expect(understand('openai', 'moderations', {}).model).toBe('omni-moderation-latest')
    expect(understand('mistral', 'moderations', {}).model).toBe('mistral-moderation-latest')
  })

  test('one model is asked for by the rest of the path', () => {
    expect(understand('openai', 'models.get', { params: { '*': 'meta/llama' } }).model).toBe(
      'meta/llama',
    )
  })

  test('nothing but a text is a model', () => {
    for (const model of [1, null, '', ['m'], { m: 1 }])
      expect(understand('openai', 'chat.completions', { body: { model } }).model).toBeUndefined()
  })
})

describe('usage is switched on', () => {
  const switched = (text: string, wire: Wire = 'openai.chat') => {
    const bytes = Buffer.from(text)
    const scan = scanJson(bytes, { maxDepth: 64, maxKeys: 1000 })
    return switchUsageOn(wire, bytes, scan, topLevelValues(bytes, scan, []))?.toString()
  }

  test('in a stream that did not ask, without touching another byte', () => {
    expect(switched('{"seed":18446744073709551615,  "stream":true}')).toBe(
      '{"stream_options":{"include_usage":true},"seed":18446744073709551615,  "stream":true}',
    )
  })

  test('beside the other options of the stream', () => {
    expect(switched('{"stream":true,"stream_options":{"include_obfuscation":false}}')).toBe(
      '{"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}',
    )
    expect(switched('{"stream":true,"stream_options":null}', 'azure.chat')).toBe(
      '{"stream":true,"stream_options":{"include_usage":true}}',
    )
    expect(switched('{"stream":true,"stream_options":{"include_usage":false}}')).toBe(
      '{"stream":true,"stream_options":{"include_usage":true}}',
    )
  })

  test('not where the client asked itself, streams nothing, or the format tells usage anyway', () => {
    expect(switched('{"stream":true,"stream_options":{"include_usage":true}}')).toBeUndefined()
    expect(switched('{"stream":false}')).toBeUndefined()
    expect(switched('{}')).toBeUndefined()
    expect(switched('{"stream":true}', 'openai.responses')).toBeUndefined()
    expect(switched('{"stream":true}', 'anthropic.messages')).toBeUndefined()
  })
})
