import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AccessRequestRow } from '../../proxy/store/schema/limits.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

let rig: Rig
let ana: string
let tokens: { id: string; token: string }[]

beforeEach(async () => {
  rig = await startAdmin()
  ana = (await rig.client.members.add.mutate({ name: 'Ana' })).id
  tokens = []
  for (const label of ['laptop', 'phone', 'old']) {
    tokens.push(await rig.client.tokens.create.mutate({ memberId: ana, label }))
  }
  await rig.client.tokens.revoke.mutate({ id: tokens[2]?.id ?? '' })
  rig.asked.changed.length = 0
  rig.asked.cut.length = 0
})
afterEach(() => rig.close())

function addRequest(part: Partial<AccessRequestRow> = {}): void {
  const row: AccessRequestRow = {
    ...{
      id: 'req_1',
      memberId: ana,
      tokenId: tokens[0]?.id ?? '',
      kind: 'model',
      subject: 'gpt-5',
    },
    ...{ size: null, reason: 'Need it', createdAt: START, state: 'open', decidedAt: null },
    ...{ decidedById: null, answer: '', until: null },
    ...part,
  }
  rig.db.run(rig.db.sql.insertInto('accessRequests').values(row))
}
const requests = () => rig.db.all(rig.db.sql.selectFrom('accessRequests').selectAll().orderBy('id'))

test('one act ends everything that a member could still do, says what it ended, and keeps the history', async () => {
  const { id: ben } = await rig.client.members.add.mutate({ name: 'Ben' })
  const { id: bens } = await rig.client.tokens.create.mutate({ memberId: ben })
  addRequest()
  addRequest({ id: 'req_2', state: 'approved', answer: 'Yes' })
  addRequest({ id: 'req_3', memberId: ben, tokenId: bens })
  addCall(rig.db, START, { memberId: ana, costNanoUsd: 5 })
  rig.asked.changed.length = 0
  rig.clock.now += 1000

  expect(await rig.client.members.offBoard.mutate({ id: ana })).toEqual({
    memberId: ana,
    name: 'Ana',
    revokedTokens: ['laptop', 'phone'].map((label, at) => ({
      ...{ id: tokens[at]?.id, label, hint: `krk_m_…${tokens[at]?.token.slice(-4)}` },
    })),
    endedCalls: 1,
    openRequests: 1,
  })
  expect(rig.asked).toMatchObject({ changed: ['tokens'], cut: [{ memberId: ana }] })
  const [member, other] = await rig.client.members.list.query()
  expect([member, other]).toMatchObject([
    { name: 'Ana', state: 'suspended', liveTokens: 0 },
    { name: 'Ben', state: 'active', liveTokens: 1 },
  ])
  const { actor } = await rig.client.status.get.query()
  expect(requests()).toMatchObject([
    { state: 'declined', decidedAt: START + 1000, decidedById: actor?.id },
    { state: 'approved', answer: 'Yes', decidedAt: null },
    { memberId: ben, state: 'open' },
  ])
  const { calls } = await rig.client.calls.page.query({ filter: { query: `member:${ana}` } })
  expect(calls).toMatchObject([{ memberName: 'Ana', costNanoUsd: 5 }])
  const [act] = (await rig.client.audit.list.query({})).acts
  expect(act).toMatchObject({ action: 'members.offBoard', objectId: ana, result: 'done' })
})

test('a second off-boarding finds nothing left to end, and the first moment stays', async () => {
  await rig.client.members.offBoard.mutate({ id: ana })
  rig.clock.now += 1000
  expect(await rig.client.members.offBoard.mutate({ id: ana })).toMatchObject({
    ...{ revokedTokens: [], openRequests: 0 },
  })
  const row = rig.db.get(rig.db.sql.selectFrom('members').selectAll().where('id', '=', ana))
  expect(row?.suspendedAt).toBe(START)
  const list = await rig.client.tokens.list.query({ memberId: ana })
  expect(list.map(({ revokedAt }) => revokedAt)).toEqual([START, START, START])
})

test('who may not manage people off-boards nobody', async () => {
  for (const role of ['auditor', 'viewer'] as const) {
    const call = actingAs(rig, role).members.offBoard.mutate({ id: ana })
    expect((await refusalOf(call)).code).toBe('FORBIDDEN')
  }
  expect(await rig.client.members.list.query()).toMatchObject([{ state: 'active', liveTokens: 2 }])
})
