import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callRaw, RAW_DIALECTS } from '../faults/rawClient.ts'
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
