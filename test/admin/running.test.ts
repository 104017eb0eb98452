import { afterEach, beforeEach, expect, test } from 'vitest'
import { listInterfaces } from '../../proxy/admin/network.ts'
import { formatCallId } from '../../proxy/base/ids.ts'
import { noteKeyHealth } from '../../proxy/store/keys.ts'
import { addCall } from '../store/support.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const SECRET = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

test('anybody on this computer’s account may see the state of things, but not more', async () => {
  const status = await rig.anonymous.status.get.query()
  expect(status).toMatchObject({
    vault: 'unlocked',
    session: false,
    setup: 'done',
    version: '0.1.0',
  })
  expect(await rig.client.status.get.query()).toMatchObject({ session: true })
})

test('the wizard goes on where it was left, and starts only in the window', async () => {
  const fresh = await startAdmin({ withVault: false })
  expect(await fresh.frame.status.get.query()).toMatchObject({ vault: 'none', setup: 'vault' })
  await fresh.frame.vault.create.mutate({ passphrase: 'violin tram lagoon seventeen' })
  expect(await fresh.frame.status.get.query()).toMatchObject({ setup: 'keys', session: true })
  await fresh.frame.status.setupStep.mutate({ step: 'network' })
  expect((await fresh.frame.status.get.query()).setup).toBe('network')
  await fresh.close()
})

test('settings are set by name; what is not admitted is refused with the field', async () => {
  expect(await rig.client.settings.set.mutate({ name: 'tokenDays', value: 30 })).toMatchObject({
    ...{ name: 'tokenDays', value: 30, default: 90 },
  })
  expect((await rig.client.settings.get.query({ name: 'tokenDays' })).value).toBe(30)
  expect(await rig.client.settings.list.query()).toHaveLength(
    (await rig.services.settings.lines()).length,
  )
  const wrong = await refusalOf(rig.client.settings.set.mutate({ name: 'tokenDays', value: 0 }))
  expect(wrong.code).toBe('BAD_REQUEST')
  const range = { name: 'allowedAddresses' as const, value: ['own-networks', '192.168.300.0/24'] }
  expect((await refusalOf(rig.client.settings.set.mutate(range))).message).toContain(
    '192.168.300.0/24',
  )
  expect(rig.services.settings.get('allowedAddresses')).toEqual(['own-networks'])
})

test('network settings take effect at once, however they are set, and are remembered', async () => {
  const status = await rig.client.network.listen.mutate({
    host: '127.0.0.1',
    port: 9000,
    tls: 'auto',
  })
  expect(status).toMatchObject({ host: '127.0.0.1', port: 9000 })
  await rig.client.settings.set.mutate({ name: 'port', value: 9001 })
  expect(rig.asked.applied).toEqual([
    { host: '127.0.0.1', port: 9000, tls: 'auto' },
    { port: 9001 },
  ])
  expect(rig.services.settings.all()).toMatchObject({ host: '127.0.0.1', port: 9001 })
})

test('the proxy pauses and resumes', async () => {
  await rig.client.network.pause.mutate()
  expect((await rig.client.status.get.query()).proxy.state).toBe('paused')
  await rig.client.network.resume.mutate()
  expect((await rig.client.network.retry.mutate()).state).toBe('running')
})

test('a pause lets the calls in flight finish, unless they are to be cut', async () => {
  expect(await rig.client.network.pause.mutate()).toEqual({ cutCalls: 0 })
  expect(rig.asked.cut).toEqual([])
  expect(await rig.client.network.pause.mutate({ cut: true })).toEqual({ cutCalls: 1 })
  expect(rig.asked.cut).toEqual([{ reason: 'paused' }])
})

test('interfaces say who can reach them; link-local addresses are left out', () => {
  const address = (address: string, family: 'IPv4' | 'IPv6') => ({
    ...{ address, family, netmask: '', mac: '', internal: false, cidr: null, scopeid: 0 },
  })
  const found = listInterfaces({
    lo: [address('127.0.0.1', 'IPv4') as never],
    eth0: [
      ...[address('192.168.1.24', 'IPv4'), address('fe80::1', 'IPv6')],
      ...[address('fd00::5', 'IPv6'), address('203.0.113.9', 'IPv4')],
    ] as never[],
  })
  expect(found.map(({ address, scope }) => [address, scope])).toEqual([
    ['127.0.0.1', 'loopback'],
    ['192.168.1.24', 'private'],
    ['fd00::5', 'private'],
    ['203.0.113.9', 'public'],
  ])
})

