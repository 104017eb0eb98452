import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callRaw, RAW_DIALECTS, type RawDialect } from '../faults/rawClient.ts'
import { startTeam, type Team } from './team.ts'

let team: Team

beforeAll(async () => {
  team = await startTeam()
})
afterAll(() => team.stop())

const PROMPTS = ['Say something about keys in 9 words', 'Say much about keys in 400 words', '']

describe.for(RAW_DIALECTS)('$family', (dialect) => {
  test.for([false, true])(
    'an answer passes byte for byte as the vendor sends it (streamed: %s)',
    async (streamed) => {
      const vendor = team.vendors[dialect.family]
      for (const prompt of PROMPTS) {
        const call = { dialect, streamed, prompt }
        const direct = await callRaw(vendor.origin, { ...call, token: vendor.secret })
        const sentDirect = vendor.lastRequest().body
        const through = await callRaw(team.service.url, { ...call, token: team.token })
        expect(through.body).toBe(direct.body)
        // Usage has to be asked for in a stream of OpenAI's; nothing else is added.
        const sent = vendor.lastRequest().body.toString()
        const asked = sent.replace(/"stream_options":\{"include_usage":true\},?/, '')
        expect(asked).toBe(sentDirect.toString())
      }
    },
  )
})

test('a client that asks for usage itself gets OpenAI’s chunks unchanged', async () => {
  const vendor = team.vendors.openai
  const [dialect] = RAW_DIALECTS
  if (!dialect) throw new Error('no dialect')
  const asking = {
    ...dialect,
    body: (streamed: boolean, prompt: string) => ({
      ...dialect.body(streamed, prompt),
      stream_options: { include_usage: true },
    }),
  }
  const call = { dialect: asking, streamed: true }
  const direct = await callRaw(vendor.origin, { ...call, token: vendor.secret })
  const through = await callRaw(team.service.url, { ...call, token: team.token })
  expect(direct.body).toContain('"usage":null')
  expect(through.body).toBe(direct.body)
})

/** What a client says in the query, and what of it the vendor sees. */
const QUERIES: [RawDialect['family'], string, string][] = [
  ['anthropic', '?beta=true&user=ana', '/v1/messages?beta=true'],
  ['openai', '?trace=1', '/v1/chat/completions'],
  [
    'gemini',
    '?alt=sse&fields=candidates',
    '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
  ],
]
test.for(QUERIES)('%s: of the query %s the vendor sees %s', async ([family, query, seen]) => {
  const dialect = RAW_DIALECTS.find((one) => one.family === family)
  if (!dialect) throw new Error('no dialect')
  const asking = { ...dialect, path: () => (dialect.path(true).split('?')[0] ?? '') + query }
  const { service, token, vendors } = team
  const answer = await callRaw(service.url, { dialect: asking, token, streamed: true })
  expect(answer.status).toBe(200)
  expect(vendors[family].lastRequest().url).toBe(seen)
})
