import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { actDetail, SECRET_FIELDS } from '../../proxy/admin/actDetail.ts'
import { adminRouter } from '../../proxy/admin/router.ts'
import {
  actingAs,
  clientOf,
  PASSPHRASE,
  type Rig,
  refusalOf,
  START,
  sessionAs,
  startAdmin,
} from './support.ts'

const NEXT = 'eleven otters paint the harbour'
const KEY_SECRET = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

const acts = async (input = {}) => (await rig.client.acts.list.query(input)).acts
const rows = () => JSON.stringify(rig.db.raw.prepare('SELECT * FROM acts').all())

test('who did what to what is written down: from the making of the vault on', async () => {
  rig.clock.now += 1000
  const { id } = await rig.client.members.add.mutate({ name: 'Ana', note: 'New' })
  await rig.client.members.suspend.mutate({ id })
  await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE })
  await rig.frame.network.pause.mutate()
  expect(await acts()).toMatchObject([
    { action: 'network.pause', source: 'window', objectId: null, detail: null },
    { action: 'vault.unlock', source: 'window', actorName: 'Owner' },
    { action: 'members.suspend', source: 'command', objectId: id, detail: JSON.stringify({ id }) },
    {
      ...{ at: START + 1000, action: 'members.add', actorName: 'Owner', role: 'owner' },
      ...{ objectId: id, detail: '{"name":"Ana","note":"New"}', refused: false },
    },
    { at: START, action: 'vault.create', source: 'command', role: 'owner' },
  ])
})

test('looking leaves no act, and neither does what failed', async () => {
  const before = await acts()
  await rig.client.keys.list.query()
  await rig.client.status.get.query()
  await refusalOf(rig.client.members.suspend.mutate({ id: 'mem_x' }))
  await refusalOf(rig.client.members.add.mutate({ name: '' }))
  await refusalOf(rig.anonymous.vault.unlock.mutate({ passphrase: 'wrong' }))
  await refusalOf(rig.anonymous.members.add.mutate({ name: 'Eve' }))
  expect(await acts()).toEqual(before)
})

test('what was refused for lack of rights is written down, without what was typed', async () => {
  const { id } = await rig.client.members.add.mutate({ name: 'Ana' })
  const viewer = actingAs(rig, 'viewer')
  await refusalOf(viewer.members.suspend.mutate({ id }))
  await refusalOf(viewer.settings.set.mutate({ name: 'tokenDays', value: KEY_SECRET }))
  const wrongPlace = { id: KEY_SECRET, secret: 'x' }
  await refusalOf(viewer.keys.replace.mutate(wrongPlace))
  await refusalOf(viewer.keys.list.query())
  expect((await acts()).slice(0, 3)).toMatchObject([
    { action: 'keys.replace', role: 'viewer', refused: true, objectId: null, detail: null },
    { action: 'settings.set', refused: true, detail: null },
    { action: 'members.suspend', actorName: 'The viewer', refused: true, objectId: id },
  ])
  expect(rows()).not.toContain('CANARY')
})

test('acts are read page by page, and by what they were done to', async () => {
  const { id } = await rig.client.members.add.mutate({ name: 'Ana' })
  for (let i = 0; i < 3; i++) await rig.client.members.change.mutate({ id, note: `${i}` })
  const first = await rig.client.acts.list.query({ limit: 2 })
  expect([first.acts.length, first.more]).toEqual([2, true])
  const rest = await rig.client.acts.list.query({ before: first.acts.at(-1)?.id })
  expect([rest.acts.map(({ action }) => action), rest.more]).toEqual([
    ['members.change', 'members.add', 'vault.create'],
    false,
  ])
  expect(await acts({ objectId: id })).toHaveLength(4)
  expect(await acts({ objectId: 'mem_other' })).toEqual([])
  const [{ actorId } = { actorId: '' }] = first.acts
  expect(await acts({ actorId })).toHaveLength(5)
})

