import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../proxy/contract/alarms.ts'
import { alarmReason, alarmTitle } from '../../proxy/contract/alarmWords.ts'
import { listLessons } from '../../proxy/store/alarmRules.ts'
import { findToken } from '../../proxy/store/tokens.ts'
import { evidence, finding } from './findings.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
let rig: Rig
let ana: string
let token: string
let told: { alarm: Alarm; isNew: boolean }[]

beforeEach(async () => {
  rig = await startAdmin()
  ana = (await rig.client.members.add.mutate({ name: 'Ana' })).id
  token = (await rig.client.tokens.create.mutate({ memberId: ana, label: 'laptop' })).id
  told = []
  rig.services.alarms.onAlarm((alarm, isNew) => told.push({ alarm, isNew }))
})
afterEach(() => rig.close())

const raise = (part: Parameters<typeof finding>[1] = {}) =>
  rig.services.alarms.raise(finding(ana, part))
const list = (filter: Parameters<Rig['client']['alarms']['list']['query']>[0] = {}) =>
  rig.client.alarms.list.query(filter)

test('a finding is one alarm for its cause and period, however often it is found', async () => {
  for (let i = 0; i < 60; i++) raise({ at: START + i * 1000 })
  expect(await list()).toMatchObject({ open: 1, alarms: [{ count: 1, state: 'open' }] })
  expect(told.map(({ isNew }) => isNew)).toEqual([true])
  raise({ period: START + HOUR, at: START + HOUR })
  const [alarm] = (await list()).alarms
  expect(alarm).toMatchObject({ count: 2, firstAt: START, lastAt: START + HOUR, memberName: 'Ana' })
  expect(told.map(({ isNew }) => isNew)).toEqual([true, false])
})

test('it keeps the strongest evidence of a period, and says it in words', async () => {
  raise()
  raise({ evidence: evidence({ value: 500, score: 17 }) })
  raise({ evidence: evidence({ value: 450, score: 15 }) })
  const [alarm] = (await list()).alarms
  if (!alarm) throw new Error('There is no alarm')
  expect(alarmTitle(alarm)).toBe('Ana: 500 calls this hour')
  expect(alarmReason(alarm)).toBe(
    'Usual for weekday afternoons: 30 to 55 calls. Score 17; it fires above 6.',
  )
})

test('in any order the same findings make one alarm with the same count', async () => {
  const periods = [3, 0, 2, 1, 3, 0]
  for (const hour of periods) raise({ period: START + hour * HOUR, at: START + hour * HOUR })
  expect((await list()).alarms).toMatchObject([
    { count: 4, firstAt: START, lastAt: START + 3 * HOUR },
  ])
})

test('what was solved does not come back for the same period, but for a later one', async () => {
  const id = raise()?.id ?? ''
  await rig.client.alarms.solve.mutate({ id, note: 'A load test' })
  raise()
  expect(await list()).toMatchObject({
    open: 0,
    alarms: [{ state: 'solved', note: 'A load test' }],
  })
  raise({ period: START + HOUR, at: START + HOUR })
  expect(await list()).toMatchObject({ open: 1 })
  expect((await list()).alarms).toHaveLength(2)
  expect(await refusalOf(rig.client.alarms.solve.mutate({ id }))).toMatchObject({
    code: 'CONFLICT',
  })
})

test('after more than a day it is another alarm', async () => {
  raise()
  raise({ period: START + 2 * DAY, at: START + 2 * DAY })
  expect((await list()).alarms).toHaveLength(2)
})

test('who acknowledged is written down, and it goes on counting in silence of the state', async () => {
  const id = raise()?.id ?? ''
  await rig.client.alarms.acknowledge.mutate({ id })
  raise({ period: START + HOUR, at: START + HOUR })
  expect(await list()).toMatchObject({
    ...{ open: 0, acknowledged: 1 },
    alarms: [{ state: 'acknowledged', count: 2, decidedBy: 'Owner' }],
  })
})

test('a muted cause is written down and not told', async () => {
  const id = raise()?.id ?? ''
  const { until } = await rig.client.alarms.mute.mutate({ id })
  expect(until).toBe(START + DAY)
  raise({ period: START + HOUR, at: START + HOUR })
  expect(told).toHaveLength(1)
  expect(await rig.client.alarms.get.query({ id })).toMatchObject({ count: 2, mutedUntil: until })
  raise({ period: until, at: until })
  expect(told).toHaveLength(2)
})

test('a rule that is off raises nothing', async () => {
  await rig.client.alarms.setRule.mutate({ kind: 'requestSurge', on: false })
  expect(raise()).toBeUndefined()
  expect(await list()).toMatchObject({ alarms: [], open: 0 })
})

