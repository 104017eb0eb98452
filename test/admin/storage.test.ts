import { afterEach, beforeEach, expect, test } from 'vitest'
import { storageForecast } from '../../proxy/admin/storage/forecast.ts'
import type { Job } from '../../proxy/contract/jobs.ts'
import type { StoredKind, StoredLine } from '../../proxy/contract/storage.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const DAY = 86_400_000
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
  // A call a day, the oldest 450 days ago.
  for (let day = 450; day > 0; day--)
    addCall(rig.db, START - day * DAY, { address: '10.0.0.7', rawUsage: '{"a":1}', sent: 1 })
  rollAll()
})
afterEach(() => rig.close())

function rollAll(): void {
  const rollUp = new RollUp(rig.db, () => START)
  while (rollUp.step()) {
    // Until nothing is left.
  }
}

const count = (from: string) =>
  rig.db.raw.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get()

async function ended(job: Job, client = rig.client): Promise<Job> {
  for (;;) {
    const found = (await client.jobs.list.query()).find(({ id }) => id === job.id)
    if (found && found.state !== 'running') return found
    await new Promise((later) => setTimeout(later, 20))
  }
}

test('what a preview says is what a run deletes, and the audit log tells both', async () => {
  const preview = await rig.client.storage.preview.query({})
  expect(preview).toEqual({
    ...{ calls: 50, details: 420, addresses: 310, hours: 50, alarms: 0, audit: 0 },
    ...{ neededFrom: null, bytesTooMany: 0 },
  })
  expect(await rig.client.storage.preview.query({ keepCallDays: 100 })).toMatchObject({
    ...{ calls: 350, addresses: 10 },
  })
  const job = await ended(await rig.client.storage.run.mutate())
  expect(job).toMatchObject({ kind: 'retention', state: 'done', unit: 'rows', problem: null })
  expect([count('callRows'), count('callDetails')]).toEqual([400, 30])
  expect(count('callRows WHERE address <> 0')).toBe(90)

  const { last, running } = await rig.client.storage.status.query({})
  expect(running).toBe(false)
  expect(last).toMatchObject({ at: START, swept: { calls: 50, details: 420, addresses: 360 } })
  expect(job.done).toBeGreaterThanOrEqual(50 + 420 + 310)
  expect(await rig.client.storage.preview.query({})).toMatchObject({ calls: 0, details: 0 })
  const { acts } = await rig.client.audit.list.query({ limit: 10 })
  const told = acts.filter(({ action }) => action.startsWith('storage.'))
  expect(told.map(({ action }) => action)).toContain('storage.deleted')
  expect(told.map(({ action }) => action)).toContain('storage.run')

  const usage = await rig.client.usage.report.query({ from: START - 451 * DAY, to: START })
  expect(usage.totals.calls).toBe(450)
})

test('calls that a limit still counts are kept, and the preview says so', async () => {
  await rig.client.limits.add.mutate({
    ...{ level: 'workspace', metric: 'requests', size: 1000 },
    window: { kind: 'sliding', seconds: 200 * 86_400 },
  })
  const pot = await rig.client.limits.add.mutate({
    ...{ level: 'workspace', metric: 'requests', size: 1000 },
    window: { kind: 'never' },
  })
  for (let day = 1; day <= 450; day += 150) {
    const member = { memberId: 'mem_a', sent: 1 }
    addCall(rig.db, START - day * DAY, member, 1)
  }
  rollAll()
  const settings = { keepCallDays: 60 }
  expect(await rig.client.storage.preview.query(settings)).toMatchObject({
    neededFrom: START - 200 * DAY,
  })
  await rig.client.settings.set.mutate({ name: 'keepCallDays', value: 60 })
  const usedBy = () => {
    rig.counters.changed()
    rig.counters.recount()
    return rig.counters.standings({}).find(({ limit }) => limit.id === pot.id)?.used
  }
  const check = await rig.counters.selfCheck()
  const before = usedBy()
  await ended(await rig.client.storage.run.mutate())
  expect(count('callRows')).toBeLessThanOrEqual(202)
  expect(count('callRows')).toBeGreaterThanOrEqual(200)
  expect(await rig.counters.selfCheck()).toEqual({ checked: check.checked, disagreeing: [] })
  expect(usedBy()).toBe(before)
})

