import { describe, expect, test } from 'vitest'
import { Refusal, type RefusalCode } from '../../proxy/base/errors.ts'
import { eventData, eventName } from '../../proxy/base/sse.ts'
import type { DialectName } from '../../proxy/contract/providers.ts'
import type { Framing } from '../../proxy/dialects/dialect.ts'
import { DIALECTS } from '../../proxy/dialects/index.ts'

const byName = (name: DialectName) => {
  const dialect = DIALECTS.find((one) => one.name === name)
  if (!dialect) throw new Error(name)
  return dialect
}
const refuse = (name: DialectName, refusal: Refusal) => {
  const { status, headers, body } = byName(name).refuse(refusal, 'call_7')
  return { status, headers, body: JSON.parse(body) }
}

const revoked = new Refusal('TOKEN_REVOKED', 'This token was revoked.')
const unknown = new Refusal('MODEL_UNKNOWN', 'No model of that name.')
const limited = new Refusal('TOO_MANY_PARALLEL', 'Too many calls at once.', {
  retryAfterSeconds: 1.2,
})
const overloaded = new Refusal('UPSTREAM_OVERLOADED', 'All keys are overloaded.')
const unreachable = new Refusal('UPSTREAM_UNREACHABLE', 'The provider cannot be reached.')

/** Status and the words that programs look at, by dialect. */
const statuses: Record<string, [RefusalCode, Record<DialectName, [status: number, word: string]>]> =
  {
    'a bad token': [
      'TOKEN_UNKNOWN',
      {
        openai: [401, 'invalid_api_key'],
        azure: [401, 'invalid_api_key'],
        anthropic: [401, 'authentication_error'],
        gemini: [401, 'UNAUTHENTICATED'],
        mistral: [401, 'token_unknown'],
        cohere: [401, ''],
        ollama: [401, ''],
      },
    ],
    'a suspended member': [
      'MEMBER_SUSPENDED',
      {
        openai: [403, 'member_suspended'],
        azure: [403, 'member_suspended'],
        anthropic: [403, 'permission_error'],
        gemini: [403, 'PERMISSION_DENIED'],
        mistral: [403, 'member_suspended'],
        cohere: [403, ''],
        ollama: [403, ''],
      },
    ],
    'an unknown model': [
      'MODEL_UNKNOWN',
      {
        openai: [404, 'model_not_found'],
        azure: [404, 'model_not_found'],
        anthropic: [404, 'not_found_error'],
        gemini: [404, 'NOT_FOUND'],
        mistral: [404, 'model_unknown'],
        cohere: [404, ''],
        ollama: [404, ''],
      },
    ],
    'too many calls at once': [
      'TOO_MANY_PARALLEL',
      {
        openai: [429, 'rate_limit_exceeded'],
        azure: [429, 'rate_limit_exceeded'],
        anthropic: [429, 'rate_limit_error'],
        gemini: [429, 'RESOURCE_EXHAUSTED'],
        mistral: [429, 'too_many_parallel'],
        cohere: [429, ''],
        ollama: [429, ''],
      },
    ],
    'too large a body': [
      'REQUEST_TOO_LARGE',
      {
        openai: [413, 'request_too_large'],
        azure: [413, 'request_too_large'],
        anthropic: [413, 'request_too_large'],
        gemini: [413, 'INVALID_ARGUMENT'],
        mistral: [413, 'request_too_large'],
        cohere: [413, ''],
        ollama: [413, ''],
      },
    ],
    'a provider that cannot be reached': [
      'UPSTREAM_UNREACHABLE',
      {
        openai: [502, 'server_error'],
        azure: [502, 'server_error'],
        anthropic: [502, 'api_error'],
        gemini: [503, 'UNAVAILABLE'],
        mistral: [502, 'upstream_unreachable'],
        cohere: [502, ''],
        ollama: [502, ''],
      },
    ],
    'overloaded keys': [
      'UPSTREAM_OVERLOADED',
      {
        openai: [503, 'server_error'],
        azure: [503, 'server_error'],
        anthropic: [529, 'overloaded_error'],
        gemini: [503, 'UNAVAILABLE'],
        mistral: [503, 'upstream_overloaded'],
        cohere: [503, ''],
        ollama: [503, ''],
      },
    ],
    'a timeout': [
      'UPSTREAM_TIMEOUT',
      {
        openai: [504, 'server_error'],
        azure: [504, 'server_error'],
        anthropic: [504, 'timeout_error'],
        gemini: [504, 'DEADLINE_EXCEEDED'],
        mistral: [504, 'upstream_timeout'],
        cohere: [504, ''],
        ollama: [504, ''],
      },
    ],
  }

