import { afterEach, beforeEach, expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import type { LimitWindow } from '../../proxy/contract/limits.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, START, startAdmin } from './support.ts'

const SECOND = 1000
const HOUR = 3_600_000
const DAY = 24 * HOUR
const USD = 1_000_000_000
let rig: Rig
let ana: string
let ben: string

beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  ana = (await rig.client.members.add.mutate({ name: 'Ana' })).id
  ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
})
afterEach(() => rig.close())

let sequence = 0
const call = (memberId: string, at: number, part: Partial<CallRow> = {}) =>
  addCall(
    rig.db,
    at,
    { memberId, tokenId: `tok of ${memberId}`, sent: 1, ...part },
    sequence++ % 1000,
  )
type Asked = Parameters<Rig['client']['limits']['preview']['query']>[0]
const preview = (
  limit: Omit<Asked['limit'], 'level'> & { level?: 'member' | 'team' },
  id?: string,
) =>
  rig.client.limits.preview.query({
    limit: { level: 'workspace', ...limit },
    ...(id !== undefined && { id }),
  })
const requests = (size: number, window: LimitWindow) =>
  ({ metric: 'requests', size, window }) as const
const PER_DAY = { kind: 'fixed', every: 'day' } as const

test('calls beyond the size are told, by the members who made them', async () => {
  for (let i = 0; i < 5; i++) call(ana, START - 2 * DAY + i)
  for (let i = 0; i < 3; i++) call(ben, START - 2 * DAY + 10 + i)
  call(ben, START - DAY)
  expect(await preview(requests(4, PER_DAY))).toEqual({
    ...{ days: 14, calls: 9, refused: 4 },
    members: [
      { memberId: ben, name: 'Ben', refused: 3 },
      { memberId: ana, name: 'Ana', refused: 1 },
    ],
  })
  expect(await preview({ ...requests(4, PER_DAY), each: true })).toMatchObject({
    ...{ calls: 9, refused: 1, members: [{ name: 'Ana', refused: 1 }] },
  })
})

test('what would have been refused takes nothing from the calls after it', async () => {
  const at = START - DAY
  for (const [i, usd] of [3, 3, 2].entries()) call(ana, at + i, { costNanoUsd: usd * USD })
  expect(await preview({ metric: 'money', window: PER_DAY, size: 5 * USD })).toMatchObject({
    ...{ calls: 3, refused: 1 },
  })
})

test('days begin where the workspace says', async () => {
  const midnight = START - (START % DAY)
  call(ana, midnight - 30 * 60_000)
  call(ana, midnight + 30 * 60_000)
  expect(await preview(requests(1, PER_DAY))).toMatchObject({ refused: 0 })
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'Europe/Madrid' })
  expect(await preview(requests(1, PER_DAY))).toMatchObject({ refused: 1 })
})

test('a month that began before the 14 days is counted from its beginning, and told only for them', async () => {
  const monthly = requests(3, { kind: 'fixed', every: 'month' })
  for (let i = 0; i < 2; i++) call(ana, START - 18 * DAY + i)
  for (let i = 0; i < 3; i++) call(ana, START - DAY + i)
  expect(await preview(monthly)).toMatchObject({ calls: 3, refused: 2 })
})

test('a sliding window and a bucket let through what has flowed back', async () => {
  const at = START - DAY
  for (const seconds of [0, 10, 20, 61, 71]) call(ana, at + seconds * SECOND)
  expect(await preview(requests(2, { kind: 'sliding', seconds: 60 }))).toMatchObject({ refused: 1 })
  const slow = { kind: 'bucket', seconds: 60, burst: 1 } as const
  expect(await preview(requests(1, slow))).toMatchObject({ refused: 3 })
  expect(await preview(requests(1, { ...slow, burst: 3 }))).toMatchObject({ refused: 1 })
})