test('one run at a time; a cancelled one leaves all sums right, and the next goes on', async () => {
  const { retention } = rig.services
  const stop = new AbortController()
  const first = retention.run({ signal: stop.signal, progress: () => stop.abort() })
  await expect(retention.run()).rejects.toThrow('already')
  await expect(first).rejects.toThrow('aborted')
  expect([retention.running, retention.last?.swept.details]).toEqual([false, 400])
  expect(count('callRows')).toBe(450)
  const job = await rig.client.storage.run.mutate()
  expect((await ended(job)).state).toBe('done')
  expect(count('callRows')).toBe(400)

  Object.defineProperty(retention, 'running', { get: () => true })
  const second = await refusalOf(rig.client.storage.run.mutate())
  expect(second).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('already') })
})

test('an auditor sees what is kept but deletes nothing', async () => {
  const auditor = actingAs(rig, 'auditor')
  expect((await auditor.storage.status.query({})).lines.map(({ kind }) => kind)).toContain('calls')
  expect(await refusalOf(auditor.storage.run.mutate())).toMatchObject({ code: 'FORBIDDEN' })
})

test('the status tells sizes, growth and the oldest of each kind', async () => {
  const status = await rig.client.storage.status.query({})
  const calls = status.lines.find(({ kind }) => kind === 'calls')
  expect(calls).toMatchObject({ rows: 450, from: START - 450 * DAY })
  expect(calls?.bytesPerDay).toBeCloseTo((calls?.bytes ?? 0) / 450, -1)
  expect(status.bytes).toBe(status.lines.reduce((sum, { bytes }) => sum + bytes, 0))
  expect(status.diskFreeBytes).toBeGreaterThan(0)
})

const settings = {
  ...{ keepCallDays: 400, keepDetailDays: 30, keepAddressDays: 90, keepHourDays: 400 },
  ...{ keepAlarmDays: 400, keepAuditDays: 730, databaseGiB: 0, bodyDays: 30 },
}
const line = (kind: StoredKind, days: number, bytesPerDay: number): StoredLine => ({
  ...{ kind, bytes: days * bytesPerDay, rows: days, from: START - days * DAY, bytesPerDay },
})
const MiB = 1024 ** 2

test('a forecast grows until as many days lie there as are kept, and never beyond the most', () => {
  const lines = [line('calls', 100, MiB), line('details', 30, 10 * MiB), line('days', 100, 1000)]
  const ask = (part: object, diskFreeBytes: number) =>
    storageForecast({ lines, settings: { ...settings, ...part }, diskFreeBytes, now: START })
  const plenty = ask({}, 1e15)
  expect(plenty.bytesPerDay).toBe(MiB + 1000)
  // 300 days more of calls, none of details, a year of days.
  expect(plenty.bytesInYear).toBe(400 * MiB + 300 * MiB + 465_000)
  expect(plenty.fullAt).toBeNull()
  // 100 MiB beyond what Keyrack needs to go on.
  expect(ask({}, 300 * MiB).fullAt).toBe(START + 100 * DAY)
  expect(ask({ databaseGiB: 0.45 }, 300 * MiB).fullAt).toBeNull()
  expect(ask({ databaseGiB: 0.45 }, 1e15).bytesInYear).toBe(Math.round(0.45 * 1024 ** 3))
  expect(ask({}, 100 * MiB).fullAt).toBe(START)
})

test('the audit log is kept for as long as is set: the rest goes in a run, and stays proved', async () => {
  const { log } = rig.services.audit
  const act = (action: string) => log.note({ action, source: 'command' })
  for (let i = 0; i < 300; i++) act('members.add')
  log.checkpoint({ always: true })
  expect(await rig.client.storage.preview.query({})).toMatchObject({ audit: 0 })
  rig.clock.now += 100 * DAY
  act('limits.add')
  const client = actingAs(rig, 'admin')
  const keepAuditDays = 95
  const { audit } = await client.storage.preview.query({ keepAuditDays })
  expect(audit).toBeGreaterThanOrEqual(300)
  await client.settings.set.mutate({ name: 'keepAuditDays', value: keepAuditDays })
  expect(await ended(await client.storage.run.mutate(), client)).toMatchObject({ state: 'done' })
  const { beginning } = await client.audit.state.query()
  expect(beginning).toMatchObject({
    seq: audit,
    taken: audit,
    actor: expect.stringMatching(/^adm_/),
  })
  const { last } = await client.storage.status.query({})
  expect(last?.swept.audit).toBe(audit)
  expect((await client.audit.check.mutate()).broken).toBeNull()
})
