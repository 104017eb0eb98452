import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataFiles } from '../../proxy/base/paths.ts'
import { PASSPHRASE, type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { CommandLine } from './cli.ts'

let service: Service
let vendor: Vendor
let keyrack: CommandLine
let session: string

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'sessions' })
  service = await startService()
  keyrack = new CommandLine({}, service.dataDir)
  session = dataFiles(service.dataDir).session
})

afterAll(async () => {
  await service.stop()
  await vendor.stop()
})

const withPassphrase = { env: { KEYRACK_PASSPHRASE: PASSPHRASE } }

test('without a session every command but the state of things is refused', async () => {
  const { code, stderr } = await keyrack.run(['key', 'list'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^keyrack: Keyrack is locked for the command line\. .*keyrack unlock.*\n$/)
  expect(await keyrack.value(['status'])).toMatchObject({ running: true, session: false })
})

test('a wrong passphrase opens nothing and leaves no session', async () => {
  const { code, stderr } = await keyrack.run(['unlock'], { input: 'not this one, surely\n' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^keyrack: That passphrase did not open the vault\..*\n$/)
  expect(existsSync(session)).toBe(false)
})

test('unlock by stdin keeps a session that only this user reads', async () => {
  expect(await keyrack.value(['unlock'], { input: `${PASSPHRASE}\n` })).toEqual({
    vault: 'unlocked',
  })
  expect(statSync(session).mode & 0o777).toBe(0o600)
  expect(await keyrack.lines(['key', 'list'])).toEqual([])
})

test('a session that is over is renewed by the environment, or else refused', async () => {
  writeFileSync(session, 'of-an-earlier-service', { mode: 0o644 })
  expect((await keyrack.run(['key', 'list'])).stderr).toContain('locked for the command line')
  expect(await keyrack.lines(['key', 'list'], withPassphrase)).toEqual([])
  expect(readFileSync(session, 'utf8')).not.toContain('of-an-earlier-service')
  expect(statSync(session).mode & 0o777).toBe(0o600)
})

test('flags stand before or after the command', async () => {
  const { code, stdout } = await keyrack.run(['--json', 'member', 'add', 'Bo'])
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { name: 'Bo' }])
  const table = await keyrack.run(['member', 'list'])
  expect(table.stdout).toMatch(/^ID +NAME +TEAM +E-MAIL/)
  expect(table.stdout).toMatch(/mem_\w{16} {2}Bo /)
})

test('a name that means two members or none is refused with the ids', async () => {
  const { id } = await keyrack.value(['member', 'add', 'bo'])
  const both = await keyrack.run(['member', 'remove', 'Bo'])
  expect([both.code, both.stdout]).toEqual([1, ''])
  expect(both.stderr).toContain(id)
  expect((await keyrack.run(['member', 'remove', 'Nobody'])).stderr).toContain(
    'keyrack member list',
  )
  expect(await keyrack.value(['member', 'remove', id as string])).toMatchObject({ removed: true })
})

test('the secret of a key comes from the variable that --from-env names', async () => {
  const args = ['key', 'add', '--provider', 'openai', '--label', 'By name', '--allow-local']
  const added = await keyrack.value(
    [...args, '--base-url', vendor.baseUrl, '--from-env', 'TEAM_KEY'],
    {
      env: { TEAM_KEY: vendor.secret },
    },
  )
  expect(added).toMatchObject({ test: { ok: true } })
})

test('a key that the provider refuses is stored and said so, and its test fails the command', async () => {
  const args = ['key', 'add', '--provider', 'openai', '--label', 'Wrong', '--allow-local']
  const { id } = await keyrack.value([...args, '--base-url', vendor.baseUrl], {
    input: 'sk-proj-CANARYwrong',
  })
  const tested = await keyrack.run(['key', 'test', 'wrong', '--json'])
  expect(tested.code).toBe(1)
  expect(tested.value()).toMatchObject({ id, ok: false, health: 'refused' })
  expect(tested.stderr).toMatch(/^keyrack: Wrong: [^\n]+\n$/)
  expect(tested.stderr).not.toContain('CANARYwrong')
})

