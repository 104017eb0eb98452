import { expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import type { MyAccess } from '../../proxy/contract/requests.ts'
import { UNLOGGED_NOTICE } from '../../proxy/contract/unlogged.ts'
import { openDbReadOnly } from '../../proxy/store/db.ts'
import { filesBelow } from '../sdk/leaks.ts'
import { patiently, withAna } from './withAna.ts'

const on = withAna('unlogged')

/** A call by a program of its own name; answers what the ledger says of it. */
async function chat(program: string, token = on.ana.token) {
  const answer = await fetch(`${on.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      'user-agent': `${program}/1.0`,
    },
    body: JSON.stringify({
      ...{ model: on.vendor.models[0], messages: [{ role: 'user', content: 'otters' }] },
    }),
  })
  expect(answer.status).toBe(200)
  await answer.text()
  const id = answer.headers.get('x-request-id') ?? ''
  return { headers: answer.headers, call: await on.service.admin.calls.get.query({ id }) }
}

const WITH = { address: '127.0.0.1', unlogged: false, trace: expect.anything() }
const WITHOUT = { address: null, client: null, unlogged: true, trace: null, rawUsage: null }

async function me(): Promise<MyAccess> {
  const answer = await fetch(`${on.service.url}/keyrack/me`, {
    headers: { authorization: `Bearer ${on.ana.token}` },
  })
  return (await answer.json()) as MyAccess
}

function holding(text: string): string[] {
  return filesBelow(on.service.dataDir)
    .filter(({ bytes }) => bytes.includes(text))
    .map(({ name }) => name)
}

test('of a member, a call keeps what money and limits need and nothing else', async () => {
  const { admin } = on.service
  const { memberId } = on.ana
  const { call: before } = await chat('ProgramBefore')
  expect(before).toMatchObject({ ...WITH, client: 'ProgramBefore/1.0' })
  expect(holding('ProgramBefore')).not.toEqual([])
  await admin.bodies.keep.mutate({ memberId, keep: 'on' })
  await admin.personal.setUnlogged.mutate({ memberId, unlogged: true })
  await admin.limits.add.mutate({
    ...{ level: 'member', subjectId: memberId, metric: 'requests', size: 100 },
    window: { kind: 'sliding', seconds: 3600 },
  })
  const { call, headers } = await chat('ProgramAfter')
  expect(call).toMatchObject({
    ...{ ...WITHOUT, memberId, outcome: 'ok', status: 200, model: before.model },
    ...{ keyId: before.keyId, usage: before.usage, costNanoUsd: before.costNanoUsd },
    bodies: { bodies: [], isKeptNow: false },
  })
  expect(call.costNanoUsd).toBeGreaterThan(0)
  expect(headers.get('x-keyrack-bodies')).toBe(null)
  const [standing] = await admin.limits.standings.query({ memberId })
  expect(standing?.used).toBe(2)
  // Last uses are written behind the calls.
  await patiently(async () => {
    const [token] = await admin.tokens.list.query({ memberId })
    expect(token).toMatchObject({ lastAddress: null, lastClient: null })
    expect(token?.lastUsedAt).toBeGreaterThanOrEqual(call.startedAt)
  })
  expect(holding('ProgramAfter')).toEqual([])
  const db = openDbReadOnly(dataFiles(on.service.dataDir).database)
  const rows = 'SELECT count(*) FROM callDetails JOIN callRows ON id = callId WHERE unlogged = 1'
  expect(db.raw.prepare(rows).pluck().get()).toBe(0)
  db.close()
})

test('the member is told, in what they ask about themselves and on their card', async () => {
  const { admin } = on.service
  const { memberId } = on.ana
  const told = { kept: false, notice: UNLOGGED_NOTICE }
  expect(await me()).toMatchObject({ details: told, bodies: { kept: false, notice: null } })
  const card = await admin.members.card.query({ memberId })
  expect(card.notices).toEqual([UNLOGGED_NOTICE])
  expect(card.message).toContain(UNLOGGED_NOTICE)
  const { acts } = await admin.audit.list.query({})
  expect(acts.find(({ action }) => action === 'personal.setUnlogged')).toMatchObject({
    ...{ objectId: memberId, result: 'done' },
    changes: [{ field: 'unlogged', before: 0, after: 1 }],
  })
})

test('a refusal, too, is kept without where it came from', async () => {
  const answer = await fetch(`${on.service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${on.ana.token}`, 'content-type': 'application/json' },
      'user-agent': 'ProgramRefused/1.0',
    },
    body: '{"model":"gpt-unheard-of","messages":[]}',
  })
  expect(answer.status).toBe(404)
  const id = answer.headers.get('x-request-id') ?? ''
  expect(await on.service.admin.calls.get.query({ id })).toMatchObject({
    ...{ ...WITHOUT, memberId: on.ana.memberId, outcome: 'refused' },
  })
  expect(holding('ProgramRefused')).toEqual([])
})

test('a team or a token is enough, a rotated token keeps it, and off again details are kept', async () => {
  const { admin } = on.service
  const { memberId, tokenId } = on.ana
  await admin.personal.setUnlogged.mutate({ memberId, unlogged: false })
  expect((await chat('ProgramAgain')).call).toMatchObject(WITH)
  expect(await me()).toMatchObject({ details: { kept: true, notice: null } })

  const { id: teamId } = await admin.teams.add.mutate({ name: 'App' })
  await admin.teams.moveMember.mutate({ memberId, teamId })
  await admin.personal.setUnlogged.mutate({ teamId, unlogged: true })
  expect((await chat('ProgramTeam')).call).toMatchObject(WITHOUT)
  expect((await admin.members.card.query({ memberId })).notices).toEqual([UNLOGGED_NOTICE])
  await admin.personal.setUnlogged.mutate({ teamId, unlogged: false })

  await admin.personal.setUnlogged.mutate({ tokenId, unlogged: true })
  expect((await chat('ProgramToken')).call).toMatchObject(WITHOUT)
  const { token } = await admin.tokens.rotate.mutate({ id: tokenId })
  expect((await chat('ProgramRotated', token)).call).toMatchObject(WITHOUT)
  expect(await admin.tokens.list.query({ memberId })).toMatchObject([
    { unlogged: true },
    { unlogged: true },
  ])
  const { token: other } = await admin.tokens.create.mutate({ memberId, label: 'other' })
  expect((await chat('ProgramOther', other)).call).toMatchObject(WITH)
})