test('a typed price is kept in whole pico-dollars and applies from now on, until it is withdrawn', async () => {
  const row = await rig.client.prices.set.mutate({
    ...{
      provider: 'groq',
      model: 'llama',
      inputPerMTok: 0.0125,
      outputPerMTok: 0.59,
      perRequest: 0.001,
    },
  })
  expect(row).toMatchObject({
    ...{ source: 'admin', effectiveFrom: START },
    prices: { input: 12_500, output: 590_000, reasoning: 590_000, request: 1_000_000_000 },
  })
  expect(await rig.client.prices.list.query()).toEqual([row])
  await rig.client.prices.remove.mutate({ id: row.id })
  expect(await rig.client.prices.list.query()).toEqual([])
  expect((await refusalOf(rig.client.prices.remove.mutate({ id: row.id }))).code).toBe('NOT_FOUND')
  expect(rig.asked.changed).toEqual(['prices', 'prices'])
})

test('a price without any figure is refused unless the model is free on purpose', async () => {
  const price = { provider: 'groq', model: 'llama' }
  expect((await refusalOf(rig.client.prices.set.mutate(price))).code).toBe('BAD_REQUEST')
  expect(await rig.client.prices.set.mutate({ ...price, free: true })).toMatchObject({
    ...{ free: true, prices: {} },
  })
})

test('a tested key brings its models’ list prices, which nobody can remove', async () => {
  await rig.client.keys.add.mutate({ provider: 'openai', label: 'Main', secret: SECRET })
  const [price] = await rig.client.prices.list.query()
  expect(price).toMatchObject({ provider: 'openai', source: 'list' })
  expect((await refusalOf(rig.client.prices.remove.mutate({ id: price?.id ?? '' }))).code).toBe(
    'CONFLICT',
  )
})

test('calls are paged, added up, summarised and looked at one by one', async () => {
  const parts = { costNanoUsd: 7, input: 3, output: 2, keyId: 'key_a' }
  const id = formatCallId(addCall(rig.db, START, parts))
  expect((await rig.client.calls.page.query({})).calls).toMatchObject([{ id, costNanoUsd: 7 }])
  expect(await rig.client.calls.totals.query({})).toMatchObject({ calls: 1, inputTokens: 3 })
  expect(await rig.client.calls.summary.query({ by: 'model' })).toMatchObject([
    { group: 'gpt-5-mini' },
  ])
  expect(await rig.client.calls.get.query({ id })).toMatchObject({ id, price: null })
  expect((await refusalOf(rig.client.calls.get.query({ id: 'call_x' }))).code).toBe('NOT_FOUND')
  expect((await rig.client.overview.spendByModel.query()).series).toMatchObject([
    { model: 'gpt-5-mini' },
  ])
})

test('what needs the administrator is listed, the most pressing first, and goes when it is done', async () => {
  const kinds = async () => (await rig.client.overview.attention.query()).map(({ kind }) => kind)
  expect(await kinds()).toEqual(['recoveryNotSaved', 'noKeys', 'noMembers'])
  const { id } = await rig.client.keys.add.mutate({
    provider: 'openai',
    label: 'Main',
    secret: SECRET,
  })
  await rig.client.members.add.mutate({ name: 'Ana' })
  await rig.client.vault.recoverySaved.mutate()
  expect(await kinds()).toEqual([])
  noteKeyHealth(rig.db, id, 'refused', 'OpenAI answered 401 four times.')
  addCall(rig.db, START, { priceState: 'unknown', costNanoUsd: null, model: 'mystery' })
  Object.assign(rig.proxyStatus, {
    plainOnNetwork: true,
    certificate: { expiresAt: START + 5 * 86_400_000, fingerprint: '', names: [] },
  })
  expect(await rig.client.overview.attention.query()).toMatchObject([
    { kind: 'plainHttp' },
    { kind: 'keyRefused', subject: 'Main', id },
    { kind: 'certificateExpiring', count: 5 },
    { kind: 'unpricedModels', subject: 'mystery', count: 1 },
  ])
  await rig.client.keys.pause.mutate({ id })
  expect(await kinds()).not.toContain('keyRefused')
})

test('a token is tried as a teammate would, and figures come as the gateway gives them', async () => {
  expect(await rig.client.members.testCall.mutate({ token: 'krk_m_x' })).toMatchObject({ ok: true })
  expect(await rig.client.overview.figures.query()).toMatchObject({ inFlight: 0 })
})