test('import shows what it found and adds it only when told to', async () => {
  const env = { OPENAI_API_KEY: vendor.secret, GROQ_API_KEY: `gsk_CANARY${'a'.repeat(46)}` }
  const shown = await keyrack.run(['key', 'import', '--environment', '--json'], { env })
  const byName = (name: string) => shown.lines().find(({ variable }) => variable === name)
  expect(byName('OPENAI_API_KEY')).toMatchObject({ provider: 'openai', duplicateOf: 'By name' })
  expect(byName('GROQ_API_KEY')).toMatchObject({ preset: 'groq', duplicateOf: null })
  expect(shown.stdout).not.toContain(vendor.secret)
  expect(await keyrack.lines(['key', 'list'])).toHaveLength(2)
})

test('keys on stdin are imported with --yes', async () => {
  const key = 'CANARYimported0123456789'
  const input = `OLLAMA_HOST=http://127.0.0.1:9\nOLLAMA_API_KEY=${key}\n`
  const added = await keyrack.lines(['key', 'import', '--stdin', '--yes'], { input })
  expect(added).toMatchObject([{ id: expect.stringMatching(/^key_/), label: 'Ollama' }])
})

test('lock closes the vault, and the environment alone does not open it again', async () => {
  expect(await keyrack.value(['lock'])).toEqual({ vault: 'locked' })
  expect(existsSync(session)).toBe(false)
  const { code, stderr } = await keyrack.run(['key', 'list'], withPassphrase)
  expect([code, stderr]).toEqual([1, 'keyrack: The vault is locked. Run: keyrack unlock\n'])
  expect(await keyrack.value(['unlock'], withPassphrase)).toEqual({ vault: 'unlocked' })
})

test('a reader that leaves early is no error', async () => {
  rmSync(session)
  const child = keyrack.start(['settings', 'list'], withPassphrase.env)
  child.stdout?.destroy()
  let complaint = ''
  child.stderr?.on('data', (text) => {
    complaint += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect([code, complaint]).toEqual([0, ''])
})

test('the passphrase is changed by two lines on stdin', async () => {
  const next = 'seven lanterns over the harbour'
  const input = `${PASSPHRASE}\n${next}\n`
  expect(await keyrack.value(['vault', 'passphrase'], { input })).toEqual({ changed: true })
  expect((await keyrack.run(['unlock'], withPassphrase)).code).toBe(1)
  expect((await keyrack.run(['unlock'], { input: next })).code).toBe(0)
})

test('a new recovery key opens the vault with a new passphrase, and is used up', async () => {
  const [next, last] = ['seven lanterns over the harbour', 'nine herons under the old pier']
  const { recoveryKey } = await keyrack.value(['vault', 'recovery-key'], { input: next })
  const input = `${recoveryKey}\n${last}\n`
  const recovered = await keyrack.value(['vault', 'recover'], { input })
  expect(recovered.recoveryKey).toMatch(/^(\w{4}-){13}\w{4}$/)
  expect(recovered.recoveryKey).not.toBe(recoveryKey)
  expect(await keyrack.value(['unlock'], { input: last })).toEqual({ vault: 'unlocked' })
  const again = await keyrack.run(['vault', 'recover'], { input })
  expect([again.code, again.stdout]).toEqual([1, ''])
  expect(again.stderr).not.toContain(recoveryKey)
})

test('a price of our own is set in dollars per million tokens, listed and withdrawn', async () => {
  const model = ['--provider', 'compatible', '--model', 'house-model']
  const set = await keyrack.value(['price', 'set', ...model, '--input', '0.25', '--output', '1.5'])
  expect(set).toMatchObject({ source: 'admin', prices: { input: 250_000, output: 1_500_000 } })
  const list = ['price', 'list', '--model', 'house-model']
  expect(await keyrack.lines(list)).toEqual([set])
  expect((await keyrack.run(list)).stdout).toMatch(/house-model +0\.25 +– +1\.5 /)
  await keyrack.value(['price', 'remove', set.id as string])
  expect(await keyrack.lines(list)).toEqual([])
})

test('the proxy moves to another port, and one that is taken is an error', async () => {
  const before = service.url
  const moved = await keyrack.value(['network', 'set', '--port', '0'])
  expect(moved).toMatchObject({ state: 'running', tls: false })
  expect(moved.url).not.toBe(before)
  const taken = new URL(vendor.origin).port
  const failed = await keyrack.run(['network', 'set', '--port', taken, '--json'])
  expect([failed.code, failed.value()]).toMatchObject([1, { state: 'failed' }])
  expect(failed.stderr).toMatch(/^keyrack: [^\n]+\n$/)
})
