import { afterEach, beforeEach, expect, test } from 'vitest'
import { settleAdministrators } from '../../proxy/admin/actors.ts'
import type { Invitation } from '../../proxy/contract/administrators.ts'
import { insertAdministrator, listAdministrators } from '../../proxy/store/administrators.ts'
import { subscribe } from './listen.ts'
import {
  clientOf,
  FRAME_SECRET,
  PASSPHRASE,
  type Rig,
  refusalOf,
  START,
  startAdmin,
} from './support.ts'

const BENS = 'eleven otters paint the harbour'
const DAY = 86_400_000
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

const all = () => rig.client.administrators.list.query()
const owner = async () => (await all())[0]?.id ?? ''
const invite = (role: 'admin' | 'auditor' | 'viewer' = 'admin', name = 'Ben') =>
  rig.client.administrators.invite.mutate({ name, role, teamId: null })

async function accept({ code }: Invitation, passphrase = BENS) {
  const { session } = await rig.anonymous.administrators.accept.mutate({ code, passphrase })
  return clientOf(rig.socket, session)
}

test('whoever makes the vault is its owner', async () => {
  expect(await all()).toMatchObject([
    {
      ...{ name: 'Owner', role: 'owner', teamId: null, teamName: null, state: 'active' },
      ...{ createdAt: START, invitedUntil: null, lastSeenAt: START },
    },
  ])
  expect((await rig.client.status.get.query()).actor).toMatchObject({ role: 'owner' })
  const fresh = await startAdmin({ withVault: false })
  await fresh.frame.vault.create.mutate({ passphrase: PASSPHRASE, name: 'Maya Chen' })
  expect(await fresh.frame.administrators.list.query()).toMatchObject([{ name: 'Maya Chen' }])
  await fresh.close()
})

test('the passphrase of a vault that is older than administrators is its owner’s', async () => {
  rig.db.run(rig.db.sql.deleteFrom('administrators'))
  expect((await rig.client.status.get.query()).session).toBe(false)
  await rig.anonymous.vault.unlock.mutate({ passphrase: PASSPHRASE })
  expect(listAdministrators(rig.db)).toMatchObject([{ name: 'Owner', role: 'owner' }])
})

test('an invited one takes a passphrase of their own, and does what the role may', async () => {
  const invitation = await invite('auditor')
  expect(invitation.validUntil).toBe(START + 7 * DAY)
  expect((await all())[1]).toMatchObject({ name: 'Ben', role: 'auditor', state: 'invited' })
  const database = rig.db.raw.serialize().toString('latin1')
  expect(database).not.toContain(invitation.code)
  expect((await rig.anonymous.status.get.query()).administrators).toHaveLength(1)

  const ben = await accept(invitation)
  expect((await all())[1]).toMatchObject({ state: 'active', invitedUntil: null })
  expect((await ben.status.get.query()).actor).toMatchObject({ name: 'Ben', role: 'auditor' })
  expect(await ben.keys.list.query()).toEqual([])
  expect((await refusalOf(ben.members.add.mutate({ name: 'Eve' }))).code).toBe('FORBIDDEN')
  expect((await refusalOf(accept(invitation))).code).toBe('FORBIDDEN')
})

test('with several a name is chosen; the names are told to those who are locked out only', async () => {
  await accept(await invite())
  const { administrators } = await rig.anonymous.status.get.query()
  expect(administrators.map(({ name }) => name)).toEqual(['Owner', 'Ben'])
  expect((await rig.client.status.get.query()).administrators).toEqual([])
  const [, ben] = administrators
  const unlock = (passphrase: string, administratorId?: string) =>
    rig.anonymous.vault.unlock.mutate({ passphrase, administratorId })
  expect(await refusalOf(unlock(BENS))).toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('Say who you are'),
  })
  expect((await refusalOf(unlock(PASSPHRASE, ben?.id))).code).toBe('FORBIDDEN')
  expect((await refusalOf(unlock(BENS, 'adm_x'))).code).toBe('NOT_FOUND')
  const { session } = await unlock(BENS, ben?.id)
  const { actor } = await clientOf(rig.socket, session).status.get.query()
  expect(actor).toMatchObject({ name: 'Ben', role: 'admin' })
})

test('the window’s session is that of whoever unlocked it last', async () => {
  await accept(await invite('viewer'))
  const [first, ben] = (await rig.anonymous.status.get.query()).administrators
  await rig.frame.vault.unlock.mutate({ passphrase: BENS, administratorId: ben?.id })
  expect((await rig.frame.status.get.query()).actor?.role).toBe('viewer')
  expect((await refusalOf(rig.frame.keys.list.query())).code).toBe('FORBIDDEN')
  await rig.frame.session.lock.mutate()
  expect((await rig.frame.status.get.query()).actor).toBeNull()
  await rig.frame.vault.unlock.mutate({ passphrase: PASSPHRASE, administratorId: first?.id })
  expect(await rig.frame.keys.list.query()).toEqual([])
})

