import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { SECRET_FIELDS, withoutSecrets } from '../../../proxy/admin/audit/acts.ts'
import { adminRouter } from '../../../proxy/admin/router.ts'
import type { AuditTerm } from '../../../proxy/contract/audit.ts'
import {
  actingAs,
  clientOf,
  PASSPHRASE,
  type Rig,
  refusalOf,
  START,
  sessionAs,
  startAdmin,
} from '../support.ts'

const NEXT = 'eleven otters paint the harbour'
const KEY_SECRET = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

const acts = async (terms: AuditTerm[] = []) =>
  (await rig.client.audit.list.query({ filter: { terms } })).acts
const rows = () =>
  JSON.stringify(
    ['audit', 'auditDetails', 'auditPending'].map((table) =>
      rig.db.raw.prepare(`SELECT * FROM ${table}`).all(),
    ),
  )
const term = (field: AuditTerm['field'], value: string, negated = false) => ({
  ...{ field, values: [value], negated },
})

test('who did what to what is written down: from the making of the vault on', async () => {
  rig.clock.now += 1000
  const { id } = await rig.client.members.add.mutate({ name: 'Ana', note: 'New' })
  await rig.client.members.suspend.mutate({ id })
  await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE })
  await rig.frame.network.pause.mutate()
  const at = START + 1000
  expect(await acts()).toMatchObject([
    {
      ...{ action: 'network.pause', source: 'window', objectType: 'network', asked: null },
      changes: [{ field: 'state', before: 'running', after: 'paused' }],
    },
    { action: 'vault.unlock', source: 'window', actorName: 'Owner', result: 'done' },
    {
      ...{ action: 'members.suspend', source: 'command', objectId: id, objectName: 'Ana' },
      changes: [{ field: 'suspendedAt', before: null, after: at }],
    },
    {
      ...{ at, action: 'members.add', actorName: 'Owner', role: 'owner', result: 'done' },
      ...{ objectType: 'member', objectId: id, objectName: 'Ana', origin: 'live' },
      asked: { name: 'Ana', note: 'New' },
      changes: [
        { field: 'name', before: null, after: 'Ana' },
        { field: 'email', before: null, after: '' },
        { field: 'note', before: null, after: 'New' },
        { field: 'keepBodies', before: null, after: 'inherit' },
        { field: 'unlogged', before: null, after: 0 },
      ],
    },
    { at: START, action: 'vault.create', source: 'command', role: 'owner', origin: 'locked' },
  ])
})

test('what failed is told with its reason; looking, and what was not understood, leaves nothing', async () => {
  const before = await acts()
  await rig.client.keys.list.query()
  await rig.client.status.get.query()
  await refusalOf(rig.client.members.add.mutate({ name: '' }))
  await refusalOf(rig.anonymous.members.add.mutate({ name: 'Eve' }))
  expect(await acts()).toEqual(before)
  await refusalOf(rig.client.members.suspend.mutate({ id: 'mem_x' }))
  await refusalOf(rig.anonymous.vault.unlock.mutate({ passphrase: 'wrong' }))
  expect((await acts()).slice(0, 2)).toMatchObject([
    {
      ...{ action: 'vault.unlock', result: 'failed', actorId: null, role: null },
      reason: expect.stringContaining('did not open the vault'),
    },
    {
      ...{ action: 'members.suspend', result: 'failed', actorName: 'Owner', objectId: 'mem_x' },
      reason: expect.stringContaining('no longer there'),
    },
  ])
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
    { action: 'keys.replace', role: 'viewer', result: 'refused', objectId: null, asked: null },
    { action: 'settings.set', result: 'refused', asked: null },
    { action: 'members.suspend', actorName: 'The viewer', result: 'refused', asked: null },
  ])
  expect(rows()).not.toContain('CANARY')
})

