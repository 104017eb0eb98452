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
