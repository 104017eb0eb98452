import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE, type Service, startService } from '../support/service.ts'
import { CommandLine } from './cli.ts'

let service: Service
let keyrack: CommandLine
const folder = mkdtempSync(join(tmpdir(), 'keyrack-export-'))
const file = join(folder, 'audit.jsonl')

beforeAll(async () => {
  service = await startService()
  keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE }, service.dataDir)
})
afterAll(async () => {
  await service.stop()
  rmSync(service.dataDir, { recursive: true, force: true })
  rmSync(folder, { recursive: true, force: true })
})

test('the service tells of its own life, and of who did what', async () => {
  await keyrack.value(['member', 'add', 'Ana'])
  const acts = await keyrack.lines(['audit', 'list', '--action', 'member'])
  expect(acts).toMatchObject([{ action: 'members.add', objectName: 'Ana', result: 'done' }])
  const own = await keyrack.lines(['audit', 'list', '--source', 'service'])
  expect(own).toMatchObject([{ action: 'service.start', origin: 'locked', actorId: null }])
  const table = await keyrack.run(['audit', 'list'])
  expect(table.stdout).toContain('members.add')
})

test('the log is proved by the running service, and its head is kept for its user only', async () => {
  const check = await keyrack.value(['audit', 'verify'])
  expect(check).toMatchObject({ scope: 'all', broken: null, known: 0 })
  expect(check.message).toMatch(/^\d+ entries intact since /)
  const head = join(service.dataDir, 'audit-head.json')
  await expect.poll(() => existsSync(head)).toBe(true)
  expect(statSync(head).mode & 0o777).toBe(0o600)
})

test('an export is proved in a process that knows neither data folder nor vault', async () => {
  await keyrack.value(['audit', 'export', file])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { fingerprint } = await keyrack.value(['audit', 'state'])
  const elsewhere = new CommandLine()
  const verify = (...more: string[]) => elsewhere.run(['audit', 'verify', file, ...more])
  const proved = await verify('--fingerprint', String(fingerprint))
  expect([proved.code, proved.stdout]).toEqual([0, expect.stringContaining('none changed')])
  const other = await verify('--fingerprint', '0000 0000', '--json')
  expect([other.code, other.value()]).toMatchObject([1, { ok: false }])
  writeFileSync(file, readFileSync(file, 'utf8').replace('"command"', '"service"'))
  const bent = await verify()
  expect([bent.code, bent.stdout]).toEqual([1, expect.stringContaining('was changed')])
  expect(bent.stderr).toContain('is not as Keyrack wrote it')
  elsewhere.remove()
})

test('a table is written with its seal beside, and a file that is there is kept', async () => {
  const table = join(folder, 'audit.csv')
  const written = await keyrack.value(['audit', 'export', table, '--action', 'members'])
  expect(written).toMatchObject({ files: [table, `${table}.sig`] })
  expect(readFileSync(table, 'utf8').split('\r\n')[1]).toContain('members.add')
  expect((await keyrack.run(['audit', 'verify', table])).code).toBe(0)
  const again = await keyrack.run(['audit', 'export', table])
  expect([again.code, existsSync(table)]).toEqual([1, true])
})

test('killed in the middle, it tells so at the next start, and the log is whole', async () => {
  const { dataDir } = service
  await service.kill()
  service = await startService({ dataDir })
  const check = await keyrack.value(['audit', 'verify'])
  expect(check).toMatchObject({ broken: null })
  const starts = await keyrack.lines(['audit', 'list', '--action', 'service.start'])
  expect(starts).toHaveLength(2)
  await service.stop()
  service = await startService({ dataDir })
  const stops = await keyrack.lines(['audit', 'list', '--action', 'service.stop'])
  expect(stops).toHaveLength(1)
})