test('an invitation ends after seven days, and with its withdrawal', async () => {
  const old = await invite('admin', 'Old')
  rig.clock.now += 7 * DAY
  const session = await rig.anonymous.vault.unlock.mutate({ passphrase: PASSPHRASE })
  const client = clientOf(rig.socket, session.session)
  expect((await client.administrators.list.query())[1]).toMatchObject({ state: 'expired' })
  expect((await refusalOf(accept(old))).code).toBe('FORBIDDEN')
  const input = { name: 'Gone', role: 'admin', teamId: null } as const
  const gone = await client.administrators.invite.mutate(input)
  await client.administrators.remove.mutate({ id: gone.id })
  expect((await refusalOf(accept(gone))).message).toContain('opens nothing')
})

test('a code without a row is refused and stays unused', async () => {
  const invitation = await invite()
  rig.db.run(rig.db.sql.deleteFrom('administrators').where('name', '=', 'Ben'))
  expect((await refusalOf(accept(invitation))).code).toBe('FORBIDDEN')
  expect(rig.vault.passwordSlots).toHaveLength(1)
})

test('a removed one is out at once: sessions, open streams, passphrase', async () => {
  const invitation = await invite()
  const { session } = await rig.anonymous.administrators.accept.mutate({
    ...{ code: invitation.code, passphrase: BENS },
  })
  const ben = clientOf(rig.socket, session)
  const [, { id } = { id: '' }] = (await rig.anonymous.status.get.query()).administrators
  await rig.frame.vault.unlock.mutate({ passphrase: BENS, administratorId: id })
  const stream = subscribe(rig, FRAME_SECRET)
  await stream.until('calls')

  await rig.client.administrators.remove.mutate({ id })
  await stream.until('status', 2)
  rig.services.live.changed('keys')
  rig.services.live.statusChanged()
  await stream.until('status', 3)
  expect(stream.heard.at(-1)).toMatchObject({ status: { session: false, actor: null } })
  expect(stream.heard).not.toContainEqual({ type: 'changed', noun: 'keys' })
  stream.stop()
  expect((await refusalOf(ben.keys.list.query())).code).toBe('UNAUTHORIZED')
  expect((await refusalOf(rig.frame.keys.list.query())).code).toBe('UNAUTHORIZED')
  const unlock = rig.anonymous.vault.unlock.mutate({ passphrase: BENS, administratorId: id })
  expect((await refusalOf(unlock)).code).toBe('NOT_FOUND')
  expect(await all()).toHaveLength(1)
  expect(await rig.client.keys.list.query()).toEqual([])
})

test('the last owner can be neither removed nor demoted, and with two either can', async () => {
  const id = await owner()
  const { remove, change } = rig.client.administrators
  const last = { code: 'CONFLICT', message: expect.stringContaining('the last owner') }
  expect(await refusalOf(remove.mutate({ id }))).toMatchObject(last)
  expect(await refusalOf(change.mutate({ id, role: 'admin' }))).toMatchObject(last)
  const invited = await invite()
  await change.mutate({ id: invited.id, role: 'owner' })
  // An owner who has no passphrase yet could not go on alone.
  expect(await refusalOf(remove.mutate({ id }))).toMatchObject(last)
  const ben = await accept(invited)
  await ben.administrators.remove.mutate({ id })
  expect((await refusalOf(all())).code).toBe('UNAUTHORIZED')
  expect(await ben.administrators.list.query()).toMatchObject([{ name: 'Ben', role: 'owner' }])
})

test('a lead has a team and nobody else has; names are not shared', async () => {
  const { administrators, teams } = rig.client
  const app = (await teams.add.mutate({ name: 'App' })).id
  const { id } = await invite()
  const bad = async (call: Promise<unknown>) => (await refusalOf(call)).code
  expect(await bad(administrators.change.mutate({ id, role: 'teamLead' }))).toBe('BAD_REQUEST')
  expect(await bad(administrators.change.mutate({ id, teamId: app }))).toBe('BAD_REQUEST')
  const nowhere = { id, role: 'teamLead', teamId: 'tea_x' } as const
  expect(await bad(administrators.change.mutate(nowhere))).toBe('NOT_FOUND')
  await administrators.change.mutate({ id, role: 'teamLead', teamId: app })
  expect((await all())[1]).toMatchObject({ role: 'teamLead', teamName: 'App' })
  expect(await teams.list.query()).toMatchObject([{ leads: ['Ben'] }])
  expect(await bad(teams.remove.mutate({ id: app }))).toBe('CONFLICT')
  await administrators.change.mutate({ id, role: 'viewer' })
  expect((await all())[1]).toMatchObject({ role: 'viewer', teamId: null })
  expect(await bad(invite('admin', ' ben '))).toBe('CONFLICT')
  expect(await bad(administrators.change.mutate({ id, name: 'owner' }))).toBe('CONFLICT')
})