test('calls at a time are those that overlapped', async () => {
  const at = START - DAY
  call(ana, at, { endedAt: at + 100 })
  call(ana, at + 50, { endedAt: at + 60 })
  call(ana, at + 70, { endedAt: at + 80 })
  call(ana, at + 100, { endedAt: null, outcome: 'open' })
  call(ana, at + 110)
  const busy = { metric: 'concurrent', window: { kind: 'never' }, size: 1 } as const
  expect(await preview(busy)).toMatchObject({ calls: 5, refused: 3 })
  expect(await preview({ ...busy, size: 2 })).toMatchObject({ refused: 0 })
})

test('only what the limit counts: its models, its endpoints, calls that were sent, of the last 14 days', async () => {
  const at = START - DAY
  call(ana, at, { model: 'gpt-5' })
  call(ana, at + 1, { model: 'GPT-5-mini', endpoint: 'images.generations' })
  call(ana, at + 2, { model: 'o3' })
  call(ana, at + 3, { model: 'gpt-5', sent: 0, outcome: 'refused' })
  call(ana, START - 14 * DAY - 1, { model: 'gpt-5' })
  const none = requests(0, PER_DAY)
  expect(await preview({ ...none, scope: { models: ['gpt-5*'] } })).toMatchObject({ refused: 2 })
  expect(await preview({ ...none, scope: { endpoints: ['images.*'] } })).toMatchObject({
    refused: 1,
  })
  expect(await preview(none)).toMatchObject({ calls: 3, refused: 3 })
})

test('tokens are all that was read and written', async () => {
  call(ana, START - DAY, usageOf({ cachedRead: 600, reasoning: 400 }))
  call(ana, START - DAY + 1, usageOf({ input: 1 }))
  expect(await preview({ metric: 'tokens', window: PER_DAY, size: 1000 })).toMatchObject({
    refused: 1,
  })
})

test('a team’s calls are those made for it, and before there were teams those of who is in it now', async () => {
  const { id: team } = await rig.client.teams.add.mutate({ name: 'App' })
  call(ana, START - DAY)
  call(ben, START - DAY, { teamId: team })
  call(ben, START - DAY + 1, { teamId: 'tea_else' })
  await rig.client.members.change.mutate({ id: ana, teamId: team })
  const limit = { ...requests(0, PER_DAY), level: 'team', subjectId: team } as const
  expect(await preview(limit)).toMatchObject({ calls: 2, refused: 2 })
})

test('a prepaid pot counts from where it was set, with what was put in', async () => {
  const pot = {
    level: 'workspace',
    metric: 'requests',
    window: { kind: 'never' },
    size: 2,
  } as const
  rig.clock.now = START - 3 * HOUR
  const { id } = await rig.client.limits.add.mutate(pot)
  await rig.client.limits.topUp.mutate({ limitId: id, amount: 1 })
  for (let i = 0; i < 4; i++) call(ana, START - 4 * HOUR + i)
  for (let i = 0; i < 5; i++) call(ana, START - HOUR + i)
  rig.clock.now = START - 3 * HOUR + 60_000
  const { level: _, ...limit } = pot
  expect(await preview(limit, id)).toMatchObject({ calls: 5, refused: 2 })
  expect(await preview(limit)).toMatchObject({ calls: 9, refused: 7 })
})

test('a limit that only warns or sends elsewhere is told the same way', async () => {
  for (let i = 0; i < 3; i++) call(ana, START - DAY + i)
  const one = requests(1, PER_DAY)
  expect(await preview({ ...one, action: { kind: 'warn' } })).toMatchObject({ refused: 2 })
  expect(
    await preview({ ...one, action: { kind: 'downgrade', model: 'gpt-5-mini' } }),
  ).toMatchObject({ refused: 2 })
})

test('nothing is written, and thousands of calls are read in pages', async () => {
  for (let i = 0; i < 6000; i++) call(ana, START - DAY + i)
  expect(await preview(requests(10, PER_DAY))).toMatchObject({ calls: 6000, refused: 5990 })
  expect(await rig.client.limits.list.query()).toEqual([])
  expect(
    await actingAs(rig, 'auditor').limits.preview.query({
      limit: { level: 'workspace', ...requests(10, PER_DAY) },
    }),
  ).toMatchObject({ refused: 5990 })
})
