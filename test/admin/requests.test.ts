import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccessChange } from '../../proxy/contract/access.ts'
import type { NewLimit } from '../../proxy/contract/limits.ts'
import type { NewRequest } from '../../proxy/contract/requests.ts'
import { insertRequest } from '../../proxy/store/requests.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const DAY = 86_400_000
let rig: Rig
let memberId: string
let teamId: string
let tokenId: string

beforeEach(async () => {
  rig = await startAdmin()
  teamId = (await rig.client.teams.add.mutate({ name: 'App' })).id
  memberId = (await rig.client.members.add.mutate({ name: 'Ana', teamId })).id
  tokenId = (await rig.client.tokens.create.mutate({ memberId })).id
})
afterEach(() => rig.close())

let requests = 0
/** As a member's own call writes it. */
function asked(kind: NewRequest['kind'], subject: string, size: number | null = null): string {
  const id = `req_${++requests}`
  const createdAt = START + requests
  insertRequest(rig.db, { id, memberId, tokenId, kind, subject, size, reason: 'Why', createdAt })
  return id
}

const client = () => rig.client
const approve = (
  id: string,
  more: { until?: number | null; size?: number; answer?: string } = {},
) => client().requests.approve.mutate({ id, until: null, ...more })
const rule = (rules: AccessChange['rules'], subject?: AccessChange['subject']) =>
  client().access.change.mutate({
    subject: subject ?? { level: 'member', subjectId: memberId },
    rules,
  })
const limit = (more: Partial<NewLimit> = {}) =>
  client().limits.add.mutate({
    ...{ level: 'workspace', metric: 'requests', size: 10 },
    window: { kind: 'fixed', every: 'day' },
    ...more,
  })
const limitSize = async () => (await client().limits.list.query())[0]

test('a request is shown with who asks, why, and what they used in a month', async () => {
  addCall(rig.db, START - DAY, { memberId, costNanoUsd: 5 })
  addCall(rig.db, START - 31 * DAY, { memberId, costNanoUsd: 7 })
  const id = asked('model', 'o3')
  expect(await rig.client.requests.list.query()).toMatchObject([
    {
      ...{ id, memberName: 'Ana', teamId, kind: 'model', subject: 'o3', subjectWords: 'o3' },
      ...{ reason: 'Why', state: 'open', decidedAt: null, decidedBy: null },
      ...{ costNanoUsd30d: 5, calls30d: 1, standing: null },
    },
  ])
})

test('an approved model is a grant until its date, and says who approved it', async () => {
  await rule({ allowModels: ['gpt-*'] })
  rig.asked.changed.length = 0
  const id = asked('model', 'o3')
  await approve(id, { until: START + DAY, answer: 'Enjoy' })
  expect(await rig.client.access.grants.query()).toMatchObject([
    { memberId, model: 'o3', until: START + DAY },
  ])
  expect(rig.asked.changed).toContain('access')
  expect(await rig.client.requests.list.query({ state: 'approved' })).toMatchObject([
    { id, decidedAt: START, decidedBy: 'Owner', answer: 'Enjoy', until: START + DAY },
  ])
  expect(await rig.client.requests.list.query({ state: 'open' })).toEqual([])
})

test('what was answered is answered once', async () => {
  const id = asked('model', 'o3')
  await rig.client.requests.decline.mutate({ id, answer: 'Use gpt-5' })
  expect((await refusalOf(approve(id))).code).toBe('CONFLICT')
  const again = rig.client.requests.decline.mutate({ id, answer: 'No' })
  expect((await refusalOf(again)).code).toBe('CONFLICT')
  expect(await rig.client.access.grants.query()).toEqual([])
  expect(await rig.client.requests.list.query()).toMatchObject([
    { state: 'declined', answer: 'Use gpt-5' },
  ])
  expect((await refusalOf(approve('req_none'))).code).toBe('NOT_FOUND')
})

test('a denial needs a reason; a date must be to come', async () => {
  const id = asked('model', 'o3')
  const silent = rig.client.requests.decline.mutate({ id, answer: ' ' })
  expect((await refusalOf(silent)).code).toBe('BAD_REQUEST')
  expect((await refusalOf(approve(id, { until: START }))).code).toBe('BAD_REQUEST')
})

test('a denied model is not granted: the promise would be empty, and nothing is changed', async () => {
  await rule({ denyModels: ['o*'] }, { level: 'team', subjectId: teamId })
  const id = asked('model', 'o3')
  const refusal = await refusalOf(approve(id))
  expect(refusal).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('App') })
  expect(await rig.client.requests.list.query()).toMatchObject([{ state: 'open' }])
})

test('a team lead grants what the team may use, and no more than that', async () => {
  const lead = actingAs(rig, 'teamLead', teamId)
  await rule({ allowModels: ['gpt-*'] }, { level: 'team', subjectId: teamId })
  await rule({ allowModels: ['gpt-5-mini'] })
  const beyond = asked('model', 'o3')
  const call = lead.requests.approve.mutate({ id: beyond, until: null })
  expect((await refusalOf(call)).code).toBe('FORBIDDEN')
  expect(await rig.client.access.grants.query()).toEqual([])
  await lead.requests.approve.mutate({ id: asked('model', 'gpt-5'), until: null })
  expect(await rig.client.access.grants.query()).toMatchObject([{ model: 'gpt-5' }])
})

test('more until a date is a raise: of the member’s own counter where each has one', async () => {
  const { id: limitId } = await limit({ each: true })
  await approve(asked('quota', limitId, 20), { until: START + DAY })
  expect(await limitSize()).toMatchObject({
    ...{ size: 10, raises: [{ memberId, size: 20, until: START + DAY }] },
  })
})

test('more of what all share is a raise for all until a date, another size for good', async () => {
  const { id: limitId } = await limit()
  await approve(asked('quota', limitId, 20), { until: START + DAY, size: 15 })
  expect(await limitSize()).toMatchObject({ size: 10, raises: [{ memberId: null, size: 15 }] })
  await approve(asked('quota', limitId, 30))
  expect(await limitSize()).toMatchObject({ size: 30 })
})

test('one of many cannot have more for good of a limit that is the same for each', async () => {
  const { id: limitId } = await limit({ each: true })
  const id = asked('quota', limitId, 20)
  expect(await refusalOf(approve(id))).toMatchObject({
    ...{ code: 'CONFLICT', message: expect.stringContaining('Approve until a date') },
  })
  expect(await limitSize()).toMatchObject({ size: 10, raises: [] })
  expect(await rig.client.requests.list.query()).toMatchObject([{ id, state: 'open' }])
})

test('an amount is needed, and more than there is', async () => {
  const { id: limitId } = await limit()
  const id = asked('quota', limitId)
  expect((await refusalOf(approve(id))).code).toBe('BAD_REQUEST')
  expect((await refusalOf(approve(id, { size: 10 }))).code).toBe('BAD_REQUEST')
  await approve(id, { size: 11 })
  expect(await limitSize()).toMatchObject({ size: 11 })
})

test('a request about a limit that is gone cannot be approved, only declined', async () => {
  const { id: limitId } = await limit()
  await rig.client.limits.remove.mutate({ id: limitId })
  const id = asked('quota', limitId, 20)
  expect((await refusalOf(approve(id))).code).toBe('NOT_FOUND')
  await rig.client.requests.decline.mutate({ id, answer: 'There is no limit any more.' })
  expect(await rig.client.requests.list.query()).toMatchObject([
    { state: 'declined', subjectWords: '10 requests a day, everything' },
  ])
})
