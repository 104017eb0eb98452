import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import { startTeam, type Team } from '../sdk/team.ts'
import type { Fault } from '../vendor/faults.ts'
import { callRaw, type RawDialect } from './rawClient.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam({ settings: { idleTimeoutMs: 400 } })
})
afterAll(() => team.stop())
afterEach(() => {
  for (const vendor of Object.values(team.vendors)) vendor.faults.clear()
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const messages = (content: string) => [{ role: 'user', content }]

/** The other framings of a stream, each of which says in its own way that it is whole. */
const FRAMINGS: { name: string; dialect: RawDialect }[] = [
  {
    name: 'Ollama’s lines of JSON',
    dialect: {
      family: 'ollama',
      model: 'llama4:latest',
      path: () => '/api/chat',
      headers: bearer,
      body: (_streamed, text) => ({ model: 'llama4:latest', messages: messages(text) }),
    },
  },
  {
    name: 'Gemini’s JSON array',
    dialect: {
      family: 'gemini',
      model: 'gemini-2.5-flash',
      path: () => '/v1beta/models/gemini-2.5-flash:streamGenerateContent',
      headers: (token) => ({ 'x-goog-api-key': token }),
      body: (_streamed, text) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
    },
  },
  {
    name: 'OpenAI’s Responses',
    dialect: {
      family: 'openai',
      model: 'gpt-5-mini',
      path: () => '/v1/responses',
      headers: bearer,
      body: (stream, input) => ({ model: 'gpt-5-mini', stream, input }),
    },
  },
  {
    name: 'Azure’s deployments',
    dialect: {
      family: 'azure',
      model: 'team-gpt-5-mini',
      path: () => '/openai/deployments/team-gpt-5-mini/chat/completions?api-version=2024-10-21',
      headers: (token) => ({ 'api-key': token }),
      body: (stream, text) => ({ stream, messages: messages(text) }),
    },
  },
  {
    name: 'Mistral’s events',
    dialect: {
      family: 'mistral',
      model: 'mistral-small-latest',
      path: () => '/mistral/v1/chat/completions',
      headers: bearer,
      body: (stream, text) => ({
        model: 'mistral-small-latest',
        stream,
        messages: messages(text),
      }),
    },
  },
  {
    name: 'Cohere’s events',
    dialect: {
      family: 'cohere',
      model: 'command-a-03-2025',
      path: () => '/v2/chat',
      headers: bearer,
      body: (stream, text) => ({ model: 'command-a-03-2025', stream, messages: messages(text) }),
    },
  },
]

const BREAKS: [string, Fault][] = [
  ['is cut', { kind: 'cut', after: 8 }],
  ['ends too early, cleanly', { kind: 'earlyEnd', after: 8 }],
  ['falls silent', { kind: 'hangMidway', after: 8 }],
]

describe.for(FRAMINGS)('$name', ({ dialect }) => {
  async function meet(fault: Fault) {
    const vendor = team.vendors[dialect.family]
    vendor.faults.set('*', fault)
    const call = { dialect, token: team.token, streamed: true }
    const answer = await callRaw(team.service.url, call)
    const row = (await team.rows()).find(({ id }) => id === answer.id)
    return { answer, row, told: vendor.lastRequest().told }
  }

  test.for(BREAKS)('a stream that %s is torn down, and the call has failed', async ([, fault]) => {
    const { answer, row } = await meet(fault)
    expect([answer.status, answer.whole]).toEqual([200, false])
    expect(row).toMatchObject({ outcome: 'failed', usageState: 'estimated', streamed: true })
    expect(row?.usage.output).toBeGreaterThan(0)
  })

  test('an error reported inside the stream makes the call a failed one', async () => {
    const { answer, row } = await meet({ kind: 'errorEvent', after: 8 })
    // Cohere's error ends its stream, so it is held back, and Keyrack's own words take its place.
    expect(answer.body).toMatch(/Overloaded|Keyrack: the provider broke off/)
    expect(answer.body).toMatch(/error/i)
    expect(row).toMatchObject({ outcome: 'failed', usageState: 'estimated' })
  })

  test('in pieces of three bytes it is counted the same', async () => {
    const { row, told } = await meet({ kind: 'shred', bytes: 3 })
    expect(row).toMatchObject({ outcome: 'ok', usage: usageOf(told?.usage) })
    expect(told).toBeDefined()
  })
})
