import { createOpenAI } from '@ai-sdk/openai'
import { generateText } from 'ai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { FamilyName } from '../vendor/family.ts'
import type { Fault } from '../vendor/faults.ts'
import { anthropicClient } from './cases/anthropic.ts'
import { azureClient } from './cases/azure.ts'
import { cohereClient } from './cases/cohere.ts'
import { geminiClient } from './cases/gemini.ts'
import { mistralClient } from './cases/mistral.ts'
import { ollamaClient } from './cases/ollama.ts'
import { openaiClient } from './cases/openai.ts'
import { secretsIn } from './leaks.ts'
import { keyrackPlace, type Place } from './place.ts'
import { PROMPT } from './sdkCase.ts'
import { startTeam, type Team } from './team.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

const messages = [{ role: 'user' as const, content: PROMPT }]

/** What each situation looks like in each SDK: its own class of exception and the status in it. */
interface Row {
  sdk: string
  family: FamilyName
  model: string
  ask(place: Place, model: string): Promise<unknown>
  badToken: string
  unknownModel: string
  wrongRequest: string
  keyRefused: string
  tooMany: string
  /** Where the SDK knows a spent limit from too many calls. */
  spent?: string
  broken: string
  overloaded: string
}

const ROWS: Row[] = [
  {
    sdk: 'openai',
    family: 'openai',
    model: 'gpt-5-mini',
    ask: (place, model) => openaiClient(place).chat.completions.create({ model, messages }),
    badToken: 'AuthenticationError 401',
    unknownModel: 'NotFoundError 404',
    wrongRequest: 'BadRequestError 400',
    keyRefused: 'InternalServerError 502',
    tooMany: 'RateLimitError 429',
    broken: 'InternalServerError 502',
    overloaded: 'InternalServerError 503',
  },
  {
    sdk: 'AzureOpenAI',
    family: 'azure',
    model: 'team-gpt-5-mini',
    ask: (place, model) => azureClient(place).chat.completions.create({ model, messages }),
    badToken: 'AuthenticationError 401',
    unknownModel: 'NotFoundError 404',
    wrongRequest: 'BadRequestError 400',
    keyRefused: 'InternalServerError 502',
    tooMany: 'RateLimitError 429',
    broken: 'InternalServerError 502',
    overloaded: 'InternalServerError 503',
  },
  {
    sdk: '@anthropic-ai/sdk',
    family: 'anthropic',
    model: 'claude-sonnet-5-5',
    ask: (place, model) =>
      anthropicClient(place).messages.create({ model, messages, max_tokens: 9 }),
    badToken: 'AuthenticationError 401',
    unknownModel: 'NotFoundError 404',
    wrongRequest: 'BadRequestError 400',
    keyRefused: 'InternalServerError 502',
    tooMany: 'RateLimitError 429',
    spent: 'EnforcedSpendLimitReachedError 429',
    broken: 'InternalServerError 502',
    overloaded: 'OverloadedError 529',
  },
  {
    sdk: '@google/genai',
    family: 'gemini',
    model: 'gemini-2.5-flash',
    ask: (place, model) => geminiClient(place).models.generateContent({ model, contents: PROMPT }),
    badToken: 'ApiError 401',
    unknownModel: 'ApiError 404',
    wrongRequest: 'ApiError 400',
    keyRefused: 'ApiError 503',
    tooMany: 'ApiError 429',
    broken: 'ApiError 503',
    overloaded: 'ApiError 503',
  },
  {
    sdk: '@mistralai/mistralai',
    family: 'mistral',
    model: 'mistral-small-latest',
    ask: (place, model) => mistralClient(place).chat.complete({ model, messages }),
    badToken: 'SDKError 401',
    unknownModel: 'SDKError 404',
    wrongRequest: 'SDKError 400',
    keyRefused: 'SDKError 502',
    tooMany: 'SDKError 429',
    broken: 'SDKError 502',
    overloaded: 'SDKError 503',
  },
  {
    sdk: 'cohere-ai',
    family: 'cohere',
    model: 'command-a-03-2025',
    ask: (place, model) => cohereClient(place).chat({ model, messages }),
    badToken: 'UnauthorizedError 401',
    unknownModel: 'NotFoundError 404',
    wrongRequest: 'BadRequestError 400',
    keyRefused: 'CohereError 502',
    tooMany: 'TooManyRequestsError 429',
    broken: 'CohereError 502',
    overloaded: 'ServiceUnavailableError 503',
  },
  {
    sdk: 'ollama',
    family: 'ollama',
    model: 'llama4:latest',
    ask: (place, model) => ollamaClient(place).chat({ model, messages }),
    badToken: 'ResponseError 401',
    unknownModel: 'ResponseError 404',
    wrongRequest: 'ResponseError 400',
    keyRefused: 'ResponseError 502',
    tooMany: 'ResponseError 429',
    broken: 'ResponseError 502',
    overloaded: 'ResponseError 503',
  },
  {
    sdk: 'ai with @ai-sdk/openai',
    family: 'openai',
    model: 'gpt-5-mini',
    ask: ({ origin, credential }, name) => {
      const open = createOpenAI({ baseURL: `${origin.openai}/v1`, apiKey: credential.openai })
      return generateText({ model: open(name), prompt: PROMPT, maxRetries: 0 })
    },
    badToken: 'APICallError 401',
    unknownModel: 'APICallError 404',
    wrongRequest: 'APICallError 400',
    keyRefused: 'APICallError 502',
    tooMany: 'APICallError 429',
    broken: 'APICallError 502',
    overloaded: 'APICallError 503',
  },
]

