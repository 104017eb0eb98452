import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultSettings } from '../../proxy/contract/settings.ts'
import { channelPlace } from '../../proxy/notify/channels.ts'
import { Notifier } from '../../proxy/notify/notifier.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { listDeliveries, reviveDeliveries } from '../../proxy/store/deliveries.ts'
import { findChannel, insertChannel, updateChannel } from '../../proxy/store/notifyChannels.ts'
import { type HookServer, startHookServer } from './hookServer.ts'
import { aNotice } from './notices.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Saturday, 12:00 in UTC. */
const START = Date.UTC(2026, 10, 21, 12)

/** Seals by writing the place beside the secret: the vault itself has tests of its own. */
const plainVault = {
  state: 'unlocked' as 'locked' | 'unlocked',
  open: async (sealed: string, place: object) => {
    const [bound, secret] = JSON.parse(sealed) as [string, string]
    if (bound !== JSON.stringify(place)) throw new Error('sealed for another place')
    return secret
  },
}

let folder: string
let db: Db
let server: HookServer
let clock = START
let settings = defaultSettings()
let shown: { title: string; body: string; path: string }[] = []
let faults: unknown[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-notify-'))
  db = openDb(join(folder, 'keyrack.db'))
  server = await startHookServer()
  clock = START
  settings = { ...defaultSettings(), timeZone: 'UTC' }
  shown = []
  faults = []
  plainVault.state = 'unlocked'
  addHook('whk_a')
})
afterEach(async () => {
  await server.stop()
  db.close()
  rmSync(folder, { recursive: true })
  expect(faults).toEqual([])
})

function addHook(id: string, url = server.url): void {
  const secret = JSON.stringify({ url, secret: 'whsec_x' })
  insertChannel(db, {
    ...{ id, kind: 'webhook', label: id, isOn: 1, createdAt: START },
    config: JSON.stringify({ origin: new URL(url).origin, allowLocal: true }),
    sealed: JSON.stringify([JSON.stringify(channelPlace(id, 1)), secret]),
    ...{ sealVersion: 1, lastSentAt: null, lastProblem: null },
  })
}

const newNotifier = (desktop = true) =>
  new Notifier({
    ...{ db, vault: plainVault, now: () => clock, random: () => 0.5, onChange() {} },
    ...{ settings: () => settings, origin: () => null, onFault: (error) => faults.push(error) },
    desktop: desktop ? (one) => void shown.push(one) : undefined,
  })

const states = () =>
  listDeliveries(db, { limit: 1000 })
    .reverse()
    .map(({ state }) => state)
const lastLines = (from: number) => server.hooks.at(-1)?.json.lines.slice(from) ?? []
const titles = () => server.hooks.map(({ json }) => json.title)

async function pass(notifier: Notifier, ms: number, step = 30_000): Promise<void> {
  for (const end = clock + ms; clock < end; ) {
    clock += step
    await notifier.run()
  }
}

test('an occasion is told once by each way it is meant for, and by no other', async () => {
  const notifier = newNotifier()
  const notice = aNotice({ title: 'Ana: 412 calls this hour' })
  notifier.tell(notice, ['webhook', 'desktop'])
  notifier.tell(notice, ['webhook', 'desktop'])
  await notifier.run()
  expect(titles()).toEqual(['Ana: 412 calls this hour'])
  expect(shown).toEqual([
    { title: 'Ana: 412 calls this hour', body: 'Usual: 30 to 55 calls.', path: notice.path },
  ])
  notifier.tell({ ...notice, occasion: 'worse', severity: 'critical' }, ['desktop'])
  await notifier.run()
  expect(titles()).toHaveLength(1)
})

