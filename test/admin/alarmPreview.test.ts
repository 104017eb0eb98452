import { afterEach, beforeEach, expect, test } from 'vitest'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
let rig: Rig
let ana: string

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  ana = (await rig.client.members.add.mutate({ name: 'Ana' })).id
  // Four weeks of days from 9 to 17, and on the last one a hundred times as much in one hour.
  for (let day = 28; day >= 1; day--)
    for (let hour = 9; hour < 17; hour++)
      for (let i = 0; i < 4 + (day % 3); i++)
        use(START - day * DAY + (hour - 12) * HOUR + i * MINUTE)
  for (let i = 0; i < 300; i++) use(START - 3 * HOUR + i * 6000)
})
afterEach(() => rig.close())

let sequence = 0
const use = (at: number) =>
  addCall(
    rig.db,
    at,
    {
      ...{ memberId: ana, tokenId: 'tok_ana', address: '10.0.0.5', sent: 1 },
      costNanoUsd: 1_000_000,
    },
    sequence++ % 1000,
  )

test('a rule is tried on past days: how often it would have fired, for whom and when', async () => {
  const preview = await rig.client.alarms.preview.query({ kind: 'requestSurge' })
  expect(preview).toMatchObject({ days: 14, fired: 1, members: 1, perMemberWeek: 0.5 })
  expect(preview.firings).toMatchObject([
    { memberId: ana, memberName: 'Ana', evidence: { unit: 'calls', threshold: 6 } },
  ])
  expect(preview.firings[0]?.at).toBeGreaterThan(START - 3 * HOUR)
  expect(preview.calls).toBeGreaterThan(300)
})

test('other thresholds, shorter times, and what was expected change the answer; nothing is written', async () => {
  const fired = async (part: { thresholds?: Record<string, number>; days?: number }) =>
    (await rig.client.alarms.preview.query({ kind: 'requestSurge', ...part })).fired
  expect(await fired({ thresholds: { calls: 1000 } })).toBe(0)
  expect(await fired({ days: 1 })).toBe(1)
  expect(await rig.client.alarms.list.query({})).toMatchObject({ alarms: [] })
  expect(await fired({ thresholds: { nonsense: 1 } }).catch(() => 'refused')).toBe('refused')
})

test('a rule about Keyrack itself cannot be tried, and an auditor may look', async () => {
  expect(await refusalOf(rig.client.alarms.preview.query({ kind: 'diskLow' }))).toMatchObject({
    code: 'BAD_REQUEST',
  })
  const auditor = actingAs(rig, 'auditor')
  expect(await auditor.alarms.preview.query({ kind: 'newAddress' })).toMatchObject({ fired: 0 })
})