for (const [what, [code, expected]] of Object.entries(statuses)) {
  describe(`${what} is refused`, () => {
    for (const [name, [status, word]] of Object.entries(expected)) {
      test(`in ${name} with ${status} ${word}`, () => {
        const answer = refuse(name as DialectName, new Refusal(code, 'Because.'))
        expect(answer.status).toBe(status)
        expect(answer.headers['content-type']).toBe('application/json')
        expect(answer.headers['x-request-id']).toBe('call_7')
        expect(JSON.stringify(answer.body)).toContain(`"${word}`)
        expect(JSON.stringify(answer.body)).toContain('Keyrack: Because.')
      })
    }
  })
}

describe('the native shape of an error', () => {
  test('OpenAI and Azure', () => {
    for (const name of ['openai', 'azure'] as const) {
      expect(refuse(name, unknown).body).toEqual({
        error: {
          message: 'Keyrack: No model of that name.',
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_not_found',
        },
      })
      expect(refuse(name, limited).body.error).toMatchObject({ type: 'requests', param: null })
    }
  })

  test('Anthropic', () => {
    const { body, headers } = refuse('anthropic', revoked)
    expect(body).toEqual({
      type: 'error',
      error: { type: 'authentication_error', message: 'Keyrack: This token was revoked.' },
      request_id: 'call_7',
    })
    expect(headers['request-id']).toBe('call_7')
  })

  test('Gemini', () => {
    expect(refuse('gemini', limited).body.error).toMatchObject({
      code: 429,
      status: 'RESOURCE_EXHAUSTED',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'TOO_MANY_PARALLEL' },
        { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2s' },
      ],
    })
    expect(refuse('gemini', unreachable).body.error.details).toHaveLength(1)
  })

  test('Mistral: always the shape whose code is a text', () => {
    expect(refuse('mistral', unknown).body).toEqual({
      object: 'error',
      message: 'Keyrack: No model of that name.',
      type: 'not_found',
      param: null,
      code: 'model_unknown',
    })
  })

  test('Cohere and Ollama', () => {
    expect(refuse('cohere', revoked).body).toEqual({
      id: 'call_7',
      message: 'Keyrack: This token was revoked.',
    })
    expect(refuse('ollama', revoked).body).toEqual({ error: 'Keyrack: This token was revoked.' })
  })

  test('a message that names Keyrack itself is not prefixed again', () => {
    const refusal = new Refusal('PAUSED', 'Keyrack is paused.')
    expect(refuse('ollama', refusal).body).toEqual({ error: 'Keyrack is paused.' })
  })
})

describe('when to come back', () => {
  test('whole seconds everywhere, and milliseconds as well where the SDK reads them first', () => {
    for (const { name } of DIALECTS) expect(refuse(name, limited).headers['retry-after']).toBe('2')
    for (const name of ['openai', 'azure'] as const)
      expect(refuse(name, limited).headers['retry-after-ms']).toBe('1200')
    expect(refuse('anthropic', limited).headers['retry-after-ms']).toBeUndefined()
  })

  test('nothing where no time is known', () => {
    for (const { name } of DIALECTS) {
      const { headers } = refuse(name, revoked)
      expect(Object.keys(headers).filter((header) => header.startsWith('retry'))).toEqual([])
      expect(headers['x-should-retry']).toBeUndefined()
    }
  })

  test('a hopeless refusal says so', () => {
    const hopeless = new Refusal('VAULT_LOCKED', 'Locked.', { shouldRetry: false })
    for (const { name } of DIALECTS)
      expect(refuse(name, hopeless).headers['x-should-retry']).toBe('false')
  })
})