test('a storm is five messages and then one digest, with the gravest first', async () => {
  const notifier = newNotifier(false)
  for (let index = 0; index < 17; index++) {
    clock += 1000
    const severity = index === 14 ? ('high' as const) : ('low' as const)
    notifier.tell(aNotice({ at: clock, severity, title: `Alarm ${index + 1}` }), ['webhook'])
    await notifier.run()
  }
  expect(titles()).toEqual(['Alarm 1', 'Alarm 2', 'Alarm 3', 'Alarm 4', 'Alarm 5'])
  await pass(notifier, 11 * MINUTE)
  expect(titles().slice(5)).toEqual(['12 more alarms in 10 minutes'])
  expect(server.hooks[5]?.json.notices).toHaveLength(12)
  expect(server.hooks[5]?.json).toMatchObject({
    severity: 'high',
    lines: ['High: Alarm 15', 'Low: Alarm 6', ...lastLines(2)],
  })
  expect(states().every((state) => state === 'sent')).toBe(true)
})

test('what is critical overtakes a storm', async () => {
  const notifier = newNotifier(false)
  for (let index = 0; index < 9; index++) {
    notifier.tell(aNotice({ severity: 'low', title: `Alarm ${index + 1}` }), ['webhook'])
    await notifier.run()
  }
  notifier.tell(aNotice({ severity: 'critical', title: 'Decoy used' }), ['webhook'])
  await notifier.run()
  expect(titles().at(-1)).toBe('Decoy used')
})

test('the desktop shows one of a kind in ten minutes', async () => {
  const notifier = newNotifier()
  for (const title of ['one', 'two', 'three']) {
    notifier.tell(aNotice({ kind: 'newAddress', title }), ['desktop'])
    await notifier.run()
  }
  notifier.tell(aNotice({ kind: 'keyRefused', title: 'key' }), ['desktop'])
  await notifier.run()
  expect(shown.map(({ title }) => title)).toEqual(['one', 'key'])
  await pass(notifier, 11 * MINUTE)
  expect(shown.map(({ title }) => title).slice(2)).toEqual([
    expect.stringMatching(/^2 more alarms in/),
  ])
})

test('quiet hours hold back everything but what is critical; afterwards it comes together', async () => {
  settings.quietHours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: 20 * 60, to: 7 * 60 }]
  const notifier = newNotifier()
  clock = START + 9 * HOUR
  for (let index = 0; index < 7; index++) {
    notifier.tell(aNotice({ at: clock, severity: 'high' }), ['webhook', 'desktop'])
  }
  await notifier.run()
  notifier.tell(aNotice({ at: clock, severity: 'critical', title: 'Decoy used' }), ['webhook'])
  await notifier.run()
  expect(titles()).toEqual(['Decoy used'])
  expect(shown).toEqual([])
  await pass(notifier, 9 * HOUR, HOUR)
  expect(titles()).toHaveLength(1)
  await pass(notifier, HOUR, HOUR)
  expect(titles().slice(1)).toEqual(['7 alarms in 10 hours'])
})

test('quiet hours of one night end on the morning after, also across Sunday and a change of clocks', async () => {
  // On 25 October 2026 clocks in Madrid went back an hour at 3:00.
  settings = { ...settings, timeZone: 'Europe/Madrid' }
  settings.quietHours = [{ days: [7], from: 22 * 60, to: 6 * 60 }]
  const notifier = newNotifier(false)
  clock = Date.UTC(2026, 9, 25, 21, 30)
  notifier.tell(aNotice(), ['webhook'])
  await notifier.run()
  clock = Date.UTC(2026, 9, 26, 4, 59)
  await notifier.run()
  expect(titles()).toEqual([])
  clock = Date.UTC(2026, 9, 26, 5, 0)
  await notifier.run()
  expect(titles()).toHaveLength(1)
})

