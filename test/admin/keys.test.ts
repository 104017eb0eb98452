import { afterEach, beforeEach, expect, test } from 'vitest'
import { findKey } from '../../proxy/store/keys.ts'
import { type Rig, refusalOf, refusing, startAdmin, working } from './support.ts'

/** Look like secrets and are none. */
const SECRET = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
const OTHER = 'sk-proj-CANARY0notASecret0BBBB0BBBB0BBBB0BBBB7x7x'
const KEY = { provider: 'openai' as const, label: 'Main', secret: SECRET }
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

async function only() {
  const [key] = await rig.client.keys.list.query()
  if (!key) throw new Error('no key')
  return key
}

test('an added key is tested with its secret, lists its models, and shows no more than a hint', async () => {
  const { id, test: result } = await rig.client.keys.add.mutate(KEY)
  expect(result).toEqual(working('gpt-5-mini', 'gpt-5'))
  expect(rig.asked.tested).toMatchObject([{ secret: SECRET, baseUrl: 'https://api.openai.com/v1' }])
  expect(await only()).toMatchObject({
    ...{ id, label: 'Main', hint: 'sk-proj-…9fQ2', health: 'working', modelsPinned: false },
    models: ['gpt-5-mini', 'gpt-5'],
  })
  expect(rig.asked.changed).toContain('keys')
})

test('the secret stands nowhere: not in the database, not in any list', async () => {
  await rig.client.keys.add.mutate(KEY)
  expect(rig.db.raw.serialize().includes('CANARY')).toBe(false)
  expect(JSON.stringify(await rig.client.keys.list.query())).not.toContain('CANARY')
})

test('a key whose test fails is kept, with the reason', async () => {
  rig.provider.answer = refusing('OpenAI answered 401: the key is not valid.')
  const { test: result } = await rig.client.keys.add.mutate(KEY)
  expect(result.ok).toBe(false)
  expect(await only()).toMatchObject({
    ...{ health: 'refused', healthNote: 'OpenAI answered 401: the key is not valid.', models: [] },
  })
  rig.provider.answer = working('gpt-5')
  await rig.client.keys.test.mutate({ id: (await only()).id })
  expect(await only()).toMatchObject({ health: 'working', healthNote: null, models: ['gpt-5'] })
})

test('typed models stay; an emptied list is filled by the next test', async () => {
  const { id } = await rig.client.keys.add.mutate({ ...KEY, models: ['mine', 'mine'] })
  expect(await only()).toMatchObject({ models: ['mine'], modelsPinned: true })
  await rig.client.keys.change.mutate({ id, models: [] })
  await rig.client.keys.test.mutate({ id })
  expect(await only()).toMatchObject({ models: ['gpt-5-mini', 'gpt-5'], modelsPinned: false })
})

test('trying out stores nothing', async () => {
  expect(await rig.client.keys.tryOut.mutate(KEY)).toMatchObject({ ok: true })
  expect(await rig.client.keys.list.query()).toEqual([])
})

test('a changed address needs the secret again; the same address written otherwise does not', async () => {
  const { id } = await rig.client.keys.add.mutate(KEY)
  const away = { id, baseUrl: 'https://collector.example/v1' }
  const refusal = await refusalOf(rig.client.keys.change.mutate(away))
  expect(refusal).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('secret') })
  expect((await only()).baseUrl).toBe('https://api.openai.com/v1')
  await rig.client.keys.change.mutate({ id, baseUrl: 'https://api.openai.com/v1/', label: 'EU' })
  expect(await only()).toMatchObject({ label: 'EU', health: 'working' })
  await rig.client.keys.change.mutate({ ...away, secret: OTHER })
  expect(await only()).toMatchObject({
    baseUrl: 'https://collector.example/v1',
    health: 'untested',
  })
  await rig.client.keys.test.mutate({ id })
  expect(rig.asked.tested.at(-1)).toMatchObject({
    ...{ secret: OTHER, baseUrl: 'https://collector.example/v1' },
  })
})

