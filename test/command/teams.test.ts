import { afterAll, beforeAll, expect, test } from 'vitest'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One story of a team and its people; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let vendor: Vendor
let service: Served
let app: string
let ana: string

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'teams on the command line' })
  await keyrack.value(['init'])
  service = await keyrack.serve()
})

afterAll(async () => {
  await service?.end('SIGKILL')
  await vendor.stop()
  keyrack.remove()
})

test('a team is made, and members are put into it', async () => {
  app = (await keyrack.value(['team', 'add', 'App', '--note', 'The app'])).id as string
  await keyrack.value(['team', 'add', 'Research'])
  ana = (await keyrack.value(['member', 'add', 'Ana', '--team', 'app'])).id as string
  await keyrack.value(['member', 'add', 'Ben'])
  expect(await keyrack.value(['team', 'move', 'Ben', 'App'])).toMatchObject({ teamId: app })
  await keyrack.value(['member', 'change', 'Ben', '--team', 'none'])
  expect(await keyrack.lines(['member', 'list'])).toMatchObject([
    { name: 'Ana', teamName: 'App' },
    { name: 'Ben', teamName: null },
  ])
  expect(await keyrack.lines(['team', 'list'])).toMatchObject([
    { name: 'App', note: 'The app', members: 1 },
    { name: 'Research', members: 0 },
  ])
})

test('calls are listed and added up by the team they were made in', async () => {
  const { token } = await keyrack.value(['token', 'create', '--member', ana])
  await keyrack.value(
    ['key', 'add', '--provider', 'openai', '--label', 'Main', '--base-url', vendor.baseUrl].concat(
      '--allow-local',
    ),
    { input: `${vendor.secret}\n` },
  )
  const answer = await fetch(`${service.ready.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: vendor.models[0], messages: [] }),
  })
  expect(answer.status).toBe(200)
  await answer.text()
  await keyrack.value(['team', 'move', 'Ana', 'Research'])
  const calls = await keyrack.lines(['calls', 'list', '--team', 'App'])
  expect(calls).toMatchObject([{ memberName: 'Ana', teamId: app, teamName: 'App' }])
  expect(await keyrack.lines(['calls', 'list', '--team', 'Research'])).toEqual([])
  expect(await keyrack.lines(['calls', 'summary', '--by', 'team'])).toMatchObject([
    { label: 'App', calls: 1 },
  ])
})

test('a key is reserved to a team and opened again', async () => {
  await keyrack.value(['key', 'change', 'Main', '--teams', 'App'])
  expect(await keyrack.lines(['key', 'list'])).toMatchObject([{ teams: [app] }])
  const alone = await keyrack.run(['team', 'remove', 'App'])
  expect([alone.code, alone.stdout]).toEqual([1, ''])
  expect(alone.stderr).toMatch(/^keyrack: The provider key Main is reserved to App alone.*\n$/)
  await keyrack.value(['key', 'change', 'Main', '--teams', 'all'])
  expect(await keyrack.lines(['key', 'list'])).toMatchObject([{ teams: null }])
})

test('a team is removed when it is said where its members go', async () => {
  const stays = await keyrack.run(['team', 'remove', 'Research', '--json'])
  expect([stays.code, stays.stdout]).toEqual([1, ''])
  expect(stays.stderr).toMatch(/^keyrack: Research has 1 member.*\n$/)
  expect(await keyrack.value(['team', 'remove', 'Research', '--move-to', 'App'])).toMatchObject({
    removed: true,
    movedMembers: 1,
  })
  expect(await keyrack.lines(['team', 'list'])).toMatchObject([{ name: 'App', members: 1 }])
})

const BENS = 'eleven otters paint the harbour'
const AS_BEN = { KEYRACK_ADMIN: 'ben', KEYRACK_PASSPHRASE: BENS }

test('an administrator is invited by a code and takes a passphrase of their own', async () => {
  const { code } = await keyrack.value(['admin', 'invite', 'Ben', '--role', 'auditor'])
  expect(code).toMatch(/^krk_i_/)
  const inArguments = await keyrack.run(['admin', 'accept', String(code)])
  expect([inArguments.code, inArguments.stderr]).toEqual([1, expect.stringContaining('Secrets')])
  expect(await keyrack.value(['admin', 'accept'], { input: `${code}\n${BENS}\n` })).toMatchObject({
    name: 'Ben',
    role: 'auditor',
  })
  // The session that was left behind is the one of whoever proved themselves last.
  const refused = await keyrack.run(['member', 'add', 'Eve'])
  expect(refused.stderr).toMatch(
    /^keyrack: Changing members is for owners, admins and team leads\. Ask Owner\.\n$/,
  )
  expect(await keyrack.lines(['admin', 'list'])).toMatchObject([
    { name: 'Owner', role: 'owner', state: 'active' },
    { name: 'Ben', role: 'auditor', state: 'active' },
  ])
})

test('with several administrators unlocking needs a name, by --as or KEYRACK_ADMIN', async () => {
  const nameless = await keyrack.run(['unlock'])
  expect([nameless.code, nameless.stderr]).toEqual([1, expect.stringContaining('Say who you are')])
  const stranger = await keyrack.run(['unlock', '--as', 'Nobody'])
  expect(stranger.stderr).toContain('There is no admin "Nobody"')
  await keyrack.value(['unlock', '--as', 'owner'])
  await keyrack.value(['admin', 'change', 'Ben', '--role', 'admin'])
  await keyrack.value(['unlock'], { env: AS_BEN })
  expect(await keyrack.value(['status'])).toMatchObject({ actor: { name: 'Ben', role: 'admin' } })
})

test('a member is off-boarded in one act, and who did it is written down', async () => {
  const gone = await keyrack.value(['member', 'off-board', 'Ana'])
  expect(gone).toMatchObject({ memberId: ana, revokedTokens: [{ label: '' }], endedCalls: 0 })
  const [act] = await keyrack.lines(['audit', 'list', '--object', ana, '--limit', '1'])
  expect(act).toMatchObject({ action: 'members.offBoard', actorName: 'Ben', source: 'command' })
  const all = await keyrack.run(['audit', 'list', '--json'])
  for (const secret of [PASSPHRASE, BENS, vendor.secret]) expect(all.stdout).not.toContain(secret)
  expect(all.lines()).toContainEqual(
    expect.objectContaining({ action: 'members.add', result: 'refused', actorName: 'Ben' }),
  )
})

test('a service that starts with a passphrase is told whose it is', async () => {
  await service.end('SIGTERM')
  const unnamed = await keyrack.run(['serve', '--port', '0', '--json'])
  expect([unnamed.code, unnamed.stderr]).toEqual([1, expect.stringContaining('Say who you are')])
  const named = new CommandLine({ ...keyrack.env, ...AS_BEN }, keyrack.dataDir)
  service = await named.serve()
  expect(await named.value(['status'])).toMatchObject({ vault: 'unlocked', actor: { name: 'Ben' } })
})

test('a removed administrator is out, and the only one left needs no name', async () => {
  await keyrack.value(['unlock', '--as', 'Owner'])
  await keyrack.value(['admin', 'remove', 'Ben'])
  const late = await keyrack.run(['unlock'], { env: AS_BEN })
  expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('There is no admin "ben"')])
  await keyrack.value(['unlock'])
  const last = await keyrack.run(['admin', 'remove', 'Owner', '--json'])
  expect([last.code, last.stdout]).toEqual([1, ''])
  expect(last.stderr).toMatch(/^keyrack: Owner is the last owner.*\n$/)
})