test('nobody is touched before somebody chooses so; then a throttle is a limit that ends by itself', async () => {
  raise({ throttleTo: 110 })
  expect(await rig.client.limits.list.query()).toEqual([])
  await rig.client.alarms.setRule.mutate({ kind: 'requestSurge', action: 'throttle' })
  const id = raise({ period: START + HOUR, at: START + HOUR, throttleTo: 110 })?.id ?? ''
  expect(await rig.client.limits.list.query()).toMatchObject([
    { level: 'member', subjectId: ana, metric: 'requests', size: 110 },
  ])
  expect(await rig.client.alarms.get.query({ id })).toMatchObject({
    ...{ action: 'throttle', measures: [{ kind: 'throttle', until: START + HOUR }] },
  })
  rig.clock.now = START + HOUR
  rig.services.alarms.tidy()
  expect(await rig.client.limits.list.query()).toEqual([])
  expect(await rig.client.alarms.get.query({ id })).toMatchObject({ measures: [] })
})

test('a throttle is taken back by one click', async () => {
  await rig.client.alarms.setRule.mutate({ kind: 'requestSurge', action: 'throttle' })
  const id = raise()?.id ?? ''
  expect(await rig.client.alarms.undo.mutate({ id })).toEqual({ ended: 1 })
  expect(await rig.client.limits.list.query()).toEqual([])
  expect(await rig.client.alarms.undo.mutate({ id })).toEqual({ ended: 0 })
})

test('a rule suspends one member and only tells of the others; while little is known it only tells', async () => {
  const ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
  await rig.client.alarms.setRule.mutate({ kind: 'requestSurge', members: { [ben]: 'suspend' } })
  raise()
  rig.services.alarms.raise(finding(ben, { notifyOnly: true }))
  const states = async () =>
    (await rig.client.members.list.query()).map(({ name, state }) => `${name} ${state}`)
  expect(await states()).toEqual(['Ana active', 'Ben active'])
  const later = { period: START + HOUR, at: START + HOUR }
  const id = rig.services.alarms.raise(finding(ben, later))?.id ?? ''
  expect(await states()).toEqual(['Ana active', 'Ben suspended'])
  expect(rig.asked.cut).toContainEqual({ memberId: ben })
  const { acts } = await rig.client.audit.list.query({
    filter: { terms: [{ field: 'object', values: [ben] }] },
  })
  expect(acts).toContainEqual(
    expect.objectContaining({ action: 'alarms.suspend', actorName: null, source: 'rule' }),
  )
  await rig.client.alarms.undo.mutate({ id })
  expect(await states()).toEqual(['Ana active', 'Ben active'])
})

test('a brake pauses the token alone; resuming it may switch the brake off for a while', async () => {
  await rig.client.alarms.setRule.mutate({ kind: 'runawayAgent', action: 'pause' })
  const agent = { kind: 'runawayAgent', cause: `runawayAgent ${token}` } as const
  const id = raise({ ...agent, subject: { memberId: ana, tokenId: token } })?.id ?? ''
  expect(await rig.client.tokens.list.query()).toMatchObject([{ state: 'paused', pausedAt: START }])
  expect(rig.asked.cut).toEqual([{ tokenId: token, reason: 'tokenPaused' }])
  expect(told[0]?.alarm).toMatchObject({ action: 'pause', tokenName: 'laptop' })
  await rig.client.alarms.undo.mutate({ id, ignoreHours: 1 })
  expect(await rig.client.tokens.list.query()).toMatchObject([{ state: 'active' }])
  expect(findToken(rig.db, token)?.brakeOffUntil).toBe(START + HOUR)
})

test('a token is paused and resumed by hand as well', async () => {
  await rig.client.tokens.pause.mutate({ id: token })
  expect(await rig.client.tokens.list.query()).toMatchObject([{ state: 'paused' }])
  expect(await refusalOf(rig.client.tokens.rotate.mutate({ id: token }))).toMatchObject({
    code: 'CONFLICT',
  })
  await rig.client.tokens.resume.mutate({ id: token })
  expect(await refusalOf(rig.client.tokens.resume.mutate({ id: token }))).toMatchObject({
    code: 'CONFLICT',
  })
})