test('everybody changes the own passphrase only', async () => {
  const ben = await accept(await invite('viewer'))
  const next = 'seven lanterns hum at dawn'
  const change = (current: string) => ben.vault.changePassphrase.mutate({ current, next })
  expect((await refusalOf(change(PASSPHRASE))).code).toBe('FORBIDDEN')
  await change(BENS)
  const [first, second] = (await rig.anonymous.status.get.query()).administrators
  const unlock = (passphrase: string, administratorId?: string) =>
    rig.anonymous.vault.unlock.mutate({ passphrase, administratorId })
  await unlock(PASSPHRASE, first?.id)
  await unlock(next, second?.id)
  expect((await refusalOf(unlock(BENS, second?.id))).code).toBe('FORBIDDEN')
})

test('the recovery key opens as the owner, and only ever sets an owner’s passphrase', async () => {
  const fresh = await startAdmin({ withVault: false })
  const made = await fresh.anonymous.vault.create.mutate({ passphrase: PASSPHRASE })
  const mine = clientOf(fresh.socket, made.session)
  const input = { name: 'Ben', role: 'admin', teamId: null } as const
  const { code, id } = await mine.administrators.invite.mutate(input)
  await fresh.anonymous.administrators.accept.mutate({ code, passphrase: BENS })
  const next = 'seven lanterns hum at dawn'
  const recover = (administratorId?: string) =>
    fresh.anonymous.vault.recover.mutate({
      ...{ recoveryKey: made.recoveryKey, passphrase: next, administratorId },
    })
  expect((await refusalOf(recover(id))).code).toBe('FORBIDDEN')
  const { session } = await recover()
  const { actor } = await clientOf(fresh.socket, session).status.get.query()
  expect(actor).toMatchObject({ role: 'owner' })
  await fresh.anonymous.vault.unlock.mutate({ passphrase: BENS, administratorId: id })
  await fresh.close()
})

test('when the database was lost nobody’s passphrase opens, until the recovery key makes an owner', async () => {
  const fresh = await startAdmin({ withVault: false })
  const { recoveryKey, session } = await fresh.anonymous.vault.create.mutate({
    passphrase: PASSPHRASE,
  })
  const input = { name: 'Ben', role: 'admin', teamId: null } as const
  const { code } = await clientOf(fresh.socket, session).administrators.invite.mutate(input)
  await fresh.anonymous.administrators.accept.mutate({ code, passphrase: BENS })
  fresh.db.run(fresh.db.sql.deleteFrom('administrators'))
  const unlock = (passphrase: string) => fresh.anonymous.vault.unlock.mutate({ passphrase })
  for (const passphrase of [PASSPHRASE, BENS]) {
    expect(await refusalOf(unlock(passphrase))).toMatchObject({ code: 'PRECONDITION_FAILED' })
  }
  await fresh.anonymous.vault.recover.mutate({ recoveryKey, passphrase: BENS })
  await unlock(BENS)
  expect(listAdministrators(fresh.db)).toMatchObject([{ role: 'owner' }])
  await fresh.close()
})

test('a start after a crash between passphrase and row settles who has a passphrase', async () => {
  const invitation = await invite()
  await rig.vault.accept(invitation.code, BENS, () => {})
  expect((await all())[1]).toMatchObject({ state: 'invited' })
  settleAdministrators(rig.services)
  expect((await all())[1]).toMatchObject({ state: 'active' })
})

test('who was invited, but has no passphrase yet, cannot hold a session', async () => {
  insertAdministrator(rig.db, {
    ...{ id: 'adm_eve', name: 'Eve', role: 'owner', teamId: null, slotId: 'slot-eve' },
    ...{ invitedUntil: START + DAY, createdAt: START, lastSeenAt: null, removedAt: null },
  })
  const client = clientOf(rig.socket, rig.services.sessions.open('adm_eve'))
  expect((await refusalOf(client.keys.list.query())).code).toBe('UNAUTHORIZED')
})
