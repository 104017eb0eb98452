import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../proxy/store/db.ts'
import { addCall, addMember } from '../store/support.ts'
import { readCsv } from '../support/csv.ts'
import { pdfTexts } from '../support/pdfText.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
const out = mkdtempSync(join(tmpdir(), 'keyrack-month-'))
let service: Served

beforeAll(async () => {
  await keyrack.value(['init'])
  const db = openDb(join(keyrack.dataDir, 'keyrack.db'))
  addMember(db, 'mem_a', 'Ana')
  addMember(db, 'mem_b', 'Ben')
  const month = Date.UTC(2025, 9, 15, 12)
  addCall(db, month, { memberId: 'mem_a', costNanoUsd: 1_234_567_890 }, 0)
  addCall(db, month, { memberId: 'mem_b', costNanoUsd: 10_000_000 }, 1)
  db.close()
  service = await keyrack.serve()
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
  rmSync(out, { recursive: true })
})

test('a forecast says what it knows, and that it needs a week', async () => {
  expect(await keyrack.value(['usage', 'forecast'])).toMatchObject({
    day: { period: 'day', soFarNanoUsd: 0, estimate: null },
    month: { period: 'month', daysKnown: 0, budget: null },
  })
  const limit = ['limit', 'add', '--money', '500', '--per', 'month']
  const { id } = await keyrack.value(limit)
  expect(await keyrack.value(['usage', 'forecast'])).toMatchObject({
    month: { budget: { limitId: id, sizeNanoUsd: 500e9, usedNanoUsd: 0, reachedAt: null } },
  })
  await keyrack.value(['team', 'add', 'App'])
  expect(await keyrack.value(['usage', 'forecast', '--team', 'app'])).toMatchObject({
    month: { budget: null },
  })
  const unknown = await keyrack.run(['usage', 'forecast', '--team', 'Nobody'])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('no team "Nobody"')])
})

test('the proxy is reached at its own address, or what is wrong is said', async () => {
  expect(await keyrack.value(['network', 'reach'])).toEqual({
    ...{ url: service.ready.url, ms: expect.any(Number), problem: null },
  })
})

test('the report of a month is written as CSV or PDF, narrowed down, by team, and never over another file', async () => {
  const month = ['usage', 'month', '2025-10', '--out', out]
  const job = await keyrack.value([...month, '--format', 'pdf'])
  expect(job).toMatchObject({ kind: 'usageExport', state: 'done', done: 31 })
  const [page] = pdfTexts(readFileSync(join(out, 'keyrack-usage-2025-10.pdf')))
  expect(page?.slice(0, 5)).toEqual([
    ...['Whole workspace', 'October 2025', expect.any(String), 'Cost', '$1.24'],
  ])

  const csv = [...month, '--no-preamble', '--only', 'member=ana']
  const { stdout } = await keyrack.run(csv)
  const file = join(out, 'keyrack-usage-2025-10.csv')
  expect(stdout).toBe(`The usage of 2025-10 is in ${file}.\n`)
  const rows = readCsv(readFileSync(file, 'utf8'))
  expect(rows.map((row) => [row[0], row[2], row[12]])).toEqual([
    ['date', 'member', 'cost'],
    ['2025-10-15', 'Ana', '1.23456789'],
    ['Total', '', '1.23456789'],
  ])
  expect((await keyrack.run(csv)).stderr).toContain('is there already')
  await keyrack.value([...month, '--force'])
  expect(readFileSync(file, 'utf8')).toContain('Filters,none')

  await keyrack.value([...month, '--each-team'])
  expect(readdirSync(join(out, 'keyrack-usage-2025-10'))).toEqual([
    'keyrack-usage-2025-10-no-team.csv',
  ])
  const refused = await keyrack.run(['usage', 'month', '2025-13'])
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('such as 2026-10')])
})
