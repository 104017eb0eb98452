import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fault } from './faults.ts'
import { startVendor, type Vendor } from './vendor.ts'

let vendor: Vendor

beforeEach(async () => {
  vendor = await startVendor('openai')
})
afterEach(() => vendor.stop())

function call(stream = false, secret = vendor.secret): Promise<Response> {
  return fetch(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-5-mini',
      stream,
      messages: [{ role: 'user', content: 'Hi' }],
    }),
  })
}

test('a wrong key is refused as the vendor refuses it', async () => {
  const answer = await call(false, 'sk-wrong')
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({ error: { code: 'invalid_api_key' } })
})

test('every answer carries what a proxy must not hand on', async () => {
  const { headers } = await call()
  expect(headers.get('set-cookie')).toContain('canary')
  expect(headers.get('openai-organization')).toContain('canary')
})

test('a status comes in the vendor’s own shape, with its headers, and may echo the key', async () => {
  const headers = { 'retry-after': '7' }
  vendor.faults.set('gpt-5-mini', { kind: 'status', status: 429, headers, message: 'no {secret}' })
  const answer = await call()
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
  expect(await answer.json()).toMatchObject({ error: { message: `no ${vendor.secret}` } })
})

const breaks: [string, Fault, boolean][] = [
  ['a reset', { kind: 'reset' }, false],
  ['a body that is cut', { kind: 'cut', after: 20 }, false],
  ['a stream that is cut', { kind: 'cut', after: 3 }, true],
]
test.for(breaks)('%s is a broken connection for the client', async ([, fault, stream]) => {
  vendor.faults.set('*', fault)
  await expect(call(stream).then((answer) => answer.text())).rejects.toThrow()
})

const oddities: [string, Fault, (text: string) => boolean][] = [
  ['an early end is clean', { kind: 'earlyEnd', after: 3 }, (text) => !text.includes('[DONE]')],
  ['CRLF and comments', { kind: 'crlf' }, (text) => text.includes('data: [DONE]\r\n\r\n')],
  ['pieces of three bytes', { kind: 'shred', bytes: 3 }, (text) => text.endsWith('[DONE]\n\n')],
  ['an event of error', { kind: 'errorEvent', after: 2 }, (text) => text.includes('Overloaded')],
  ['garbage', { kind: 'garbage' }, (text) => text.startsWith('data: {"half":')],
  ['an interim answer first', { kind: 'informational' }, (text) => text.endsWith('[DONE]\n\n')],
  ['a huge answer', { kind: 'huge', bytes: 1_000_000 }, (text) => text.length >= 1_000_000],
]
test.for(oddities)('%s', async ([, fault, looksRight]) => {
  vendor.faults.set('*', fault)
  expect(looksRight(await (await call(true)).text())).toBe(true)
})

test('a redirect points where it was told to', async () => {
  vendor.faults.set('*', { kind: 'redirect', location: 'http://127.0.0.1:9/elsewhere' })
  const answer = await call()
  expect([answer.status, answer.headers.get('location')]).toEqual([
    302,
    'http://127.0.0.1:9/elsewhere',
  ])
})

test('a client that leaves a hanging call is noticed', async () => {
  vendor.faults.set('*', { kind: 'hangMidway', after: 2 })
  const answer = await call(true)
  await answer.body?.cancel()
  expect(await vendor.lastRequest().ended).toBe(false)
})

test('a fault may be meant for a number of calls only', async () => {
  vendor.faults.set('*', { kind: 'status', status: 500 }, 1)
  expect([(await call()).status, (await call()).status]).toEqual([500, 200])
})

test('it can lie about usage', async () => {
  vendor.faults.set('*', { kind: 'usage', parts: { fresh: -5, output: 1e18 } })
  expect(await (await call()).json()).toMatchObject({ usage: { completion_tokens: 1e18 + 4 } })
  expect(vendor.lastRequest().told?.usage.input).toBe(-5)
})

test.for([false, true])('it can say the key it got (streamed: %s)', async (stream) => {
  vendor.faults.set('*', { kind: 'echo', bytes: 7 })
  expect(await (await call(stream)).text()).toContain(vendor.secret)
})

test.for([false, true])('it can leave usage out (streamed: %s)', async (stream) => {
  vendor.faults.set('*', { kind: 'noUsage' })
  expect(await (await call(stream)).text()).not.toContain('usage')
})
