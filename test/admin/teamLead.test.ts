import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TRPCClient } from '@trpc/client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ANYONE, may, PERMISSIONS } from '../../proxy/admin/permissions.ts'
import type { AppRouter } from '../../proxy/admin/router.ts'
import { formatCallId } from '../../proxy/base/ids.ts'
import type { CallRecord } from '../../proxy/contract/calls.ts'
import { usageDimension } from '../../proxy/contract/usage.ts'
import { insertGrant } from '../../proxy/store/access.ts'
import { insertRequest } from '../../proxy/store/requests.ts'
import { addCall } from '../store/support.ts'
import { finding } from './findings.ts'
import { subscribe } from './listen.ts'
import { actingAs, type Rig, refusalOf, START, sessionAs, startAdmin } from './support.ts'

type Client = TRPCClient<AppRouter>

interface Person {
  memberId: string
  tokenId: string
  token: string
  callId: string
}

let rig: Rig
let exports: string
let app: string
let research: string
/** Ana is of the lead's team, Ben of another one. */
let ana: Person
let ben: Person
let lead: Client
let alarms = { own: '', foreign: '' }
let limits: { own: string; foreign: string; all: string; each: string }

const DAILY = { metric: 'requests', window: { kind: 'fixed', every: 'day' }, size: 100 } as const

beforeAll(async () => {
  rig = await startAdmin()
  exports = mkdtempSync(join(tmpdir(), 'keyrack-lead-'))
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
  app = (await rig.client.teams.add.mutate({ name: 'App' })).id
  research = (await rig.client.teams.add.mutate({ name: 'Research' })).id
  ana = await addPerson('Ana', app, 0)
  ben = await addPerson('Ben', research, 1)
  lead = actingAs(rig, 'teamLead', app)
  const add = async (limit: Parameters<Client['limits']['add']['mutate']>[0]) =>
    (await rig.client.limits.add.mutate(limit)).id
  limits = {
    own: await add({ ...DAILY, level: 'member', subjectId: ana.memberId }),
    foreign: await add({ ...DAILY, level: 'member', subjectId: ben.memberId }),
    all: await add({ ...DAILY, level: 'workspace' }),
    each: await add({ ...DAILY, level: 'workspace', each: true }),
  }
})
afterAll(async () => {
  await rig.services.jobs.stop()
  await rig.close()
  rmSync(exports, { recursive: true })
})

/** A view of somebody else, whose id it answers. */
async function ownerView(): Promise<string> {
  const view = { page: 'activity', name: 'Mine', params: 'f=status%3A429' } as const
  return (await rig.client.views.save.mutate(view)).id
}

/** An export of somebody else, whose id it answers. */
async function ownerExports(): Promise<string> {
  const order = { file: join(exports, 'owner.csv'), format: 'csv' } as const
  return (await rig.client.calls.export.mutate(order)).id
}

async function addPerson(name: string, teamId: string, sequence: number): Promise<Person> {
  const { id: memberId } = await rig.client.members.add.mutate({ name, teamId })
  const { id: tokenId, token } = await rig.client.tokens.create.mutate({ memberId })
  const call = { memberId, tokenId, teamId, sent: 1, costNanoUsd: 10 + sequence }
  const callId = formatCallId(addCall(rig.db, START, call, sequence))
  return { memberId, tokenId, token, callId }
}

const notThere = async (call: Promise<unknown>) =>
  expect(await refusalOf(call)).toMatchObject({ code: 'NOT_FOUND' })