test('what did not get through is tried again, later and later, and is given up after a day', async () => {
  let tries = 0
  server.answer = (reply) => {
    tries++
    reply.writeHead(503).end()
  }
  const notifier = newNotifier(false)
  notifier.tell(aNotice(), ['webhook'])
  await notifier.run()
  expect(tries).toBe(1)
  clock += 9_000
  await notifier.run()
  expect(tries).toBe(1)
  clock += 1_000
  await notifier.run()
  expect(tries).toBe(2)
  await pass(notifier, DAY, 5 * MINUTE)
  expect(tries).toBe(9)
  expect(listDeliveries(db, { state: 'dead', limit: 10 })).toMatchObject([
    { attempts: 9, problem: '127.0.0.1 answered 503.' },
  ])
  expect(findChannel(db, 'whk_a')?.lastProblem).toBe('127.0.0.1 answered 503.')

  server.answer = (reply) => void reply.end()
  expect(reviveDeliveries(db, undefined, clock)).toBe(1)
  await notifier.run()
  expect(states()).toEqual(['sent'])
  expect(findChannel(db, 'whk_a')?.lastProblem).toBeNull()
})

test('what trying again cannot help is given up at once', async () => {
  server.answer = (reply) => void reply.writeHead(410).end()
  const notifier = newNotifier(false)
  notifier.tell(aNotice(), ['webhook'])
  await notifier.run()
  expect(states()).toEqual(['dead'])
  expect(server.hooks).toHaveLength(1)
})

test('a receiver that hangs or fails keeps no other channel waiting', async () => {
  const other = await startHookServer()
  addHook('whk_b', other.url)
  server.answer = () => {}
  const notifier = newNotifier(false)
  notifier.tell(aNotice({ title: 'one' }), ['webhook'])
  await expect.poll(() => other.hooks.length).toBe(1)
  notifier.tell(aNotice({ title: 'two' }), ['webhook'])
  await expect.poll(() => other.hooks.length).toBe(2)
  expect(server.hooks).toHaveLength(1)
  server.answer = (reply) => void reply.end()
  await other.stop()
  await server.stop()
  await notifier.run()
  server = await startHookServer()
})

test('a restart in the middle loses nothing and repeats nothing that got through', async () => {
  server.answer = (reply) => void reply.writeHead(503).end()
  const before = newNotifier(false)
  before.tell(aNotice({ title: 'one' }), ['webhook'])
  await before.run()
  server.answer = (reply) => void reply.end()
  before.tell(aNotice({ title: 'two' }), ['webhook'])
  await before.run()
  const ids = server.hooks.map(({ headers }) => headers['x-keyrack-id'])

  db.close()
  db = openDb(join(folder, 'keyrack.db'))
  const after = newNotifier(false)
  await after.run()
  expect(titles()).toEqual(['one', 'two'])
  clock += MINUTE
  await after.run()
  expect(titles()).toEqual(['one', 'two', 'one'])
  // The receiver can tell that it is the same message.
  expect(server.hooks[2]?.headers['x-keyrack-id']).toBe(ids[0])
  expect(states()).toEqual(['sent', 'sent'])
  await pass(after, HOUR)
  expect(titles()).toHaveLength(3)
})

test('while the vault is locked or the channel is off nothing is tried, and nothing is lost', async () => {
  const notifier = newNotifier(false)
  plainVault.state = 'locked'
  notifier.tell(aNotice({ title: 'one' }), ['webhook'])
  await notifier.run()
  expect(states()).toEqual(['waiting'])
  plainVault.state = 'unlocked'
  updateChannel(db, 'whk_a', { isOn: 0 })
  notifier.tell(aNotice({ title: 'not meant for it' }), ['webhook'])
  await notifier.run()
  expect(titles()).toEqual([])
  updateChannel(db, 'whk_a', { isOn: 1 })
  await notifier.run()
  expect(titles()).toEqual(['one'])
})

test('Slack reads no marks of its own out of a name', async () => {
  const notifier = newNotifier(false)
  notifier.tell(aNotice({ title: '<!channel> & co: 3 calls' }), ['webhook'])
  await notifier.run()
  expect(server.hooks[0]?.json.text).toContain('*High: &lt;!channel&gt; &amp; co: 3 calls*')
})