test('an address that tries tokens is held for a quarter of an hour', async () => {
  await rig.client.alarms.setRule.mutate({ kind: 'tokenSpray', action: 'throttle' })
  const spray = { kind: 'tokenSpray', cause: 'tokenSpray 10.0.0.9' } as const
  const id = raise({ ...spray, subject: { address: '10.0.0.9' } })?.id ?? ''
  expect(rig.asked.held).toEqual([{ address: '10.0.0.9', until: START + HOUR / 4 }])
  await rig.client.alarms.undo.mutate({ id })
  expect(rig.asked.held[1]).toEqual({ address: '10.0.0.9', until: START })
})

test('it was expected: the alarm is solved, what it did is taken back, and a lesson stays', async () => {
  let lessons = 0
  rig.services.alarms.onLesson(() => lessons++)
  await rig.client.alarms.setRule.mutate({ kind: 'requestSurge', action: 'throttle' })
  const id = raise()?.id ?? ''
  await rig.client.alarms.expected.mutate({ id, note: 'A migration' })
  expect(await rig.client.alarms.get.query({ id })).toMatchObject({
    ...{ state: 'solved', resolution: 'expected', measures: [] },
  })
  expect(listLessons(rig.db)).toMatchObject([
    { kind: 'requestSurge', subjectId: ana, topic: 'weekday afternoons', upTo: 618 },
  ])
  expect(lessons).toBe(1)
  const rules = await rig.client.alarms.rules.query()
  expect(rules.find(({ kind }) => kind === 'requestSurge')).toMatchObject({
    ...{ fired30d: 1, expected30d: 1 },
  })
})

test('what nobody hears of again ends by itself, a high alarm later than a low one', async () => {
  const before = { period: START - 8 * DAY, at: START - 8 * DAY }
  raise({ ...before, severity: 'low' })
  raise({ ...before, kind: 'costSurge', cause: 'costSurge', severity: 'high' })
  rig.services.alarms.tidy()
  expect(await list({ state: 'solved' })).toMatchObject({
    ...{ open: 1, alarms: [{ kind: 'requestSurge', resolution: 'expired', decidedBy: null }] },
  })
})

test('a rule refuses thresholds and actions that it does not have', async () => {
  const set = (change: Omit<Parameters<typeof rig.client.alarms.setRule.mutate>[0], 'kind'>) =>
    refusalOf(rig.client.alarms.setRule.mutate({ kind: 'requestSurge', ...change }))
  expect((await set({ thresholds: { scores: 3 } })).message).toContain(
    'It has: score, times, calls',
  )
  expect((await set({ thresholds: { score: 1 } })).message).toBe('score must be from 2 to 100.')
  expect((await set({ action: 'pause' })).message).toContain('cannot pause')
  expect((await set({ members: { [ana]: 'pause' } })).code).toBe('BAD_REQUEST')
  const rule = await rig.client.alarms.setRule.mutate({
    ...{ kind: 'requestSurge', thresholds: { score: 8 }, tell: ['app', 'app'] },
  })
  expect(rule).toMatchObject({
    ...{ on: true, action: 'notify', tell: ['app'], armedAt: START },
    thresholds: { score: 8, times: 3, calls: 30 },
  })
})

test('pages follow each other without a gap, filtered by kind and member', async () => {
  for (let day = 0; day < 5; day++)
    raise({ period: START + day * 2 * DAY, at: START + day * 2 * DAY })
  raise({ kind: 'offHours', cause: 'offHours', subject: {} })
  const seen: string[] = []
  let before: { lastAt: number; id: string } | undefined
  for (;;) {
    const page = await list({ limit: 2, ...(before && { before }) })
    seen.push(...page.alarms.map(({ id }) => id))
    const last = page.alarms.at(-1)
    if (!page.more || !last) break
    before = { lastAt: last.lastAt, id: last.id }
  }
  expect(new Set(seen).size).toBe(6)
  expect((await list({ kind: 'offHours' })).alarms).toHaveLength(1)
  expect((await list({ memberId: ana })).alarms).toHaveLength(5)
})

test('a lead sees and decides the alarms of the own team alone', async () => {
  const team = (await rig.client.teams.add.mutate({ name: 'App' })).id
  await rig.client.members.change.mutate({ id: ana, teamId: team })
  const ben = (await rig.client.members.add.mutate({ name: 'Ben' })).id
  const own = raise()?.id ?? ''
  const foreign = rig.services.alarms.raise(finding(ben))?.id ?? ''
  const lead = actingAs(rig, 'teamLead', team)
  expect(await lead.alarms.list.query()).toMatchObject({ open: 1, alarms: [{ id: own }] })
  expect((await refusalOf(lead.alarms.get.query({ id: foreign }))).code).toBe('NOT_FOUND')
  await lead.alarms.acknowledge.mutate({ id: own })
  expect(await list()).toMatchObject({ open: 1, acknowledged: 1 })
})
