import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLookback } from '../../proxy/admin/lookback/lookback.ts'
import { addCall, addMember } from '../store/support.ts'
import { readCsv, tableOf } from '../support/csv.ts'
import { endedJob } from './endedJob.ts'
import { actingAs, type Rig, refusalOf, START, startAdmin } from './support.ts'

const WORKER = new URL('../../proxy/admin/lookback/lookbackWorker.ts', import.meta.url)
let rig: Rig
let folder: string

beforeEach(async () => {
  rig = await startAdmin()
  folder = mkdtempSync(join(tmpdir(), 'keyrack-export-'))
})
afterEach(async () => {
  await rig.services.jobs.stop()
  await rig.close()
  rmSync(folder, { recursive: true })
})

test('a CSV holds the calls of the filter, nothing a spreadsheet would run, and the sums at its end', async () => {
  addMember(rig.db, 'mem_a', '=HYPERLINK("http://evil")')
  const call = { memberId: 'mem_a', input: 10, cachedRead: 5, output: 3 }
  addCall(rig.db, START - 3, { ...call, model: '-2+3', costNanoUsd: 1_500_000_001 })
  addCall(rig.db, START - 2, {
    ...{ ...call, costNanoUsd: null, priceState: 'unknown' },
    ...{ address: null, client: null, unlogged: true },
  })
  addCall(rig.db, START - 1, { memberId: null, model: 'other' })
  const file = join(folder, 'calls.csv')
  const { id } = await rig.client.calls.export.mutate({
    ...{ file, format: 'csv', filter: { query: '-member:none' } },
  })
  expect(await endedJob(rig.client, id)).toMatchObject({ state: 'done', file, done: 2, total: 2 })
  const [newest, oldest, total, ...rest] = tableOf(readFileSync(file, 'utf8'))
  expect(rest).toEqual([])
  expect(newest).toMatchObject({
    member: '\'=HYPERLINK("http://evil")',
    'cost USD': '',
    price: 'unknown',
    'cached read tokens': '5',
    'details kept': 'no',
  })
  expect(oldest).toMatchObject({
    model: "'-2+3",
    'cost USD': '1.500000001',
    'details kept': 'yes',
  })
  expect(total).toMatchObject({
    id: 'Total of 2 calls',
    'input tokens': '30',
    'output tokens': '6',
    'cost USD': '1.500000001',
    price: '1 unknown, not in the sum',
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['calls.csv'])
})

test('lines before the table say what was asked for, where they are wanted', async () => {
  const file = join(folder, 'calls.csv')
  const { id } = await rig.client.calls.export.mutate({
    ...{ file, format: 'csv', preamble: true, filter: { query: 'status:4xx', since: START - 5 } },
  })
  expect((await endedJob(rig.client, id)).state).toBe('done')
  const rows = readCsv(readFileSync(file, 'utf8'))
  expect(rows.slice(0, 5)).toEqual([
    ...[['Calls'], ['Filter', 'status:4xx'], ['Since', '2026-11-21T11:59:59.995Z']],
    ...[['Until', '2026-11-21T12:00:00.001Z'], ['']],
  ])
  expect(rows[5]?.[0]).toBe('id')
})

test('JSONL holds one call a line, with every figure as a number', async () => {
  addCall(rig.db, START - 1, { input: 7, costNanoUsd: null, priceState: 'unknown' })
  const file = join(folder, 'calls.jsonl')
  const { id } = await rig.client.calls.export.mutate({ file, format: 'jsonl' })
  await endedJob(rig.client, id)
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { input: 7, costNanoUsd: null, priceState: 'unknown', startedAt: START - 1 },
  ])
})

/** Fills the ledger with the one call in it, a millisecond apart. */
function repeatCall({ raw }: Rig['db'], times: number): void {
  const columns = raw.pragma('table_info(callRows)') as { name: string }[]
  const rest = columns.slice(1).map(({ name }) => `"${name}"`)
  raw.exec(`INSERT INTO callRows SELECT id - n * 1024, ${rest} FROM callRows, (
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${times - 1})
    SELECT n FROM numbers)`)
}