test('no act holds a secret: passphrases, codes, recovery keys, tokens and provider keys', async () => {
  const canaries = [PASSPHRASE, NEXT, KEY_SECRET]
  const { client, anonymous } = rig
  const fresh = await client.vault.newRecoveryKey.mutate({ passphrase: PASSPHRASE })
  canaries.push(fresh.recoveryKey)
  await client.vault.enableKeyStore.mutate({ passphrase: PASSPHRASE })
  const added = await client.keys.add.mutate({
    ...{ provider: 'openai', label: `My ${KEY_SECRET}`, secret: KEY_SECRET },
  })
  await client.keys.replace.mutate({ id: added.id, secret: KEY_SECRET })
  await client.keys.change.mutate({ id: added.id, label: 'Main', secret: KEY_SECRET })
  await client.keys.guess.mutate({ secret: KEY_SECRET })
  await client.keys.scan.mutate({ pasted: `OPENAI_API_KEY=${KEY_SECRET}` })
  await client.keys.tryOut.mutate({ provider: 'openai', label: 'Try', secret: KEY_SECRET })
  const { id: memberId } = await client.members.add.mutate({ name: 'Ana', note: KEY_SECRET })
  const { token } = await client.tokens.create.mutate({ memberId })
  canaries.push(token)
  await client.members.testCall.mutate({ token })
  const invited = { name: 'Ben', role: 'admin', teamId: null } as const
  const { code } = await client.administrators.invite.mutate(invited)
  canaries.push(code)
  await anonymous.administrators.accept.mutate({ code, passphrase: NEXT })
  const [owner] = (await anonymous.status.get.query()).administrators
  const administratorId = owner?.id
  const { session } = await anonymous.vault.unlock.mutate({
    passphrase: PASSPHRASE,
    administratorId,
  })
  const again = clientOf(rig.socket, session)
  await again.vault.changePassphrase.mutate({ current: PASSPHRASE, next: NEXT })
  const recovered = await anonymous.vault.recover.mutate({
    ...{ recoveryKey: fresh.recoveryKey, passphrase: PASSPHRASE },
  })
  canaries.push(recovered.recoveryKey)

  const written = rows()
  expect(await acts()).toHaveLength(17)
  for (const secret of [...canaries, 'CANARY', session]) expect(written).not.toContain(secret)
  expect(written).toContain('(left out)')
})

test('every field of an input that sounds like a secret is on the list of those left out', () => {
  const procedures = adminRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string; inputs: z.ZodType[] } }
  >
  const fields = Object.values(procedures)
    .filter(({ _def }) => _def.type === 'mutation')
    .flatMap(({ _def }) => _def.inputs)
    .flatMap((input) =>
      propertiesIn(z.toJSONSchema(input, { unrepresentable: 'any', io: 'input' })),
    )
  expect(fields).toContain('passphrase')
  const telling = /secret|passphrase|password|token$|code$|recovery|pasted|current|next|apikey/i
  const missing = fields.filter((name) => telling.test(name) && !SECRET_FIELDS.has(name))
  expect(missing).toEqual([])
})

/** Names of all properties in a JSON schema, however deep. */
function propertiesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties } = schema as { properties?: object }
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(propertiesIn)]
}

test('a detail is short, and leaves out what looks like a credential wherever it stands', () => {
  expect(actDetail({ list: [{ label: `x ${KEY_SECRET}`, token: 1, note: 'fine' }] })).toBe(
    '{"list":[{"label":"(left out)","token":"(left out)","note":"fine"}]}',
  )
  expect(actDetail({ note: 'a'.repeat(1000) })?.length).toBeLessThan(400)
  expect(actDetail({ models: Array.from({ length: 900 }, () => 'gpt-5-mini') })).toBe(
    '{"leftOut":"too long"}',
  )
  expect([actDetail(undefined), actDetail(null)]).toEqual([null, null])
})

test('when the act cannot be written down, the answer of what was done is not lost', async () => {
  rig.db.raw.exec('DROP TABLE acts')
  const { id } = await rig.client.members.add.mutate({ name: 'Ana' })
  expect(await rig.client.members.list.query()).toMatchObject([{ id }])
  expect(rig.asked.log[0]?.message).toContain('members.add')
})

test('what a removed administrator did keeps their name', async () => {
  const session = sessionAs(rig, 'admin')
  await clientOf(rig.socket, session).members.add.mutate({ name: 'Ana' })
  const [ben] = (await rig.client.administrators.list.query()).filter(
    ({ role }) => role === 'admin',
  )
  rig.db.run(
    rig.db.sql
      .updateTable('administrators')
      .set({ removedAt: START })
      .where('id', '=', ben?.id ?? ''),
  )
  expect((await acts())[0]).toMatchObject({ action: 'members.add', actorName: 'The admin' })
})
