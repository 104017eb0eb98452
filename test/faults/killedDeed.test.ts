import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import type { Job } from '../../proxy/contract/jobs.ts'
import { openDb, openDbReadOnly } from '../../proxy/store/db.ts'
import { type Service, startService } from '../support/service.ts'
import { foundCompany } from '../year/company.ts'
import { writeYear } from '../year/writeYear.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const DAY_MS = 86_400_000
const dataDir = mkdtempSync(join(tmpdir(), 'keyrack-killed-'))
const now = Date.now()
/** Half a year of calls, all of them older than a month and none so old that it goes by itself. */
const PAST = { until: now - 40 * DAY_MS, days: 180, calls: 30_000, zone: 'UTC' }
/** Each leaves so many calls that deleting takes seconds, whatever the machine; the first one is nearly always enough. */
const KEEP_DAYS = [150, 90, 45]

let truth: Map<string, [calls: number, costNanoUsd: number]>
let service: Service
/** A provider that never answers. */
let silent: Server

beforeAll(async () => {
  const db = openDb(dataFiles(dataDir).database)
  writeYear(db, foundCompany(db, now - 400 * DAY_MS), PAST)
  truth = new Map(
    db.raw
      .prepare<[], [string, number, number]>(
        'SELECT memberId, count(*), total(costNanoUsd) FROM calls GROUP BY 1',
      )
      .raw()
      .all()
      .map(([memberId, calls, cost]) => [memberId, [calls, cost]]),
  )
  db.close()
  silent = createServer(() => {})
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  service = await startService({ dataDir })
})
afterAll(async () => {
  await service.stop()
  silent.closeAllConnections()
  silent.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Calls and cost of each member as reports tell them. */
async function reported() {
  const { lines } = await service.admin.usage.report.query({
    ...{ from: now - 400 * DAY_MS, to: now + DAY_MS, by: ['member'], latency: false },
  })
  return new Map(
    lines.map(({ groups, calls, costNanoUsd }) => [groups[0], [calls, costNanoUsd]] as const),
  )
}

async function jobOf(id: string): Promise<Job> {
  const job = (await service.admin.jobs.list.query()).find((each) => each.id === id)
  if (!job) throw new Error('The job is gone')
  return job
}

/** Begins to delete, and comes back while that goes on; false when it was over before anybody saw it. */
async function midway(keepCallDays: number): Promise<boolean> {
  await service.admin.settings.set.mutate({ name: 'keepCallDays', value: keepCallDays })
  let job = await service.admin.storage.run.mutate()
  const whole = rowsLeft().calls
  while (job.state === 'running') {
    job = await jobOf(job.id)
    // Details go first, then calls: it is in the middle of these.
    if (job.state === 'running' && rowsLeft().calls < whole) return true
  }
  return false
}

function rowsLeft() {
  const db = openDbReadOnly(dataFiles(dataDir).database)
  const count = (from: string) =>
    db.raw.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get() ?? 0
  try {
    return {
      calls: count('callRows'),
      orphans: count('callDetails WHERE callId NOT IN (SELECT id FROM callRows)'),
      oldest: db.raw.prepare<[], number>('SELECT min(startedAt) FROM calls').pluck().get() ?? 0,
    }
  } finally {
    db.close()
  }
}

test('kill -9 in the middle of a deletion, while a deed waits for its end: nothing is half done', async () => {
  expect(await reported()).toEqual(truth)
  // A deed that is begun, and waits for what never comes.
  const { port } = silent.address() as AddressInfo
  const adding = service.admin.keys.add
    .mutate({
      ...{ provider: 'openai', label: 'Waiting', secret: 'sk-proj-0123456789abcdef0123456789' },
      ...{ baseUrl: `http://127.0.0.1:${port}/v1`, allowLocal: true },
    })
    .catch((error: unknown) => error)
  await once(silent, 'request')

  let isMidway = false
  for (const days of KEEP_DAYS) if (!isMidway) isMidway = await midway(days)
  expect(isMidway).toBe(true)
  await service.kill()
  expect(await adding).toBeInstanceOf(Error)
  const cut = rowsLeft()
  expect(cut.calls).toBeGreaterThan(0)
  expect(cut.calls).toBeLessThan([...truth.values()].reduce((sum, [calls]) => sum + calls, 0))
  expect(cut.orphans).toBe(0)

  service = await startService({ dataDir })
  // Sums by hour and day with the rows that are not in them yet are the truth, wherever it was cut.
  expect(await reported()).toEqual(truth)
  const { value: keepCallDays } = await service.admin.settings.get.query({ name: 'keepCallDays' })
  const left = await service.admin.storage.preview.query({})
  expect(left.calls).toBeGreaterThan(0)

  // The deed's end is unknown, and the log says so; it and the deletion are proved with all else.
  const acts = async (action: string) => {
    const filter = { terms: [{ field: 'action' as const, values: [action] }] }
    return (await service.admin.audit.list.query({ filter })).acts
  }
  expect(await acts('keys.add')).toMatchObject([
    { result: 'interrupted', asked: { label: 'Waiting' }, actorName: 'Owner' },
  ])
  expect((await acts('storage.run')).at(-1)).toMatchObject({ result: 'done' })
  // Had it happened? Only a look tells: the key was written, and never tested.
  expect(await service.admin.keys.list.query()).toMatchObject([
    { label: 'Waiting', testedAt: null },
  ])
  expect((await service.admin.audit.check.mutate()).broken).toBeNull()

  // The deletion goes on where it was, to its end.
  let job = await service.admin.storage.run.mutate()
  while (job.state === 'running') {
    await new Promise((later) => setTimeout(later, 50))
    job = await jobOf(job.id)
  }
  expect(job).toMatchObject({ state: 'done', problem: null })
  expect(await service.admin.storage.preview.query({})).toMatchObject({ calls: 0, details: 0 })
  const end = rowsLeft()
  expect(end.orphans).toBe(0)
  expect(end.calls).toBeLessThanOrEqual(cut.calls - left.calls)
  expect(end.oldest).toBeGreaterThan(now - (Number(keepCallDays) + 1) * DAY_MS)
  expect(await reported()).toEqual(truth)
})
