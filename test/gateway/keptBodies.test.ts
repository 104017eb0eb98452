import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import { filesWithSecrets } from '../sdk/leaks.ts'
import { patiently, withAna } from './withAna.ts'

const CANARY = 'CANARY the patient in room 4'

const place = withAna('bodies')

interface Asked {
  token?: string
  text?: string
  stream?: boolean
}

/** One chat call: what was sent, and what came back to its last byte. */
async function chat({ token = place.ana.token, text = CANARY, stream = false }: Asked = {}) {
  const sent = JSON.stringify({
    ...{ model: place.vendor.models[0], stream, messages: [{ role: 'user', content: text }] },
  })
  const answer = await fetch(`${place.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: sent,
  })
  const id = answer.headers.get('x-request-id') ?? ''
  return { sent, id, header: answer.headers.get('x-keyrack-bodies'), got: await answer.text() }
}

const detail = (id: string) => place.service.admin.calls.get.query({ id })
const open = (id: string, part: 'request' | 'answer') =>
  place.service.admin.calls.body.query({ id, part })

/** Waits until both bodies of a call are on disk. */
function keptOf(id: string) {
  return patiently(async () => {
    const { bodies } = (await detail(id)).bodies
    expect(bodies).toHaveLength(2)
    return bodies
  })
}

async function me(token: string) {
  const answer = await fetch(`${place.service.url}/keyrack/me`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return ((await answer.json()) as { bodies: unknown }).bodies
}

test('by default nothing of what people write or read is in any file, and nobody is told anything', async () => {
  const { id, header } = await chat()
  expect(header).toBeNull()
  expect((await detail(id)).bodies).toEqual({ bodies: [], isKeptNow: false })
  expect(await me(place.ana.token)).toEqual({ kept: false, notice: null })
  expect(
    await place.service.admin.members.card.query({ memberId: place.ana.memberId }),
  ).toMatchObject({
    notices: [],
  })
  await expect(open(id, 'request')).rejects.toThrow(/Nothing is kept of the request/)
  expect(filesWithSecrets(place.service.dataDir, [CANARY])).toEqual([])
})

test('switched on for a member, bodies are kept as they passed, sealed, and the member is told', async () => {
  await place.service.admin.bodies.keep.mutate({ memberId: place.ana.memberId, keep: 'on' })
  const { id, sent, got, header } = await chat()
  expect(header).toBe('kept')
  expect(await me(place.ana.token)).toMatchObject({
    kept: true,
    notice: expect.stringMatching(/30 days/),
  })
  const card = await place.service.admin.members.card.query({ memberId: place.ana.memberId })
  expect(card.notices).toEqual([expect.stringMatching(/keeps what you send/)])
  expect(card.message).toContain('Keyrack keeps what you send')

  await keptOf(id)
  expect(await open(id, 'request')).toMatchObject({
    ...{ text: sent, contentType: 'application/json', bytes: sent.length, keptBytes: sent.length },
  })
  expect(await open(id, 'answer')).toMatchObject({ text: got })
  expect(filesWithSecrets(place.service.dataDir, [CANARY])).toEqual([])
})

test('a stream is kept as it went out, and the client gets every byte of it as before', async () => {
  const { id, got } = await chat({ stream: true })
  expect(got).toMatch(/data: \[DONE\]\s*$/)
  await keptOf(id)
  expect(await open(id, 'answer')).toMatchObject({
    ...{ text: got, contentType: expect.stringContaining('event-stream') },
  })
})

test('a stream that broke off leaves what had gone out', async () => {
  place.vendor.faults.set('*', { kind: 'cut', after: 3 }, 1)
  await expect(chat({ stream: true })).rejects.toThrow()
  const { calls } = await place.service.admin.calls.page.query({ limit: 1 })
  const id = calls[0]?.id ?? ''
  await keptOf(id)
  const { text } = await open(id, 'answer')
  expect(text).toMatch(/^data: \{/)
  expect(text).not.toContain('[DONE]')
})

test('what is too long is cut, also inside a letter, and says how long it was', async () => {
  await place.service.admin.settings.set.mutate({ name: 'bodyKeptBytes', value: 1024 })
  const { id, sent } = await chat({ text: '漢'.repeat(2000) })
  await place.service.admin.settings.set.mutate({ name: 'bodyKeptBytes', value: 256 * 1024 })
  await keptOf(id)
  const { text, bytes, keptBytes } = await open(id, 'request')
  expect([bytes, keptBytes]).toEqual([Buffer.byteLength(sent), 1024])
  expect(text?.length).toBeGreaterThan(300)
  expect(sent.startsWith(text ?? '?')).toBe(true)
})

test('a team says it for its members, and a member is asked first', async () => {
  const { id: teamId } = await place.service.admin.teams.add.mutate({ name: 'Research' })
  const ben = await place.service.addMember('Ben')
  await place.service.admin.teams.moveMember.mutate({ memberId: ben.memberId, teamId })
  const isKept = async () => (await chat({ token: ben.token })).header === 'kept'
  expect(await isKept()).toBe(false)
  await place.service.admin.bodies.keep.mutate({ teamId, keep: 'on' })
  expect(await isKept()).toBe(true)
  await place.service.admin.bodies.keep.mutate({ memberId: ben.memberId, keep: 'off' })
  expect(await isKept()).toBe(false)
  await place.service.admin.bodies.keep.mutate({ memberId: ben.memberId, keep: 'inherit' })
  expect(await isKept()).toBe(true)
})

test('a refused call keeps what was asked, as the reason to look at it', async () => {
  const answer = await fetch(`${place.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.ana.token}`, 'content-type': 'application/json' },
    body: '{"model":"no-such-model"}',
  })
  expect([answer.status, answer.headers.get('x-keyrack-bodies')]).toEqual([404, 'kept'])
  const { calls } = await place.service.admin.calls.page.query({ limit: 1 })
  const id = calls[0]?.id ?? ''
  await patiently(async () => expect((await detail(id)).bodies.bodies).toHaveLength(1))
  expect((await open(id, 'request')).text).toBe('{"model":"no-such-model"}')
})

test('each opening is written down before anything is shown', async () => {
  const { id } = await chat()
  await keptOf(id)
  const openings = async () => {
    const { acts } = await place.service.admin.audit.list.query({ limit: 50 })
    return acts.filter(({ action, objectId }) => action === 'calls.body' && objectId === id)
  }
  expect(await openings()).toEqual([])
  await open(id, 'request')
  expect(await openings()).toMatchObject([{ asked: { id, part: 'request' }, result: 'done' }])
})

describe('where something is masked', () => {
  const EMAIL = 'ana@example.com'
  const say = (mode: 'mask' | 'pseudonymise' | 'block' | null) =>
    place.service.admin.masking.set.mutate({ teamId: null, rules: { email: mode && { mode } } })
  const stepsOf = async (id: string) => (await detail(id)).trace?.steps ?? []

  test('it is masked in what is kept as well, and the call says what was found', async () => {
    await say('mask')
    const { id, sent } = await chat({ text: `write to ${EMAIL}` })
    await keptOf(id)
    expect((await open(id, 'request')).text).toBe(sent.replace(EMAIL, '[EMAIL]'))
    expect(await stepsOf(id)).toContainEqual({ step: 'masked', in: 'request', kinds: { email: 1 } })
    await say(null)
  })

  test('a stream in which names are put back is kept as it came, without what they stand for', async () => {
    await say('pseudonymise')
    const { id, got } = await chat({ text: `write to ${EMAIL}`, stream: true })
    expect(got).toMatch(/\[DONE\]/)
    await keptOf(id)
    expect((await open(id, 'request')).text).toContain('[EMAIL_1]')
    const { text } = await open(id, 'answer')
    expect(text).toMatch(/^data: \{/)
    expect(text).not.toContain(EMAIL)
    await say(null)
  })

  test('what was not let out is not kept either', async () => {
    await say('block')
    const { id } = await chat({ text: `write to ${EMAIL}` })
    await patiently(async () => expect((await detail(id)).bodies.bodies).toHaveLength(1))
    const { text } = await open(id, 'request')
    expect(text).toContain('[EMAIL]')
    expect(text).not.toContain(EMAIL)
    const steps = await stepsOf(id)
    expect(steps.slice(-2)).toEqual([
      { step: 'masked', in: 'request', kinds: { email: 1 } },
      { step: 'stopped', reason: 'CONTENT_BLOCKED' },
    ])
    await say(null)
  })

  test('of a cut body not even the half of it is left', async () => {
    await say('mask')
    await place.service.admin.settings.set.mutate({ name: 'bodyKeptBytes', value: 2048 })
    const padding = 'x '.repeat(960)
    const { id, sent } = await chat({ text: `${padding}${'a'.repeat(200)}@example.com` })
    await place.service.admin.settings.set.mutate({ name: 'bodyKeptBytes', value: 256 * 1024 })
    // The cap falls into the address.
    expect(sent.slice(2000, 2048)).toMatch(/aaa$/)
    await keptOf(id)
    const { text, keptBytes, bytes } = await open(id, 'request')
    expect(keptBytes).toBeLessThan(bytes)
    expect(text).not.toContain('aaa')
    await say(null)
  })
})

test('a body that was put in the place of another is not shown, nor one whose day was forgotten', async () => {
  const [first, second] = [await chat({ text: 'mine' }), await chat({ text: 'yours' })]
  for (const { id } of [first, second]) await keptOf(id)
  const db = new Database(dataFiles(place.service.dataDir).database)
  db.exec(`
    UPDATE callBodies SET sealed = (SELECT sealed FROM callBodies AS other
      WHERE other.part = callBodies.part AND other.callId <> callBodies.callId
      ORDER BY other.callId DESC LIMIT 1) WHERE part = 0`)
  await expect(open(first.id, 'request')).rejects.toThrow(/cannot be opened/)
  expect((await open(second.id, 'answer')).text).toBe(second.got)
  db.exec('DELETE FROM bodyKeys')
  db.close()
  await expect(open(second.id, 'answer')).rejects.toThrow(/can never be read again/)
})
