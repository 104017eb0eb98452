import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ANYONE, may, PERMISSIONS } from '../../proxy/admin/permissions.ts'
import { adminRouter } from '../../proxy/admin/router.ts'
import { ROLES, type Role } from '../../proxy/contract/administrators.ts'
import { insertAdministrator, listAdministrators } from '../../proxy/store/administrators.ts'
import { actingAs, type Rig, refusalOf, START, sessionAs, startAdmin } from './support.ts'

const procedures = Object.entries(
  adminRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>,
).map(([path, { _def }]) => ({ path, type: _def.type }))
const paths = procedures.map(({ path }) => path)
const mutations = procedures.filter(({ type }) => type === 'mutation').map(({ path }) => path)
/** What somebody does about themselves only. */
const ONESELF = [
  ...['vault.changePassphrase', 'session.lock', 'calls.export', 'jobs.cancel', 'jobs.dismiss'],
  ...['views.save', 'views.change', 'views.remove', 'usage.export'],
]
/** Mutations by their form only: they change nothing that is administered. */
const READING = [
  ...['audit.check', 'audit.startCheck', 'audit.cancelCheck'],
  ...['audit.export', 'audit.exportPart', 'audit.exportFile'],
  'bills.put',
]

let rig: Rig
beforeAll(async () => {
  rig = await startAdmin()
})
afterAll(() => rig.close())

test('the table names every procedure and nothing else', () => {
  expect(Object.keys(PERMISSIONS).sort()).toEqual([...paths].sort())
})

describe.for(procedures)('$path', ({ path }) => {
  test.for([...ROLES, undefined])('asked by %s', async (role) => {
    const session = role && rig.services.sessions.find(sessionAs(rig, role))
    expect(await isRefused(path, session)).toBe(!may(role && { role }, path))
  })
})

/** Calls a procedure without input; that what is allowed then fails for lack of it is well. */
async function isRefused(path: string, session: ReturnType<Rig['services']['sessions']['find']>) {
  const { services } = rig
  const caller = adminRouter.createCaller({ services, token: undefined, session })
  const [area = '', name = ''] = path.split('.')
  const procedure = (caller as unknown as Record<string, Record<string, () => Promise<unknown>>>)[
    area
  ]?.[name]
  if (!procedure) throw new Error(`There is no ${path}`)
  try {
    await procedure()
    return false
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    if (session === undefined) return code === 'UNAUTHORIZED'
    return code === 'FORBIDDEN' && /(is|are) for|Nobody may/.test(message)
  }
}

const allowedTo = (role: Role, among = paths) => among.filter((path) => may({ role }, path))

test('an owner may do everything; only an owner touches what opens the vault', () => {
  expect(allowedTo('owner')).toEqual(paths)
  const forOwners = paths.filter((path) => !may({ role: 'admin' }, path))
  expect(forOwners).toEqual(expect.arrayContaining(['administrators.invite']))
  expect(forOwners).toEqual(
    expect.arrayContaining(['vault.newRecoveryKey', 'vault.enableKeyStore', 'vault.recoverySaved']),
  )
})

test('without a session nothing but the status and ways in is open', () => {
  const open = paths.filter((path) => may(undefined, path))
  expect(open.sort()).toEqual(
    [
      ...['administrators.accept', 'status.get', 'status.live'],
      ...['vault.create', 'vault.recover', 'vault.unlock'],
    ].sort(),
  )
  expect(open.every((path) => PERMISSIONS[path] === ANYONE)).toBe(true)
})

test('a member administers nothing, and a path that nobody wrote down is nobody’s', () => {
  expect(allowedTo('member').filter((path) => PERMISSIONS[path] !== ANYONE)).toEqual([])
  for (const path of ['keys.reveal', 'toString', '__proto__', 'constructor', '']) {
    expect(may({ role: 'owner' }, path)).toBe(false)
  }
})

test('an auditor sees everything and changes nothing', () => {
  const changes = allowedTo('auditor', mutations).filter(
    (path) => PERMISSIONS[path] !== ANYONE && !READING.includes(path),
  )
  expect(changes.sort()).toEqual([...ONESELF].sort())
  const queries = procedures.filter(({ type }) => type === 'query').map(({ path }) => path)
  // What people wrote is nothing that an auditor needs.
  const seen = queries.filter((path) => path !== 'calls.body')
  expect(allowedTo('auditor', queries)).toEqual(seen)
})

test('a viewer sees figures: no people, no single calls, no addresses', () => {
  const seen = allowedTo('viewer').filter((path) => PERMISSIONS[path] !== ANYONE)
  expect(seen.filter((path) => !ONESELF.includes(path)).sort()).toEqual(
    [
      ...['calls.summary', 'overview.figures', 'overview.spendByModel'],
      ...['jobs.list', 'prices.list', 'teams.list', 'usage.forecast'],
      ...['usage.report', 'views.list'],
    ].sort(),
  )
})

test('a team lead never touches keys, settings, the network, prices, teams or the vault', () => {
  const reach = allowedTo('teamLead').filter((path) => PERMISSIONS[path] !== ANYONE)
  const forbidden =
    /^(keys|settings|network|administrators|audit)\.|^(teams|prices|vault)\.(?!list)/
  expect(reach.filter((path) => forbidden.test(path) && !ONESELF.includes(path))).toEqual([])
})

test('a refusal says who may, and whom to ask', async () => {
  const own = await startAdmin()
  const [owner] = listAdministrators(own.db)
  own.db.run(own.db.sql.updateTable('administrators').set({ name: 'Maya Chen' }))
  const viewer = actingAs(own, 'viewer')
  expect(await refusalOf(viewer.keys.list.query())).toEqual({
    code: 'FORBIDDEN',
    message: 'Provider keys are for owners, admins and auditors. Ask Maya Chen.',
  })
  insertAdministrator(own.db, { ...ROW, ...owner, id: 'adm_two', name: 'Ben', slotId: 'slot-2' })
  expect(await refusalOf(viewer.network.pause.mutate())).toEqual({
    code: 'FORBIDDEN',
    message: 'Changing the network is for owners and admins. Ask Maya Chen or Ben.',
  })
  await own.close()
})

const ROW = {
  ...{ id: '', name: '', role: 'owner' as const, teamId: null, slotId: '', invitedUntil: null },
  ...{ createdAt: START, lastSeenAt: null, removedAt: null },
}

test('a role that changes counts from the next call on, and who was removed is out', async () => {
  const own = await startAdmin()
  const admin = actingAs(own, 'admin')
  expect(await admin.keys.list.query()).toEqual([])
  const { sql } = own.db
  const change = sql.updateTable('administrators').where('role', '!=', 'owner')
  own.db.run(change.set({ role: 'viewer' }))
  expect((await refusalOf(admin.keys.list.query())).code).toBe('FORBIDDEN')
  expect((await admin.status.get.query()).actor).toMatchObject({ role: 'viewer' })
  own.db.run(change.set({ removedAt: START }))
  expect((await refusalOf(admin.keys.list.query())).code).toBe('UNAUTHORIZED')
  expect(await admin.status.get.query()).toMatchObject({ session: false, actor: null })
  await own.close()
})
