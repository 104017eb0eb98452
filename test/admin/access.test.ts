import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AccessChange, NO_RULES } from '../../proxy/contract/access.ts'
import { insertGrant } from '../../proxy/store/access.ts'
import { type Rig, refusalOf, START, startAdmin } from './support.ts'

let rig: Rig
let memberId: string
let teamId: string
let tokenId: string

beforeEach(async () => {
  rig = await startAdmin()
  teamId = (await rig.client.teams.add.mutate({ name: 'App' })).id
  memberId = (await rig.client.members.add.mutate({ name: 'Ana', teamId })).id
  tokenId = (await rig.client.tokens.create.mutate({ memberId, label: 'laptop' })).id
  rig.asked.changed.length = 0
})
afterEach(() => rig.close())

const workspace = { level: 'workspace', subjectId: null } as const
const member = () => ({ level: 'member', subjectId: memberId }) as const
const change = (rules: AccessChange['rules'], subject: AccessChange['subject'] = member()) =>
  rig.client.access.change.mutate({ subject, rules })

test('a change keeps what it does not name, and the gateway hears of it', async () => {
  await change({ allowModels: ['gpt-5*'], caps: { maxOutputTokens: 4096 } })
  await change({ denyEndpoints: ['images'], caps: { tooMuch: 'clamp' } })
  const { rules } = await rig.client.access.get.query(member())
  expect(rules).toEqual({
    ...NO_RULES,
    ...{ allowModels: ['gpt-5*'], denyEndpoints: ['images'] },
    caps: { ...NO_RULES.caps, maxOutputTokens: 4096, tooMuch: 'clamp' },
  })
  expect(rig.asked.changed).toEqual(['access', 'access'])
})

test('rules that say nothing any more are none', async () => {
  await change({ denyModels: ['o3'], caps: { maxImages: 1 } })
  expect(await rig.client.access.list.query()).toHaveLength(1)
  await change({ denyModels: [], caps: { maxImages: null } })
  expect(await rig.client.access.list.query()).toEqual([])
  expect((await rig.client.access.get.query(member())).rules).toEqual(NO_RULES)
})

test('the list names whose rules they are, the workspace first; who is gone is left out', async () => {
  const gone = (await rig.client.members.add.mutate({ name: 'Ben' })).id
  for (const subject of [
    { level: 'token', subjectId: tokenId } as const,
    { level: 'member', subjectId: gone } as const,
    { level: 'team', subjectId: teamId } as const,
    workspace,
  ])
    await change({ denyModels: ['o3'] }, subject)
  await rig.client.members.remove.mutate({ id: gone })
  const list = await rig.client.access.list.query()
  expect(list.map(({ level, subjectName }) => [level, subjectName])).toEqual([
    ['workspace', ''],
    ['team', 'App'],
    ['token', 'Ana · laptop'],
  ])
})

test.each(['10.0.0', 'office', '10.0.0.0/33', 'any', '0x7f.1', '::1/129'])(
  'an address that is none is refused and nothing is changed: %s',
  async (address) => {
    const refusal = await refusalOf(change({ addresses: [address], denyModels: ['o3'] }))
    expect(refusal.code).toBe('BAD_REQUEST')
    expect(refusal.message).toContain('nothing was changed')
    expect(await rig.client.access.list.query()).toEqual([])
  },
)

test('odd rules are refused at the door', async () => {
  const hours = (from: number, to: number, days = [1]) => change({ hours: [{ days, from, to }] })
  for (const call of [
    hours(60, 60),
    hours(60, 1441),
    hours(0, 60, []),
    hours(0, 60, [8]),
    change({ caps: { maxOutputTokens: 0 } }),
    change({ allowModels: [''] }),
    change({ allowEndpoints: ['everything' as never] }),
    change({}, { level: 'workspace', subjectId: 'x' }),
    change({}, { level: 'member', subjectId: null }),
  ])
    expect((await refusalOf(call)).code).toBe('BAD_REQUEST')
  for (const level of ['team', 'member', 'token'] as const)
    expect((await refusalOf(change({}, { level, subjectId: 'none' }))).code).toBe('NOT_FOUND')
})

test('what is left after all levels, and where it comes from', async () => {
  rig.provider.answer = {
    ...{ ok: true, health: 'working', message: '' },
    models: ['claude-opus', 'gpt-5', 'gpt-5-mini', 'o3'],
  }
  await rig.client.keys.add.mutate({ provider: 'openai', label: 'Main', secret: 'sk-abc' })
  const hours = [{ days: [1], from: 480, to: 1140 }]
  await change({ denyModels: ['gpt-5'], hours, caps: { maxOutputTokens: 9000 } }, workspace)
  const team = { level: 'team', subjectId: teamId } as const
  await change({ allowModels: ['gpt-*'], caps: { maxOutputTokens: 4000 } }, team)
  await change({ denyEndpoints: ['images'], addresses: ['10.0.0.0/8'] })
  await change({ addresses: ['10.1.0.0/16'] }, { level: 'token', subjectId: tokenId })
  const grant = { memberId, model: 'o3', until: START + 10, createdAt: START }
  insertGrant(rig.db, { ...grant, id: 'grt_1' })
  const effective = await rig.client.access.effective.query({ memberId })
  expect(effective).toMatchObject({
    ...{ models: ['gpt-5-mini', 'o3'], deniedEndpoints: ['images'] },
    ...{ addresses: [['10.0.0.0/8']], hours: [hours], caps: { maxOutputTokens: 4000 } },
    grants: [{ id: 'grt_1', memberName: 'Ana', model: 'o3', until: START + 10 }],
  })
  expect(effective.entries.map(({ level }) => level)).toEqual(['workspace', 'team', 'member'])
  const ofToken = await rig.client.access.effective.query({ tokenId })
  expect(ofToken.addresses).toEqual([['10.0.0.0/8'], ['10.1.0.0/16']])
  const card = await rig.client.members.card.query({ memberId })
  expect(card.models).toEqual(['gpt-5-mini', 'o3'])
})

test('a grant that was ended or is over is gone', async () => {
  const grant = { memberId, model: 'o3', createdAt: START }
  insertGrant(rig.db, { ...grant, id: 'grt_1', until: null })
  insertGrant(rig.db, { ...grant, id: 'grt_2', until: START + 10 })
  expect(await rig.client.access.grants.query({ memberId })).toHaveLength(2)
  rig.clock.now += 10
  expect(await rig.client.access.grants.query()).toMatchObject([{ id: 'grt_1' }])
  await rig.client.access.endGrant.mutate({ id: 'grt_1' })
  expect(rig.asked.changed).toEqual(['access'])
  expect(await rig.client.access.grants.query()).toEqual([])
  const again = await refusalOf(rig.client.access.endGrant.mutate({ id: 'grt_1' }))
  expect(again.code).toBe('NOT_FOUND')
})
