import { statSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fetchOnSocket, type Rig, refusalOf, startAdmin } from './support.ts'

/** Looks like a secret and is none. */
const CANARY = 'sk-proj-CANARY0notASecret0CANARY0notASecret0CANARY'
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetchOnSocket(rig.socket, `http://keyrack/trpc/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${rig.session}`,
      ...headers,
    },
    body,
  })
  return { status: answer.status, text: await answer.text() }
}

test('only the owner may reach the socket', () => {
  expect(statSync(rig.socket).mode & 0o777).toBe(0o600)
})

test('an error carries code, status, path and words, and nothing else', async () => {
  const { status, text } = await post('keys.test', JSON.stringify({ id: 'key_unknown' }))
  expect(status).toBe(404)
  expect(JSON.parse(text)).toEqual({
    error: {
      code: -32004,
      message: 'This key is no longer there. Look at the list again.',
      data: { code: 'NOT_FOUND', httpStatus: 404, path: 'keys.test' },
    },
  })
})

test('what was not foreseen becomes one fixed sentence; the log says more, without secrets', async () => {
  rig.services.upstream.test = async ({ secret }) => {
    throw new TypeError(`Invalid header value "Bearer ${secret}"`)
  }
  const key = { provider: 'openai' as const, label: 'Main', secret: CANARY }
  const refusal = await refusalOf(rig.client.keys.tryOut.mutate(key))
  expect(refusal.code).toBe('INTERNAL_SERVER_ERROR')
  expect(refusal.message).toContain('KR-ADM-001')
  expect(rig.asked.log).toMatchObject([{ message: 'The admin command keys.tryOut failed' }])
  expect(rig.asked.log[0]?.detail).toMatch(/^TypeError: Invalid header value .*\n\s+at /)
  expect(JSON.stringify([refusal, rig.asked.log])).not.toContain('CANARY')
})

test('refused input names the field and never repeats what was typed', async () => {
  const { status, text } = await post(
    'keys.add',
    JSON.stringify({
      provider: CANARY,
      label: '',
      secret: `${CANARY}${'x'.repeat(5000)}`,
      [CANARY]: 1,
    }),
  )
  expect(status).toBe(400)
  expect(text).toContain('provider')
  expect(text).not.toContain('CANARY')
})

test('a body that is no JSON, or too large, is refused without being quoted', async () => {
  const broken = await post('keys.add', `{"secret":"${CANARY}`)
  expect([broken.status, broken.text.includes('CANARY')]).toEqual([400, false])
  const large = await post('keys.scan', JSON.stringify({ pasted: CANARY.repeat(100_000) }))
  expect([large.status, large.text.includes('CANARY')]).toEqual([413, false])
})

test('unknown commands, wrong verbs and broken paths are answered and the service lives on', async () => {
  expect((await post('keys.explode', '{}')).status).toBe(404)
  expect((await post('keys.list', '{}')).status).toBe(405)
  expect((await post('%zz', '{}')).status).toBeGreaterThanOrEqual(400)
  const outside = await fetchOnSocket(rig.socket, 'http://keyrack/elsewhere')
  expect(outside.status).toBe(404)
  expect(await rig.client.keys.list.query()).toEqual([])
})

test('a batch of more than fifty commands is refused as a whole', async () => {
  const names = Array.from({ length: 60 }, () => 'status.get').join(',')
  const answer = await fetchOnSocket(
    rig.socket,
    `http://keyrack/trpc/${names}?batch=1&input=%7B%7D`,
  )
  expect(answer.status).toBeGreaterThanOrEqual(400)
})

test('a full disk is said in words', async () => {
  rig.db.raw.pragma('max_page_count = 1')
  const members = Array.from({ length: 50 }, () =>
    rig.client.members.add.mutate({ name: 'Ana', note: 'x'.repeat(2000) }),
  )
  const refused = (await Promise.allSettled(members)).find(({ status }) => status === 'rejected')
  expect(String((refused as PromiseRejectedResult | undefined)?.reason)).toContain('KR-DB-004')
})