/** The exception an SDK raised: `RateLimitError 429`, its words, and the headers it kept. */
async function raised(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error('nothing was raised'),
    (reason: unknown) => reason,
  )
  const facts = error as Record<string, unknown> & Error
  const { name } = error instanceof Error ? error.constructor : { name: '' }
  const status = facts.status ?? facts.statusCode ?? facts.status_code
  const words = [facts.message, facts.body, facts.responseBody, facts.error]
  return { kind: `${name} ${status}`, words: words.map((word) => asText(word)).join(' ') }
}

const asText = (word: unknown) => (typeof word === 'string' ? word : (JSON.stringify(word) ?? ''))

type StatusFault = Extract<Fault, { kind: 'status' }>
type Situation = 'wrongRequest' | 'keyRefused' | 'tooMany' | 'broken' | 'overloaded'
const FAULTS: { situation: Situation; status: number; fault: Omit<StatusFault, 'status'> }[] = [
  {
    situation: 'wrongRequest',
    status: 400,
    fault: { kind: 'status', message: 'temperature is too hot for {secret}' },
  },
  {
    situation: 'keyRefused',
    status: 401,
    fault: { kind: 'status', message: 'Incorrect API key: {secret}' },
  },
  { situation: 'keyRefused', status: 403, fault: { kind: 'status', message: 'Not {secret}' } },
  {
    situation: 'tooMany',
    status: 429,
    fault: { kind: 'status', headers: { 'retry-after': '7' } },
  },
  { situation: 'broken', status: 500, fault: { kind: 'status', message: 'trace with {secret}' } },
  { situation: 'broken', status: 502, fault: { kind: 'status', body: '<html>{secret}</html>' } },
  { situation: 'overloaded', status: 529, fault: { kind: 'status' } },
]

describe.for(ROWS)('$sdk raises its own exception', (row) => {
  const place = (token = team.token) => keyrackPlace(team.service.url, token)

  test('for a token that is wrong by one letter', async () => {
    const wrong = team.token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    const { kind, words } = await raised(row.ask(place(wrong), row.model))
    expect(kind).toBe(row.badToken)
    expect(words).toMatch(/Keyrack/)
    expect(secretsIn(words, [wrong])).toEqual([])
  })

  test('for a model that nobody has', async () => {
    const { kind, words } = await raised(row.ask(place(), 'no-such-model'))
    expect(kind).toBe(row.unknownModel)
    expect(words).toMatch(/no-such-model/)
  })

  test.for(FAULTS)('$situation: the provider answers $status', async (given) => {
    const { situation, status, fault } = given
    const vendor = team.vendors[row.family]
    vendor.faults.set('*', { ...fault, status })
    const { kind, words } = await raised(row.ask(place(), row.model))
    expect(kind).toBe(row[situation])
    expect(secretsIn(words, [vendor.secret])).toEqual([])
    // A member whose own token is good must not be told otherwise.
    if (situation === 'keyRefused') expect(words).toMatch(/provider refused the key/)
    if (situation === 'wrongRequest') expect(words).toMatch(/too hot for/)
    const last = (await team.rows()).at(-1)
    expect(last).toMatchObject({
      outcome: 'failed',
      upstreamStatus: status,
      usageState: 'none',
      costNanoUsd: 0,
    })
  })
})

describe.for(ROWS)('$sdk and a spent limit', (row) => {
  test('it raises the exception for too many calls, with the reason, after one request', async () => {
    const { service } = team
    const { memberId, token } = await service.addMember('Ben')
    await service.admin.limits.add.mutate({
      ...{ level: 'member', subjectId: memberId, metric: 'requests', size: 1 },
      window: { kind: 'fixed', every: 'day' },
    })
    await row.ask(keyrackPlace(service.url, token), row.model)
    const { kind, words } = await raised(row.ask(keyrackPlace(service.url, token), row.model))
    expect(kind).toBe(row.spent ?? row.tooMany)
    expect(words).toMatch(
      /Keyrack: you used your 1 request for today \(your own limit\)\. It resets at /,
    )
    const filter = { query: `member:${memberId}` }
    const { calls } = await service.admin.calls.page.query({ filter, limit: 10 })
    expect(calls).toMatchObject([{ outcome: 'refused', reason: 'QUOTA_SPENT' }, { outcome: 'ok' }])
  })
})

test('the wait a provider asks for reaches the client', async () => {
  team.vendors.openai.faults.set('*', {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '7' },
  })
  const place = keyrackPlace(team.service.url, team.token)
  const error: unknown = await openaiClient(place)
    .chat.completions.create({ model: 'gpt-5-mini', messages })
    .catch((reason: unknown) => reason)
  expect((error as { headers: Headers }).headers.get('retry-after')).toBe('7')
})