/** Every procedure that a lead may call: what it shows, or that what belongs to another team is not there. */
const CASES: Record<string, () => Promise<unknown>> = {
  'session.lock': async () => {
    const other = actingAs(rig, 'teamLead', app)
    await other.session.lock.mutate()
    expect(await lead.members.list.query()).toHaveLength(1)
  },
  'vault.changePassphrase': async () => {
    const call = lead.vault.changePassphrase.mutate({ current: 'x', next: 'y' })
    expect(await refusalOf(call)).toMatchObject({ code: 'PRECONDITION_FAILED' })
  },

  'members.list': async () =>
    expect(await lead.members.list.query()).toMatchObject([{ id: ana.memberId, name: 'Ana' }]),
  'members.add': async () => {
    await notThere(lead.members.add.mutate({ name: 'Eve', teamId: research }))
    const { id } = await lead.members.add.mutate({ name: 'Chi' })
    expect((await lead.members.list.query()).find((member) => member.id === id)?.teamId).toBe(app)
    await lead.members.remove.mutate({ id })
  },
  'members.change': async () => {
    await notThere(lead.members.change.mutate({ id: ben.memberId, name: 'X' }))
    await notThere(lead.members.change.mutate({ id: ana.memberId, teamId: research }))
    const away = lead.members.change.mutate({ id: ana.memberId, teamId: null })
    expect((await refusalOf(away)).code).toBe('FORBIDDEN')
    await lead.members.change.mutate({ id: ana.memberId, note: 'On holiday', teamId: app })
    expect((await lead.members.list.query())[0]?.note).toBe('On holiday')
  },
  'members.suspend': () => notThere(lead.members.suspend.mutate({ id: ben.memberId })),
  'members.resume': () => notThere(lead.members.resume.mutate({ id: ben.memberId })),
  'members.remove': () => notThere(lead.members.remove.mutate({ id: ben.memberId })),
  'members.offBoard': () => notThere(lead.members.offBoard.mutate({ id: ben.memberId })),
  'members.card': () => notThere(lead.members.card.query({ memberId: ben.memberId })),
  'members.testCall': async () => {
    await notThere(lead.members.testCall.mutate({ token: ben.token }))
    await notThere(lead.members.testCall.mutate({ token: 'krk_m_unknown' }))
    expect(await lead.members.testCall.mutate({ token: ana.token })).toMatchObject({ ok: true })
  },

  'tokens.list': async () => {
    expect(await lead.tokens.list.query()).toMatchObject([{ id: ana.tokenId }])
    await notThere(lead.tokens.list.query({ memberId: ben.memberId }))
  },
  'tokens.create': () => notThere(lead.tokens.create.mutate({ memberId: ben.memberId })),
  'tokens.rotate': () => notThere(lead.tokens.rotate.mutate({ id: ben.tokenId })),
  'tokens.revoke': () => notThere(lead.tokens.revoke.mutate({ id: ben.tokenId })),
  'tokens.pause': () => notThere(lead.tokens.pause.mutate({ id: ben.tokenId })),
  'tokens.resume': () => notThere(lead.tokens.resume.mutate({ id: ben.tokenId })),

  'teams.list': async () =>
    expect(await lead.teams.list.query()).toMatchObject([{ id: app, name: 'App' }]),

  'calls.page': async () => {
    const { calls } = await lead.calls.page.query({})
    expect(calls.map(({ id }) => id)).toEqual([ana.callId])
    const ofBen = { filter: { query: `member:${ben.memberId}` } }
    expect((await lead.calls.page.query(ofBen)).calls).toEqual([])
    const ofResearch = { filter: { query: `team:${research}` } }
    expect((await lead.calls.page.query(ofResearch)).calls).toEqual([])
  },
  'calls.get': async () => {
    await notThere(lead.calls.get.query({ id: ben.callId }))
    expect(await lead.calls.get.query({ id: ana.callId })).toMatchObject({ memberName: 'Ana' })
  },
  'calls.totals': async () => {
    expect(await lead.calls.totals.query({})).toMatchObject({ calls: 1, costNanoUsd: 10 })
    const ofResearch = { filter: { query: `team:${research}` } }
    expect(await lead.calls.totals.query(ofResearch)).toMatchObject({ calls: 0, costNanoUsd: 0 })
  },
  'calls.export': async () => {
    const file = join(exports, 'calls.jsonl')
    const { id } = await lead.calls.export.mutate({ file, format: 'jsonl' })
    await vi.waitFor(async () => {
      expect((await lead.jobs.list.query()).find((job) => job.id === id)?.state).toBe('done')
    })
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([ana.callId])
  },
  'jobs.list': async () => {
    await ownerExports()
    const subjects = (await lead.jobs.list.query()).map(({ subject }) => subject)
    expect(subjects).not.toContain('owner.csv')
  },
  'jobs.cancel': async () => notThere(lead.jobs.cancel.mutate({ id: await ownerExports() })),
  'jobs.dismiss': async () => notThere(lead.jobs.dismiss.mutate({ id: await ownerExports() })),
  'views.list': async () => {
    await ownerView()
    expect(await lead.views.list.query()).toEqual([])
  },
  'views.save': async () => {
    const id = await ownerView()
    await lead.views.save.mutate({ page: 'activity', name: 'Mine', params: '' })
    expect(await rig.client.views.list.query()).toMatchObject([{ id, name: 'Mine' }])
    const [own] = await lead.views.list.query()
    await lead.views.remove.mutate({ id: own?.id ?? '' })
  },
  'views.change': async () =>
    notThere(lead.views.change.mutate({ id: await ownerView(), starred: true })),
  'views.remove': async () => notThere(lead.views.remove.mutate({ id: await ownerView() })),
  'calls.summary': async () => {
    for (const by of ['member', 'team', 'model', 'key', 'day'] as const) {
      expect(await lead.calls.summary.query({ by })).toMatchObject([{ calls: 1, costNanoUsd: 10 }])
    }
    await notThere(lead.calls.summary.query({ by: 'day', teamId: research }))
  },
  'usage.report': async () => {
    const [from, to] = [0, START + 86_400_000]
    for (const by of usageDimension.options) {
      const { lines, totals } = await lead.usage.report.query({ from, to, by: [by], step: 'day' })
      expect([lines.length, totals.calls, totals.costNanoUsd]).toEqual([1, 1, 10])
    }
    for (const filter of [{ team: { only: [research] } }, { member: { only: [ben.memberId] } }]) {
      expect((await lead.usage.report.query({ from, to, filter })).totals.calls).toBe(0)
    }
  },

  'access.list': async () => {
    for (const { memberId } of [ana, ben]) {
      const subject = { level: 'member', subjectId: memberId } as const
      await rig.client.access.change.mutate({ subject, rules: { denyModels: ['o3'] } })
    }
    expect(await lead.access.list.query()).toMatchObject([{ subjectName: 'Ana' }])
  },
  'access.get': async () => {
    await notThere(lead.access.get.query({ level: 'member', subjectId: ben.memberId }))
    await notThere(lead.access.get.query({ level: 'token', subjectId: ben.tokenId }))
    await notThere(lead.access.get.query({ level: 'workspace', subjectId: null }))
    const own = { level: 'team', subjectId: app } as const
    expect(await lead.access.get.query(own)).toMatchObject({ subjectName: 'App' })
  },
  'access.change': async () => {
    const change = (level: 'team' | 'member' | 'token', subjectId: string) =>
      lead.access.change.mutate({ subject: { level, subjectId }, rules: { denyModels: ['o3'] } })
    await notThere(change('member', ben.memberId))
    await notThere(change('token', ben.tokenId))
    expect((await refusalOf(change('team', app))).code).toBe('FORBIDDEN')
    expect(await change('token', ana.tokenId)).toMatchObject({ rules: { denyModels: ['o3'] } })
  },
  'access.effective': async () => {
    await notThere(lead.access.effective.query({ memberId: ben.memberId }))
    await notThere(lead.access.effective.query({ tokenId: ben.tokenId }))
    expect(await lead.access.effective.query({ tokenId: ana.tokenId })).toMatchObject({
      models: [],
    })
  },
  'access.grants': async () => {
    for (const [id, { memberId }] of Object.entries({ grt_ana: ana, grt_ben: ben }))
      insertGrant(rig.db, { id, memberId, model: 'o3', until: null, createdAt: START })
    expect(await lead.access.grants.query()).toMatchObject([{ id: 'grt_ana' }])
    await notThere(lead.access.grants.query({ memberId: ben.memberId }))
  },
  'access.endGrant': () => notThere(lead.access.endGrant.mutate({ id: 'grt_ben' })),

  'requests.list': async () => {
    for (const [id, { memberId, tokenId }] of Object.entries({ req_ana: ana, req_ben: ben }))
      insertRequest(rig.db, {
        ...{ id, memberId, tokenId, kind: 'model', subject: 'o3', size: null },
        ...{ reason: 'A proof of concept', createdAt: START },
      })
    expect(await lead.requests.list.query()).toMatchObject([{ id: 'req_ana' }])
  },
  'requests.approve': () => notThere(lead.requests.approve.mutate({ id: 'req_ben', until: null })),
  'requests.decline': () =>
    notThere(lead.requests.decline.mutate({ id: 'req_ben', answer: 'No.' })),

  'overview.figures': async () => {
    rig.asked.figures.length = 0
    await lead.overview.figures.query()
    expect(rig.asked.figures).toEqual([app])
  },
  'overview.attention': async () => {
    const foreign = {
      ...DAILY,
      metric: 'money',
      level: 'member',
      subjectId: ben.memberId,
      size: 0,
    } as const
    const { id } = await rig.client.limits.add.mutate(foreign)
    const told = async (client: Client) =>
      (await client.overview.attention.query()).map(({ kind, subject }) => `${kind} ${subject}`)
    // Of the workspace, such as the recovery kit that was not saved, a lead hears nothing either.
    expect(await told(rig.client)).toEqual(
      expect.arrayContaining(['limitSpent Ben: $0.00 a day', 'recoveryNotSaved ']),
    )
    expect(await told(lead)).toEqual(['accessRequest Ana: o3'])
    await rig.client.limits.remove.mutate({ id })
  },
  'overview.spendByModel': async () => {
    const { series } = await lead.overview.spendByModel.query()
    expect(series.map(({ calls }) => calls.reduce((sum, count) => sum + count))).toEqual([1])
  },
  'usage.export': async () => {
    const order = { range: 'today', format: 'csv', preamble: false } as const
    const file = join(exports, 'usage.csv')
    const { id } = await lead.usage.export.mutate({ ...order, file })
    await vi.waitFor(async () => {
      expect((await lead.jobs.list.query()).find((job) => job.id === id)?.state).toBe('done')
    })
    const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 3))).toEqual([
      ['2026-11-21', 'App', 'Ana'],
      ['Total', '', ''],
    ])
    await notThere(lead.usage.export.mutate({ ...order, file, teamId: research }))
  },
  'usage.forecast': async () => {
    expect(await lead.usage.forecast.query({})).toMatchObject({ month: { soFarNanoUsd: 10 } })
    await notThere(lead.usage.forecast.query({ teamId: research }))
  },
  'limits.list': async () =>
    expect((await lead.limits.list.query()).map(({ id }) => id)).toEqual([limits.own]),
  'limits.standings': async () => {
    for (const of of [{}, { memberId: ana.memberId }]) {
      const seen = await lead.limits.standings.query(of)
      const own = { [limits.own]: null, [limits.each]: ana.memberId }
      expect(Object.fromEntries(seen.map(({ limit, memberId }) => [limit.id, memberId]))).toEqual(
        own,
      )
      expect(seen).toHaveLength(2)
    }
    await notThere(lead.limits.standings.query({ memberId: ben.memberId }))
    await notThere(lead.limits.standings.query({ teamId: research }))
    await notThere(lead.limits.standings.query({ tokenId: ben.tokenId }))
  },
  'limits.add': async () => {
    await notThere(lead.limits.add.mutate({ ...DAILY, level: 'team', subjectId: research }))
    await notThere(lead.limits.add.mutate({ ...DAILY, level: 'token', subjectId: ben.tokenId }))
    const all = lead.limits.add.mutate({ ...DAILY, level: 'workspace' })
    expect((await refusalOf(all)).code).toBe('FORBIDDEN')
    const own = { ...DAILY, level: 'team', subjectId: app } as const
    const { id } = await lead.limits.add.mutate(own)
    await lead.limits.remove.mutate({ id })
  },
  'limits.change': () => notThere(lead.limits.change.mutate({ id: limits.foreign, size: 1 })),
  'limits.remove': () => notThere(lead.limits.remove.mutate({ id: limits.all })),
  'limits.restore': () => notThere(lead.limits.restore.mutate({ id: limits.foreign })),
  'limits.raise': async () => {
    const raise = { size: 1, until: START + 60_000 }
    await notThere(lead.limits.raise.mutate({ ...raise, limitId: limits.foreign }))
    await notThere(
      lead.limits.raise.mutate({ ...raise, limitId: limits.each, memberId: ana.memberId }),
    )
  },
  'limits.endRaise': async () => {
    const raise = { limitId: limits.foreign, size: 1, until: START + 60_000 }
    const { id } = await rig.client.limits.raise.mutate(raise)
    await notThere(lead.limits.endRaise.mutate({ id }))
  },
  'limits.topUp': () => notThere(lead.limits.topUp.mutate({ limitId: limits.foreign, amount: 1 })),
  'limits.clear': () => notThere(lead.limits.clear.mutate({ limitId: limits.all })),
  'limits.explain': async () => {
    await notThere(lead.limits.explain.query({ limitId: limits.all }))
    const own = await lead.limits.explain.query({ limitId: limits.own })
    expect(own.standing.subjectName).toBe('Ana')
  },
  'limits.preview': async () => {
    const foreign = { ...DAILY, level: 'team', subjectId: research } as const
    await notThere(lead.limits.preview.query({ limit: foreign }))
    const own = { ...DAILY, level: 'team', subjectId: app } as const
    await notThere(lead.limits.preview.query({ limit: own, id: limits.foreign }))
    const { calls } = await lead.limits.preview.query({ limit: own })
    expect(calls).toBe(1)
  },

  'alarms.list': async () => {
    const raise = (memberId: string) => rig.services.alarms.raise(finding(memberId))?.id ?? ''
    alarms = { own: raise(ana.memberId), foreign: raise(ben.memberId) }
    expect(await lead.alarms.list.query()).toMatchObject({ alarms: [{ id: alarms.own }], open: 1 })
  },
  'alarms.get': async () => {
    await notThere(lead.alarms.get.query({ id: alarms.foreign }))
    expect(await lead.alarms.get.query({ id: alarms.own })).toMatchObject({ memberName: 'Ana' })
  },
  'alarms.acknowledge': () => notThere(lead.alarms.acknowledge.mutate({ id: alarms.foreign })),
  'alarms.solve': () => notThere(lead.alarms.solve.mutate({ id: alarms.foreign })),
  'alarms.expected': () => notThere(lead.alarms.expected.mutate({ id: alarms.foreign })),
  'alarms.mute': () => notThere(lead.alarms.mute.mutate({ id: alarms.foreign })),
  'alarms.undo': () => notThere(lead.alarms.undo.mutate({ id: alarms.foreign })),

  // The same list prices for everybody.
  'prices.list': async () => expect(await lead.prices.list.query()).toEqual([]),
}

