import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { openReports } from '../../proxy/store/reports.ts'
import { addCall } from './support.ts'

const WORKER = new URL('../../proxy/store/reportWorker.ts', import.meta.url)
const NOON = Date.UTC(2026, 10, 21, 12)
let folder: string
let file: string
let db: Db

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-reports-'))
  file = join(folder, 'keyrack.db')
  db = openDb(file)
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test('the thread answers many questions at once, each with its own answer, and sees what was just written', async () => {
  const reports = openReports(file, WORKER)
  addCall(db, NOON, { costNanoUsd: 7 })
  const [totals, page, none] = await Promise.all([
    reports.callTotals({ filter: {} }),
    reports.callsPage({ filter: {}, limit: 5 }),
    reports.callById('call_1'),
  ])
  expect(totals).toMatchObject({ calls: 1, costNanoUsd: 7 })
  expect(page.calls).toHaveLength(1)
  expect(none).toBeUndefined()
  addCall(db, NOON + 1, { costNanoUsd: 1 })
  expect(await reports.callTotals({ filter: {} })).toMatchObject({ calls: 2, costNanoUsd: 8 })
  await reports.close()
})

test('a report of a year, from a thread of its own, says what one of a day says, and ends with the others', async () => {
  const reports = openReports(file, WORKER)
  addCall(db, NOON, { costNanoUsd: 7 })
  const asked = (days: number) => ({
    ...{ from: NOON - days * 86_400_000, to: NOON + 1, step: 'none' as const, by: [], filter: {} },
    ...{ latency: true, timeZone: 'UTC', now: NOON },
  })
  const [year, day] = await Promise.all([
    reports.usageReport(asked(365)),
    reports.usageReport(asked(1)),
  ])
  expect(year.totals).toMatchObject({ calls: 1, costNanoUsd: 7 })
  expect(day.totals).toEqual(year.totals)
  await reports.close()
  await expect(reports.usageReport(asked(365))).rejects.toThrow('has ended')
})

test('a report that fails rejects alone, and a closed one says so', async () => {
  const reports = openReports(file, WORKER)
  await expect(reports.summaryBy({ by: 'day', timeZone: 'UTC' })).resolves.toEqual([])
  addCall(db, NOON)
  db.raw.exec('ALTER TABLE members RENAME TO elsewhere')
  await expect(reports.callsPage({ filter: {}, limit: 5 })).rejects.toThrow('could not be read')
  await expect(reports.callTotals({ filter: {} })).resolves.toMatchObject({ calls: 1 })
  await reports.close()
  await expect(reports.callTotals({ filter: {} })).rejects.toThrow('has ended')
})

test('the thread writes the WAL back into the database while the writer goes on', async () => {
  const reports = openReports(file, WORKER)
  const before = statSync(file).size
  for (let i = 0; i < 2000; i++) addCall(db, NOON + i, { rawUsage: 'x'.repeat(200) })
  const deadline = Date.now() + 30_000
  while (statSync(file).size <= before && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(statSync(file).size).toBeGreaterThan(before)
  await reports.close()
})

test('the file may shrink and grow beneath the thread that reads it in place', async () => {
  const reports = openReports(file, WORKER)
  const size = () => statSync(file).size
  const until = async (isSo: () => boolean) => {
    const deadline = Date.now() + 30_000
    while (!isSo() && Date.now() < deadline) await new Promise((later) => setTimeout(later, 50))
    expect(isSo()).toBe(true)
  }
  const fill = (from: number) =>
    db.transaction(() => {
      for (let i = 0; i < 3000; i++)
        addCall(db, from + i, { costNanoUsd: 1, rawUsage: 'x'.repeat(400) })
    })
  const empty = size()
  fill(NOON)
  await until(() => size() > empty + 1_000_000)
  expect(await reports.callTotals({ filter: {} })).toMatchObject({ calls: 3000 })
  const full = size()
  db.raw.exec('DELETE FROM callDetails; DELETE FROM callRows WHERE id % 3 > 0')
  const left = db.raw.prepare('SELECT count(*) FROM callRows').pluck().get()
  db.raw.pragma('incremental_vacuum')
  await until(() => size() < full - 1_000_000)
  expect(await reports.callTotals({ filter: {} })).toMatchObject({ calls: left })
  fill(NOON + 100_000)
  await until(() => size() > full - 1_000_000)
  const page = await reports.callsPage({ filter: {}, limit: 5 })
  expect(page.calls.map(({ startedAt }) => startedAt)).toContain(NOON + 102_999)
  await reports.close()
})
