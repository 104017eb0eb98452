import { afterEach, beforeEach, expect, test } from 'vitest'
import { readToken } from '../../proxy/identity/memberToken.ts'
import { addCall } from '../store/support.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
let rig: Rig
let ana: string

beforeEach(async () => {
  rig = await startAdmin()
  ana = (await rig.client.members.add.mutate({ name: 'Ana Ruiz', email: 'ana@example.com' })).id
  rig.asked.changed.length = 0
})
afterEach(() => rig.close())

const token = async (id: string) =>
  (await rig.client.tokens.list.query()).find((token) => token.id === id)

test('a token is shown once, and only what stands for it is kept', async () => {
  const made = await rig.client.tokens.create.mutate({ memberId: ana, label: 'laptop' })
  expect(readToken(made.token)).toBe(made.token)
  expect(made.expiresAt).toBe(START + 90 * DAY)
  expect(await token(made.id)).toMatchObject({
    ...{ memberName: 'Ana Ruiz', label: 'laptop', state: 'active' },
    hint: `krk_m_…${made.token.slice(-4)}`,
  })
  expect(rig.db.raw.serialize().includes(made.token)).toBe(false)
  expect(JSON.stringify(await rig.client.tokens.list.query())).not.toContain(made.token)
  expect(rig.asked.changed).toEqual(['tokens'])
})

test('a token may last as long as is said, or for ever', async () => {
  await rig.client.settings.set.mutate({ name: 'tokenDays', value: 7 })
  const make = (expiresInDays?: number | null) =>
    rig.client.tokens.create.mutate({
      memberId: ana,
      ...(expiresInDays !== undefined && { expiresInDays }),
    })
  expect((await make()).expiresAt).toBe(START + 7 * DAY)
  expect((await make(1)).expiresAt).toBe(START + DAY)
  expect((await make(null)).expiresAt).toBeNull()
})

test('a rotated token is accepted for its grace and no longer, and cannot be rotated again', async () => {
  const old = await rig.client.tokens.create.mutate({ memberId: ana, label: 'laptop' })
  rig.clock.now += 2 * HOUR
  const next = await rig.client.tokens.rotate.mutate({ id: old.id, graceHours: 1 })
  expect(await token(old.id)).toMatchObject({
    ...{ state: 'replaced', replacedById: next.id, expiresAt: rig.clock.now + HOUR },
  })
  expect(await token(next.id)).toMatchObject({ label: 'laptop', state: 'active' })
  expect(next.expiresAt).toBe(rig.clock.now + 90 * DAY)
  expect(rig.asked.cut).toEqual([])
  expect((await refusalOf(rig.client.tokens.rotate.mutate({ id: old.id }))).code).toBe('CONFLICT')
  rig.clock.now += HOUR
  expect(await token(old.id)).toMatchObject({ state: 'expired' })
})

test('rotating never makes a token live longer than it would have', async () => {
  const old = await rig.client.tokens.create.mutate({ memberId: ana, expiresInDays: 1 })
  await rig.client.tokens.rotate.mutate({ id: old.id, graceHours: 168 })
  expect((await token(old.id))?.expiresAt).toBe(START + DAY)
})

test('without grace the old token ends at once, calls in flight included', async () => {
  const old = await rig.client.tokens.create.mutate({ memberId: ana })
  await rig.client.tokens.rotate.mutate({ id: old.id, graceHours: 0 })
  expect(await token(old.id)).toMatchObject({ state: 'revoked', revokedAt: START })
  expect(rig.asked.cut).toEqual([{ tokenId: old.id }])
})

test('a revoked token is refused at once, its calls are cut, and its first revocation stays', async () => {
  const { id } = await rig.client.tokens.create.mutate({ memberId: ana })
  rig.asked.changed.length = 0
  expect(await rig.client.tokens.revoke.mutate({ id })).toEqual({ cutStreams: 1 })
  expect(rig.asked).toMatchObject({ changed: ['tokens'], cut: [{ tokenId: id }] })
  rig.clock.now += 1000
  await rig.client.tokens.revoke.mutate({ id })
  expect(await token(id)).toMatchObject({ state: 'revoked', revokedAt: START })
})

test('a suspended member is cut off and comes back with the same tokens', async () => {
  await rig.client.tokens.create.mutate({ memberId: ana })
  await rig.client.members.suspend.mutate({ id: ana })
  expect(rig.asked.cut).toEqual([{ memberId: ana }])
  expect(await rig.client.members.list.query()).toMatchObject([
    { state: 'suspended', liveTokens: 1 },
  ])
  await rig.client.members.resume.mutate({ id: ana })
  expect(await rig.client.members.list.query()).toMatchObject([{ state: 'active', liveTokens: 1 }])
})

test('a removed member loses every token and stays in the history', async () => {
  const made = await rig.client.tokens.create.mutate({ memberId: ana })
  const gone = await rig.client.tokens.create.mutate({ memberId: ana })
  await rig.client.tokens.revoke.mutate({ id: gone.id })
  addCall(rig.db, START, { memberId: ana, tokenId: made.id })
  const answer = await rig.client.members.remove.mutate({ id: ana })
  expect(answer.revokedTokens).toBe(1)
  expect(rig.asked.cut.at(-1)).toEqual({ memberId: ana })
  expect(await rig.client.members.list.query()).toEqual([])
  expect(await rig.client.tokens.list.query()).toEqual([])
  expect((await rig.client.calls.page.query({})).calls).toMatchObject([{ memberName: 'Ana Ruiz' }])
  const late = refusalOf(rig.client.tokens.create.mutate({ memberId: ana }))
  expect((await late).code).toBe('NOT_FOUND')
})

test('the list says what each member did today, and whether the money is the whole of it', async () => {
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  const ben = await rig.client.members.add.mutate({ name: 'Ben' })
  const midnight = Date.UTC(2026, 10, 21)
  addCall(rig.db, midnight - 1, { memberId: ana, costNanoUsd: 100 })
  addCall(rig.db, midnight, { memberId: ana, costNanoUsd: 5 })
  addCall(rig.db, midnight, { memberId: ben.id, costNanoUsd: null, priceState: 'unknown' }, 1)
  expect(await rig.client.members.list.query()).toMatchObject([
    { name: 'Ana Ruiz', callsToday: 1, costNanoUsdToday: 5, costTodayComplete: true },
    { name: 'Ben', callsToday: 1, costNanoUsdToday: 0, costTodayComplete: false },
  ])
})

test('a member’s details change one by one', async () => {
  await rig.client.members.change.mutate({ id: ana, note: 'On the app team' })
  expect(await rig.client.members.list.query()).toMatchObject([
    { name: 'Ana Ruiz', email: 'ana@example.com', note: 'On the app team' },
  ])
  expect((await refusalOf(rig.client.members.change.mutate({ id: 'mem_x', name: 'X' }))).code).toBe(
    'NOT_FOUND',
  )
})

test('the card names the running address, the certificate authority and the models, but no token', async () => {
  const secret = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
  await rig.client.keys.add.mutate({ provider: 'openai', label: 'Main', secret })
  const card = await rig.client.members.card.query({ memberId: ana })
  expect(card).toMatchObject({
    ...{ memberName: 'Ana Ruiz', origin: 'https://192.168.1.24:8443' },
    ...{ models: ['gpt-5', 'gpt-5-mini'], ca: { pem: 'CA-PEM', fingerprint: 'AA:BB' } },
  })
  expect(JSON.stringify(card)).not.toMatch(/CANARY|krk_m_[0-9A-Za-z]{46}/)
})
