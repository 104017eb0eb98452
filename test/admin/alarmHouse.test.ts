import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkHouse } from '../../proxy/admin/alarms/houseCheck.ts'
import type { AlarmKind } from '../../proxy/contract/alarmRules.ts'
import { alarmReason, alarmTitle } from '../../proxy/contract/alarmWords.ts'
import { countersDiffer } from '../../proxy/policy/alarms/house.ts'
import { noteKeyHealth } from '../../proxy/store/keys.ts'
import { noteLastUse } from '../../proxy/store/lastUse.ts'
import { addCall } from '../store/support.ts'
import { type Rig, START, startAdmin } from './support.ts'

const DAY = 86_400_000
const GIB = 1024 ** 3
const USD = 1_000_000_000
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
})
afterEach(() => rig.close())

const look = (freeBytes = 100 * GIB) => checkHouse(rig.services, freeBytes)
const alarmsOf = async (kind: AlarmKind) => (await rig.client.alarms.list.query({ kind })).alarms
const titles = async (kind: AlarmKind) =>
  (await alarmsOf(kind)).map((alarm) => `${alarm.state} ${alarm.severity}: ${alarmTitle(alarm)}`)

test('a budget is told at each share once, and is over with its window', async () => {
  const { id: memberId } = await rig.client.members.add.mutate({ name: 'Ana' })
  await rig.client.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'money', size: 10 * USD },
    window: { kind: 'fixed', every: 'day' },
  })
  const spend = (usd: number, sequence: number) => {
    addCall(rig.db, START, { memberId, sent: 1, costNanoUsd: usd * USD }, sequence)
    rig.counters.recount()
    look()
    look()
  }
  spend(4, 0)
  expect(await titles('budget')).toEqual([])
  spend(2, 1)
  expect(await titles('budget')).toEqual(['open info: Ana: 60 % of $10.00 a day are used'])
  spend(3, 2)
  spend(2, 3)
  expect(await alarmsOf('budget')).toMatchObject([
    { count: 3, severity: 'high', memberId, evidence: { value: 110, threshold: 100 } },
  ])
  rig.clock.now = START + DAY / 2 + 1000
  look()
  const left = rig.db.all(rig.db.sql.selectFrom('alarms').select(['state', 'resolution']))
  expect(left).toEqual([{ state: 'solved', resolution: 'over' }])
})

test('rates by the minute are no budgets', async () => {
  await rig.client.limits.add.mutate({
    ...{ level: 'workspace', metric: 'requests', size: 1 },
    window: { kind: 'fixed', every: 'minute' },
  })
  addCall(rig.db, START, { memberId: 'mem_x', sent: 1 })
  rig.counters.changed()
  look()
  expect(await titles('budget')).toEqual([])
})

test('a key that is turned down is told, and solved when it works again', async () => {
  const key = { provider: 'openai', label: 'Main', secret: 'sk-test-main-key' } as const
  const { id } = await rig.client.keys.add.mutate(key)
  noteKeyHealth(rig.db, id, 'refused', 'The provider answered 401 to the key.')
  look()
  look()
  expect(await titles('keyRefused')).toEqual([
    'open critical: The provider turns the key Main down',
  ])
  const [alarm] = await alarmsOf('keyRefused')
  expect(alarm && alarmReason(alarm)).toBe('The provider answered 401 to the key.')
  noteKeyHealth(rig.db, id, 'working', null)
  look()
  expect(await alarmsOf('keyRefused')).toMatchObject([{ state: 'solved', resolution: 'over' }])
  noteKeyHealth(rig.db, id, 'failing', 'The provider says that the account is out of credit.')
  look()
  expect(await titles('keyNoCredit')).toEqual([
    'open critical: The account behind the key Main is out of credit',
  ])
})

test('tokens in use that end soon are told once; unused ones, and decoys, are left to end', async () => {
  const { id: memberId } = await rig.client.members.add.mutate({ name: 'Ana' })
  const make = (label: string, part: { expiresInDays?: number; decoy?: boolean } = {}) =>
    rig.client.tokens.create.mutate({ memberId, label, expiresInDays: 5, ...part })
  const used = await make('laptop')
  await make('unused')
  const decoy = await make('decoy', { decoy: true })
  const late = await make('late', { expiresInDays: 60 })
  const use = ({ id: tokenId }: { id: string }) => ({
    ...{ tokenId, at: START, address: '127.0.0.1', client: 'test' },
  })
  noteLastUse(rig.db, [used, decoy, late].map(use), [])
  look()
  look()
  expect(await titles('tokenExpiring')).toEqual(['open info: Ana: the token laptop ends in 5 days'])
  await rig.client.tokens.rotate.mutate({ id: used.id })
  look()
  expect(await alarmsOf('tokenExpiring')).toMatchObject([{ resolution: 'over' }])
})

test('a certificate that ends, a disk that is full, and counters that differ are told', async () => {
  const names = { fingerprint: 'AA', names: [] }
  Object.assign(rig.proxyStatus, { certificate: { expiresAt: START + 9 * DAY, ...names } })
  look(GIB)
  expect(await titles('certificateExpiring')).toEqual([
    'open high: The proxy’s certificate ends in 9 days',
  ])
  expect(await titles('diskLow')).toEqual(['open high: Only 1 GiB are left on the disk'])
  Object.assign(rig.proxyStatus, { certificate: { expiresAt: START + 90 * DAY, ...names } })
  look()
  expect(await alarmsOf('certificateExpiring')).toMatchObject([{ resolution: 'over' }])
  expect(await alarmsOf('diskLow')).toMatchObject([{ resolution: 'over' }])
  const line = { limitId: 'lim_1', memberId: null, counter: 3, ledger: 4 }
  for (const finding of countersDiffer({ checked: 9, disagreeing: [line] }, START))
    rig.services.alarms.raise(finding)
  expect(await titles('countersDiffer')).toEqual([
    'open high: 1 counter of limits did not agree with the ledger',
  ])
  expect(countersDiffer({ checked: 9, disagreeing: [] }, START)).toEqual([])
})