describe('a stream that breaks after it began', () => {
  const last = (name: DialectName, framing: Framing) =>
    byName(name).refuseMidStream(overloaded, 'call_7', framing)
  const message = 'Keyrack: All keys are overloaded.'

  test('ends with an event that each SDK takes for an error', () => {
    for (const name of ['openai', 'azure'] as const) {
      const error = JSON.parse(eventData(last(name, 'sse') as Buffer)?.toString() ?? '')
      expect(error).toMatchObject({ type: 'error', message, error: { message } })
    }
    const anthropic = last('anthropic', 'sse') as Buffer
    expect(eventName(anthropic)).toBe('error')
    expect(JSON.parse(String(eventData(anthropic)))).toMatchObject({
      type: 'error',
      error: { type: 'overloaded_error', message },
    })
    // Gemini's client breaks on any event with a name.
    const gemini = last('gemini', 'sse') as Buffer
    expect(eventName(gemini)).toBeUndefined()
    expect(JSON.parse(String(eventData(gemini))).error).toMatchObject({ code: 503, message })
    const mistral = JSON.parse(String(eventData(last('mistral', 'sse') as Buffer)))
    expect(mistral).toMatchObject({ object: 'error', message })
    const cohere = last('cohere', 'sse') as Buffer
    expect(eventName(cohere)).toBe('message-end')
    expect(JSON.parse(String(eventData(cohere))).delta).toEqual({
      finish_reason: 'ERROR',
      error: message,
    })
    expect(String(last('ollama', 'ndjson'))).toBe(`${JSON.stringify({ error: message })}\n`)
  })

  test('is only cut where the framing knows no such event, so that no byte is added to data', () => {
    for (const { name } of DIALECTS) {
      expect(last(name, 'body')).toBeUndefined()
      expect(last(name, 'jsonArray')).toBeUndefined()
    }
    expect(last('ollama', 'sse')).toBeUndefined()
    expect(last('openai', 'ndjson')).toBeUndefined()
  })
})

describe('the list of models', () => {
  const models = [
    { id: 'first', createdAt: 1_750_000_000, ownedBy: 'Main key' },
    { id: 'last-embedding', createdAt: 1_750_000_001, ownedBy: 'Main key' },
  ]
  const list = (name: DialectName) => byName(name).listModels(models) as Record<string, unknown>

  test('has the shape of its dialect', () => {
    expect(list('openai')).toEqual({
      object: 'list',
      data: [
        { id: 'first', object: 'model', created: 1_750_000_000, owned_by: 'Main key' },
        { id: 'last-embedding', object: 'model', created: 1_750_000_001, owned_by: 'Main key' },
      ],
    })
    expect(list('azure')).toEqual(list('openai'))
    expect(list('anthropic')).toMatchObject({
      data: [
        {
          type: 'model',
          id: 'first',
          display_name: 'first',
          created_at: '2025-06-15T15:06:40.000Z',
        },
        { id: 'last-embedding' },
      ],
      has_more: false,
      first_id: 'first',
      last_id: 'last-embedding',
    })
    expect(list('gemini')).toMatchObject({
      models: [
        {
          name: 'models/first',
          supportedGenerationMethods: ['generateContent', 'streamGenerateContent', 'countTokens'],
        },
        {
          name: 'models/last-embedding',
          supportedGenerationMethods: ['embedContent', 'batchEmbedContents', 'countTokens'],
        },
      ],
    })
    expect(list('mistral')).toMatchObject({
      object: 'list',
      data: [{ id: 'first', type: 'base' }, {}],
    })
    expect(list('ollama')).toMatchObject({ models: [{ name: 'first', model: 'first' }, {}] })
    expect(list('cohere')).toMatchObject({ models: [{ name: 'first', endpoints: ['chat'] }, {}] })
  })

  test('may be empty', () => {
    for (const dialect of DIALECTS) expect(JSON.stringify(dialect.listModels([]))).toContain('[]')
    expect(byName('anthropic').listModels([])).toMatchObject({ first_id: null, last_id: null })
  })
})