test('there is a case for every procedure that a lead may call', () => {
  const reachable = Object.keys(PERMISSIONS).filter(
    (path) => PERMISSIONS[path] !== ANYONE && may({ role: 'teamLead' }, path),
  )
  expect(Object.keys(CASES).sort()).toEqual(reachable.sort())
})

test.for(Object.keys(CASES))('%s keeps a lead to the own team', async (path) => {
  await CASES[path]?.()
})

test('nothing of the other team was changed by all that', async () => {
  const members = await rig.client.members.list.query()
  expect(members.find(({ id }) => id === ben.memberId)).toMatchObject({
    ...{ name: 'Ben', state: 'active', liveTokens: 1, teamId: research },
  })
})

test('a member who moves away is out of reach, the calls of the time before stay in sight', async () => {
  const eve = await addPerson('Eve', app, 2)
  await rig.client.teams.moveMember.mutate({ memberId: eve.memberId, teamId: research })
  await notThere(lead.members.suspend.mutate({ id: eve.memberId }))
  await notThere(lead.tokens.revoke.mutate({ id: eve.tokenId }))
  expect(await lead.calls.get.query({ id: eve.callId })).toMatchObject({ memberName: 'Eve' })
  const other = actingAs(rig, 'teamLead', research)
  await notThere(other.calls.get.query({ id: eve.callId }))
  await rig.client.members.remove.mutate({ id: eve.memberId })
})

