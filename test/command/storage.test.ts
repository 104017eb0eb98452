import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../proxy/store/db.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { addCall } from '../store/support.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
const DAY = 86_400_000
let service: Served | undefined

beforeAll(async () => {
  const db = openDb(join(keyrack.dataDir, 'keyrack.db'))
  const now = Date.now()
  for (let day = 60; day > 0; day--)
    addCall(db, now - day * DAY, { address: '10.0.0.7', rawUsage: '{"a":1}' })
  const rollUp = new RollUp(db, () => now)
  while (rollUp.step()) {
    // Until nothing is left.
  }
  db.close()
  await keyrack.value(['init'])
  service = await keyrack.serve()
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

test('the command line says what lies there, what will go, and deletes it', async () => {
  const status = await keyrack.run(['storage', 'status'])
  expect(status.stdout).toMatch(/\ncalls +60 +[\d.]+ KiB/)
  expect(status.stdout).toMatch(/The disk has .* left/)

  const trial = ['storage', 'preview', '--calls', '40', '--details', '10', '--most', '0']
  const { stdout } = await keyrack.run(trial)
  expect(stdout).toMatch(/Tonight this goes:\n {2}(20|21) calls\n {2}(49|50|51) details of calls\n/)
  const preview = await keyrack.value(['storage', 'preview', '--audit', '90'])
  expect(preview).toMatchObject({
    calls: 0,
    addresses: 0,
    audit: 0,
    neededFrom: null,
    bytesTooMany: 0,
  })

  await keyrack.value(['settings', 'set', 'keepDetailDays', '10'])
  const run = await keyrack.run(['storage', 'run'])
  expect(run.stdout).toMatch(/^(49|50|51) rows deleted or blanked\.\n$/)
  expect(await keyrack.value(['storage', 'run'])).toMatchObject({ state: 'done', done: 0 })
  const after = await keyrack.run(['storage', 'preview'])
  expect(after.stdout).toBe('Nothing is too old.\n')
  const few = await keyrack.run(['settings', 'set', 'keepCallDays', '5'])
  expect(few).toMatchObject({ code: 1, stderr: expect.stringContaining('keepCallDays') })
})