test('plain http is refused, unless the key is allowed local addresses or is an Ollama at home', async () => {
  const plain = { ...KEY, baseUrl: 'http://10.0.0.5:8000/v1' }
  expect((await refusalOf(rig.client.keys.add.mutate(plain))).message).toContain('plain http')
  await rig.client.keys.add.mutate({ ...plain, allowLocal: true })
  await rig.client.keys.add.mutate({ provider: 'ollama', label: 'Ollama' })
  const far = { provider: 'ollama' as const, label: 'Far', baseUrl: 'http://ollama.example:11434' }
  expect((await refusalOf(rig.client.keys.add.mutate(far))).code).toBe('BAD_REQUEST')
  expect(
    (await rig.client.keys.list.query()).map(({ label, allowLocal }) => [label, allowLocal]),
  ).toEqual([
    ['Main', true],
    ['Ollama', true],
  ])
  const { id } = await only()
  const withdrawn = refusalOf(rig.client.keys.change.mutate({ id, allowLocal: false }))
  expect((await withdrawn).message).toContain('plain http')
})

test('what is missing or cannot be a key is said in words', async () => {
  const azure = { provider: 'azure' as const, label: 'Azure', secret: SECRET }
  expect((await refusalOf(rig.client.keys.add.mutate(azure))).message).toContain('base URL')
  const bare = { provider: 'openai' as const, label: 'No secret' }
  expect((await refusalOf(rig.client.keys.add.mutate(bare))).message).toContain('secret')
  const broken = { ...KEY, secret: `${SECRET}\r\nx-evil: 1` }
  const refusal = await refusalOf(rig.client.keys.add.mutate(broken))
  expect(refusal.message).toContain('Copy it again')
  expect(refusal.message).not.toContain('CANARY')
  const userInfo = { ...KEY, baseUrl: 'https://api.openai.com@evil.example/v1' }
  expect((await refusalOf(rig.client.keys.add.mutate(userInfo))).message).toContain('user name')
  expect(rig.asked.tested).toEqual([])
})

test('a preset brings its address and goes with a compatible provider only', async () => {
  const groq = { provider: 'compatible' as const, preset: 'groq', label: 'Groq', secret: SECRET }
  await rig.client.keys.add.mutate(groq)
  expect(await only()).toMatchObject({ preset: 'groq', baseUrl: 'https://api.groq.com/openai/v1' })
  const wrong = refusalOf(rig.client.keys.add.mutate({ ...groq, provider: 'openai' }))
  expect((await wrong).message).toContain('compatible')
})

test('a replaced secret is sealed anew and tested; the old seal no longer opens the row', async () => {
  const { id } = await rig.client.keys.add.mutate(KEY)
  const before = findKey(rig.db, id)
  rig.clock.now += 1000
  await rig.client.keys.replace.mutate({ id, secret: OTHER })
  const after = findKey(rig.db, id)
  expect(rig.asked.tested.at(-1)?.secret).toBe(OTHER)
  expect(await only()).toMatchObject({ hint: 'sk-proj-…7x7x', secretChangedAt: rig.clock.now })
  const place = { table: 'keys', row: id, column: 'sealed', version: after?.sealVersion ?? 0 }
  await expect(rig.vault.open(before?.sealed ?? '', place)).rejects.toThrow('another row')
  expect(await rig.vault.open(after?.sealed ?? '', place)).toBe(OTHER)
})

test('a test that was overtaken by a new secret says nothing about it', async () => {
  const { id } = await rig.client.keys.add.mutate(KEY)
  rig.services.upstream.test = async () => {
    rig.services.upstream.test = async () => working('new-model')
    await rig.client.keys.replace.mutate({ id, secret: OTHER })
    return refusing()
  }
  await rig.client.keys.test.mutate({ id })
  expect(await only()).toMatchObject({ health: 'working', models: ['new-model'] })
})

test('keys pause, resume and leave with their secret', async () => {
  const { id } = await rig.client.keys.add.mutate(KEY)
  await rig.client.keys.pause.mutate({ id })
  expect((await only()).paused).toBe(true)
  await rig.client.keys.resume.mutate({ id })
  expect((await only()).paused).toBe(false)
  const sealed = findKey(rig.db, id)?.sealed ?? 'none'
  await rig.client.keys.remove.mutate({ id })
  expect(await rig.client.keys.list.query()).toEqual([])
  expect(rig.db.raw.serialize().includes(sealed)).toBe(false)
  for (const call of ['pause', 'test', 'remove'] as const) {
    expect((await refusalOf(rig.client.keys[call].mutate({ id }))).code).toBe('NOT_FOUND')
  }
})

test('the provider is guessed from the key’s shape', async () => {
  const anthropic = 'sk-ant-CANARY0notASecret0CANARY0notASecret'
  expect(await rig.client.keys.guess.mutate({ secret: anthropic })).toEqual({
    ...{ provider: 'anthropic', preset: null },
  })
})