test('acts are read page by page, and by every field of the filter', async () => {
  const { id } = await rig.client.members.add.mutate({ name: 'Ana' })
  for (let i = 0; i < 3; i++) await rig.client.members.change.mutate({ id, note: `100%_${i}` })
  const first = await rig.client.audit.list.query({ limit: 2 })
  expect([first.acts.length, first.more]).toEqual([2, true])
  const rest = await rig.client.audit.list.query({ before: first.acts.at(-1)?.seq })
  expect([rest.acts.map(({ action }) => action), rest.more]).toEqual([
    ['members.change', 'members.add', 'vault.create'],
    false,
  ])
  const count = async (...terms: AuditTerm[]) => (await acts(terms)).length
  expect(await count(term('object', id))).toBe(4)
  expect(await count(term('object', 'ana'))).toBe(4)
  expect(await count(term('object', 'mem_other'))).toBe(0)
  expect(await count(term('who', 'own'))).toBe(5)
  expect(await count(term('who', first.acts[0]?.actorId ?? ''))).toBe(5)
  expect(await count(term('action', 'change'), term('text', '%_2'))).toBe(1)
  expect(await count(term('action', 'change', true))).toBe(2)
  expect(await count(term('result', 'done', true))).toBe(0)
  expect(await count(term('source', 'window'))).toBe(0)
  expect(await count(term('role', 'owner'))).toBe(5)
  rig.clock.now += 1000
  await rig.client.members.suspend.mutate({ id })
  const late = await rig.client.audit.list.query({ filter: { since: START + 1 } })
  const early = await rig.client.audit.list.query({ filter: { until: START + 1 } })
  expect([late.acts.length, early.acts.length]).toEqual([1, 5])
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
  expect(await acts()).toHaveLength(16)
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

test('a value is short, and leaves out what looks like a credential wherever it stands', () => {
  expect(withoutSecrets({ list: [{ label: `x ${KEY_SECRET}`, token: 1, note: 'fine' }] })).toEqual({
    list: [{ label: '(left out)', token: '(left out)', note: 'fine' }],
  })
  expect(String(withoutSecrets('a'.repeat(1000))).length).toBeLessThan(400)
  const filter = { filter: { terms: [{ field: 'who', values: ['Ana'] }] } }
  expect(withoutSecrets(filter)).toEqual(filter)
  expect(withoutSecrets({ terms: ['Project X'] })).toEqual({ terms: '(left out)' })
  const models = Array.from({ length: 900 }, () => 'gpt-5-mini')
  expect(withoutSecrets({ models })).toEqual({ leftOut: 'too long' })
  expect([withoutSecrets(undefined), withoutSecrets(null)]).toEqual([null, null])
})

test('what cannot be written down is not done', async () => {
  rig.db.raw.exec('ALTER TABLE auditDetails RENAME TO elsewhere')
  const refused = await refusalOf(rig.client.members.add.mutate({ name: 'Ana' }))
  expect(refused.code).toBe('SERVICE_UNAVAILABLE')
  expect(refused.message).toContain('so nothing was done')
  expect(await rig.client.members.list.query()).toEqual([])
  expect(rig.asked.log[0]?.message).toContain('members.add')
  rig.db.raw.exec('ALTER TABLE elsewhere RENAME TO auditDetails')
  await rig.client.members.add.mutate({ name: 'Ana' })
  expect((await rig.client.audit.check.mutate()).broken).toBeNull()
})

test('when only the outcome cannot be written down, the answer of what was done is not lost', async () => {
  const end = vi.spyOn(rig.services.audit.log, 'end').mockImplementation(() => {
    throw new Error('The disk is full')
  })
  const { id } = await rig.client.members.add.mutate({ name: 'Ana' })
  end.mockRestore()
  expect(await rig.client.members.list.query()).toMatchObject([{ id }])
  expect(rig.asked.log[0]?.message).toContain('members.add')
  expect((await acts())[0]).toMatchObject({ action: 'members.add', result: 'begun' })
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