test('a hundred thousand calls go through a thread, can be cancelled, and leave nothing behind', async () => {
  addCall(rig.db, START - 1, { input: 1, costNanoUsd: 1 })
  repeatCall(rig.db, 100_000)
  const database = join(folder, 'copy.db')
  rig.db.raw.exec(`VACUUM INTO '${database}'`)
  rig.services.lookback = () => openLookback(database, WORKER)
  const target = join(folder, 'out')
  mkdirSync(target)
  const order = { file: join(target, 'calls.csv'), format: 'csv' as const }

  const cancelled = await rig.client.calls.export.mutate(order)
  await vi.waitFor(
    async () => {
      const [job] = await rig.client.jobs.list.query()
      expect(job?.done).toBeGreaterThan(0)
      expect(existsSync(`${order.file}.partial`)).toBe(true)
    },
    { timeout: 60_000, interval: 1 },
  )
  await rig.client.jobs.cancel.mutate({ id: cancelled.id })
  expect(await endedJob(rig.client, cancelled.id)).toMatchObject({ state: 'cancelled', file: null })
  expect(readdirSync(target)).toEqual([])

  const whole = await rig.client.calls.export.mutate(order)
  expect(await endedJob(rig.client, whole.id)).toMatchObject({ state: 'done', done: 100_000 })
  const lines = readFileSync(order.file, 'utf8').trimEnd().split('\r\n')
  expect(lines).toHaveLength(100_002)
  expect(lines.at(-1)).toContain('Total of 100000 calls')
  expect(new Set(lines.slice(1, -1).map((line) => line.split(',')[0])).size).toBe(100_000)
  expect(readdirSync(target)).toEqual(['calls.csv'])
})

test('a place where an export may not lie is refused before anything is written', async () => {
  const refusal = (file: string) =>
    refusalOf(rig.client.calls.export.mutate({ file, format: 'csv' }))
  expect((await refusal('calls.csv')).message).toContain('whole path')
  expect((await refusal(join(folder, '.bashrc'))).message).toContain('.csv')
  expect((await refusal(join(folder, 'none', 'x.csv'))).message).toContain('not there')
  expect((await refusal(join(rig.folder, 'x.csv'))).message).toContain('own files')
  expect(
    await refusalOf(
      rig.client.calls.export.mutate({
        ...{ file: join(folder, 'x.csv'), format: 'csv', filter: { query: 'colour:red' } },
      }),
    ),
  ).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining('no field "colour"') })
  expect(readdirSync(folder)).toEqual([])
})

test('a file that cannot be written fails with the reason in words', async () => {
  const file = join(folder, 'taken.csv')
  mkdirSync(file)
  const { id } = await rig.client.calls.export.mutate({ file, format: 'csv' })
  const job = await endedJob(rig.client, id)
  expect(job).toMatchObject({ state: 'failed', file: null })
  expect(job.problem).toContain('a folder has this name')
  expect(readdirSync(folder)).toEqual(['taken.csv'])
})

test('a lead exports the calls of the own team only', async () => {
  rig.db.run(
    rig.db.sql.insertInto('teams').values({
      id: 'tea_a',
      name: 'App',
      note: '',
      keepBodies: 'off',
      createdAt: 0,
      removedAt: null,
    }),
  )
  addCall(rig.db, START - 2, { teamId: 'tea_a' })
  addCall(rig.db, START - 1, { teamId: 'tea_b' })
  const lead = actingAs(rig, 'teamLead', 'tea_a')
  const file = join(folder, 'calls.jsonl')
  const { id } = await lead.calls.export.mutate({ file, format: 'jsonl' })
  await vi.waitFor(async () => {
    expect((await lead.jobs.list.query()).find((job) => job.id === id)?.state).toBe('done')
  })
  expect(await rig.client.jobs.list.query()).toEqual([])
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).teamId)).toEqual(['tea_a'])
})