test('a lead without a team finds nothing', async () => {
  const nobody = actingAs(rig, 'teamLead')
  expect(await nobody.members.list.query()).toEqual([])
  expect(await nobody.teams.list.query()).toEqual([])
  expect((await nobody.calls.page.query({})).calls).toEqual([])
  expect(await nobody.calls.totals.query({})).toMatchObject({ calls: 0 })
  rig.asked.figures.length = 0
  await nobody.overview.figures.query()
  expect(rig.asked.figures).toEqual([''])
})

test('a lead’s window hears of the own team only, a viewer’s of no call at all', async () => {
  const { live } = rig.services
  const ears = {
    lead: subscribe(rig, sessionAs(rig, 'teamLead', app)),
    viewer: subscribe(rig, sessionAs(rig, 'viewer')),
    owner: subscribe(rig, rig.session),
  }
  for (const ear of Object.values(ears)) await ear.until('figures')
  await ears.owner.until('calls')
  await ears.lead.until('calls')
  rig.asked.figures.length = 0
  const call = (id: string, teamId: string) => ({ id, teamId }) as CallRecord
  live.callChanged(() => call('call_own', app))
  live.callChanged(() => call('call_other', research))
  await ears.owner.until('calls', 2)
  // After everything else, something that all of them hear.
  for (const noun of ['keys', 'members', 'teams'] as const) live.changed(noun)
  await ears.viewer.until('changed')
  await ears.lead.until('changed', 2)
  await ears.owner.until('changed', 3)
  const calls = (ear: Ear) =>
    ear.heard.flatMap((event) => (event.type === 'calls' ? event.calls.map(({ id }) => id) : []))
  const nouns = (ear: Ear) =>
    ear.heard.flatMap((event) => (event.type === 'changed' ? [event.noun] : []))
  expect([calls(ears.owner), nouns(ears.owner)]).toEqual([
    ['call_own', 'call_other'],
    ['keys', 'members', 'teams'],
  ])
  expect([calls(ears.lead), nouns(ears.lead)]).toEqual([['call_own'], ['members', 'teams']])
  expect([calls(ears.viewer), nouns(ears.viewer)]).toEqual([[], ['teams']])
  await vi.waitFor(() => expect(new Set(rig.asked.figures)).toEqual(new Set([app, undefined])), {
    timeout: 20_000,
  })
  for (const ear of Object.values(ears)) ear.stop()
})

type Ear = ReturnType<typeof subscribe>
