import { readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { USAGE_BUCKETS, usageOf } from '../../proxy/contract/calls.ts'
import { expectedCostNanoUsd } from '../sdk/expectedCost.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One story from an empty folder to a killed service; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
/** Its first steps as people start them: a process for each. */
const alone = new CommandLine(keyrack.env, keyrack.dataDir, { alone: true })
let vendor: Vendor
let service: Served | undefined
let keyId: string
let memberId: string
let token: string
let model: string
let firstCall: Record<string, unknown>

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'command line' })
  model = vendor.models[0] ?? ''
})

afterAll(async () => {
  await service?.end('SIGKILL')
  await vendor.stop()
  keyrack.remove()
})

test('init makes the vault without a running service and says the recovery key', async () => {
  const made = await alone.value(['init'])
  expect(made).toEqual({
    recoveryKey: expect.stringMatching(/^(\w{4}-){13}\w{4}$/),
    dataDir: keyrack.dataDir,
  })
  expect(statSync(join(keyrack.dataDir, 'vault.json')).mode & 0o777).toBe(0o600)
})

test('init a second time changes nothing and fails', async () => {
  const again = await alone.run(['init', '--json'])
  expect([again.code, again.stdout]).toEqual([1, ''])
  expect(again.stderr).toMatch(/^keyrack: There is a vault already in .*\n$/)
})

test('serve says in one line of JSON where it listens, its vault open by the environment', async () => {
  service = await keyrack.serve()
  expect(service.ready).toEqual({
    ready: true,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    socket: join(keyrack.dataDir, 'keyrack.sock'),
  })
  expect(await alone.value(['status'])).toMatchObject({
    running: true,
    vault: 'unlocked',
    session: true,
    proxy: { state: 'running', url: service.ready.url },
  })
})

test('a second serve on the same folder is refused in one line', async () => {
  const second = await alone.run(['serve', '--port', '0', '--json'])
  expect([second.code, second.stdout]).toEqual([1, ''])
  expect(second.stderr).toMatch(/^keyrack: Keyrack is already running.*\n$/)
})

test('a key is added with its secret from stdin, and its test lists the models', async () => {
  const { id, test: result } = (await alone.value(
    ['key', 'add', '--provider', 'openai', '--label', 'OpenAI team'].concat(
      ...[['--base-url', vendor.baseUrl], ['--allow-local']],
    ),
    { input: `${vendor.secret}\n` },
  )) as { id: string; test: Record<string, unknown> }
  expect(result).toMatchObject({ ok: true, health: 'working', models: vendor.models })
  keyId = id
  const [key] = await alone.lines(['key', 'list'])
  expect(key).toMatchObject({ id, label: 'OpenAI team', provider: 'openai', allowLocal: true })
  expect(JSON.stringify(key)).not.toContain(vendor.secret)
})

test('a member and a token, which is shown once', async () => {
  memberId = (await alone.value(['member', 'add', 'Ana', '--email', 'ana@example.org']))
    .id as string
  const created = await alone.value(['token', 'create', '--member', memberId, '--expires', '30d'])
  token = created.token as string
  expect(token).toMatch(/^krk_m_\w{46}$/)
  expect(created.expiresAt).toBeGreaterThan(Date.now() + 29 * 86_400_000)
  const [listed] = await alone.lines(['token', 'list', '--member', 'ana'])
  expect(listed).toMatchObject({ id: created.id, memberId, state: 'active' })
  expect(JSON.stringify(listed)).not.toContain(token)
})

test('a call through the proxy is a line of calls list, with usage and cost to the nano-dollar', async () => {
  await ask('What is on the rack?')
  const usage = vendor.lastRequest().told?.usage ?? {}
  const [call, ...others] = await alone.lines(['calls', 'list'])
  expect(others).toEqual([])
  firstCall = call ?? {}
  expect(call).toMatchObject({
    ...usageOf(usage),
    ...{ memberId, keyId, model, provider: 'openai', dialect: 'openai' },
    ...{ streamed: false, status: 200, outcome: 'ok', priceState: 'priced' },
    costNanoUsd: expectedCostNanoUsd('openai', model, usage),
    address: '127.0.0.1',
  })
  const promised =
    `id startedAt endedAt memberId tokenId keyId provider dialect endpoint model streamed
    status outcome costNanoUsd priceState firstByteMs totalMs address`.split(/\s+/)
  expect(Object.keys(firstCall)).toEqual(expect.arrayContaining([...promised, ...USAGE_BUCKETS]))
})

test('calls are filtered by time and member, and cut to a limit, newest first', async () => {
  await ask('And now?')
  const all = await keyrack.lines(['calls', 'list'])
  expect(all.map(({ id }) => id)).toEqual([expect.any(String), firstCall.id])
  const newest = await keyrack.lines(['calls', 'list', '--limit', '1', '--member', 'Ana'])
  expect(newest).toEqual(all.slice(0, 1))
  expect(await keyrack.lines(['calls', 'list', '--since', String(Date.now() + 60_000)])).toEqual([])
  expect(await keyrack.lines(['calls', 'list', '--since', '1h'])).toEqual(all)
  const listed = (filter: string) => keyrack.lines(['calls', 'list', '--filter', filter])
  expect(await listed(`status:2xx member:ana id:${firstCall.id}`)).toEqual(all.slice(1))
  expect(await listed('-member:ana')).toEqual([])
  const wrong = await keyrack.run(['calls', 'list', '--filter', 'colour:red'])
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toContain('There is no field "colour" (at 1). Fields: status, member')
})

test('an export writes the same calls into a file or to stdout, and never over a file', async () => {
  const file = join(keyrack.dataDir, '..', `${basename(keyrack.dataDir)}-calls.csv`)
  const args = ['calls', 'export', '--filter', 'status:200', '--out', file]
  expect(await keyrack.value(args)).toMatchObject({ state: 'done', done: 2, file })
  const lines = readFileSync(file, 'utf8').trimEnd().split('\r\n')
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    ...['id', expect.stringMatching(/^call_/), firstCall.id, 'Total of 2 calls'],
  ])
  expect((await keyrack.run(args)).stderr).toContain('is there already')
  rmSync(file)
  const out = await alone.run(['calls', 'export', '--format', 'jsonl', '--filter', 'status:200'])
  expect(out.lines().map(({ id }) => id)).toEqual([expect.any(String), firstCall.id])
  const [newest] = await keyrack.lines(['job', 'list'])
  expect(newest).toMatchObject({ kind: 'callExport', state: 'done', done: 2 })
  const acts = await keyrack.lines(['audit', 'list', '--limit', '10'])
  expect(acts.filter(({ action }) => action === 'calls.export')).toHaveLength(2)
})

test('what an administrator does is done: pause, suspend, rotate, revoke', async () => {
  expect(await keyrack.value(['key', 'pause', 'OpenAI team'])).toEqual({ id: keyId, paused: true })
  await keyrack.value(['key', 'resume', keyId])
  expect(await keyrack.value(['key', 'test', keyId])).toMatchObject({ id: keyId, ok: true })
  expect(await keyrack.value(['member', 'suspend', 'Ana'])).toEqual({
    id: memberId,
    state: 'suspended',
  })
  expect((await post('still there?')).status).toBe(403)
  await keyrack.value(['member', 'resume', memberId])
  const [old] = await keyrack.lines(['token', 'list'])
  const fresh = await keyrack.value(['token', 'rotate', old?.id as string, '--grace', '0'])
  expect((await post('with the old token?')).status).toBe(401)
  token = fresh.token as string
  await ask('with the new token?')
  expect(await keyrack.value(['token', 'revoke', fresh.id as string])).toMatchObject({
    revoked: true,
  })
  expect((await post('with the revoked token?')).status).toBe(401)
})

test('settings, network and card answer in JSON', async () => {
  expect(await keyrack.value(['settings', 'set', 'memberParallel', '3'])).toMatchObject({
    value: 3,
  })
  expect(await keyrack.value(['settings', 'get', 'memberParallel'])).toMatchObject({
    value: 3,
    default: 16,
  })
  const set = ['settings', 'set', 'allowedAddresses']
  expect(await keyrack.value([...set, '127.0.0.1, 10.0.0.0/8'])).toMatchObject({
    value: ['127.0.0.1', '10.0.0.0/8'],
  })
  expect((await keyrack.lines(['settings', 'list'])).length).toBeGreaterThan(25)
  expect(await keyrack.value(['network', 'pause'])).toMatchObject({ state: 'paused' })
  expect(await keyrack.value(['network', 'resume'])).toMatchObject({ state: 'running' })
  const card = await keyrack.value(['card', 'show', 'Ana'])
  expect(card).toMatchObject({ memberName: 'Ana', origin: service?.ready.url })
})

test('after kill -9 the ledger still answers, and the rest says how to start', async () => {
  const before = await keyrack.lines(['calls', 'list'])
  await service?.end('SIGKILL')
  expect(await keyrack.lines(['calls', 'list'])).toEqual(before)
  const [line] = await keyrack.lines(['calls', 'summary', '--by', 'member'])
  expect(line).toMatchObject({ group: memberId, label: 'Ana', unpriced: 0 })
  expect((await keyrack.lines(['calls', 'summary', '--by', 'day'])).length).toBeGreaterThan(0)
  const listed = await keyrack.run(['key', 'list'])
  expect([listed.code, listed.stdout]).toEqual([1, ''])
  expect(listed.stderr).toMatch(/^keyrack: Keyrack is not running .*\n$/)
  const status = await keyrack.run(['status', '--json'])
  expect(status.code).toBe(1)
  expect(status.value()).toMatchObject({ running: false, vault: 'locked' })
})

test('serve with a wrong passphrase ends in one line', async () => {
  const wrong = { env: { KEYRACK_PASSPHRASE: 'not this one, surely' } }
  const { code, stdout, stderr } = await keyrack.run(['serve', '--port', '0', '--json'], wrong)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^keyrack: That passphrase did not open the vault\..*\n$/)
})

test('it starts again after kill -9 and ends with 0 when it is asked to', async () => {
  service = await keyrack.serve()
  expect(await keyrack.value(['calls', 'list', '--limit', '1'])).toBeDefined()
  expect(await service.end('SIGTERM')).toBe(0)
})

function post(question: string): Promise<Response> {
  return fetch(`${service?.ready.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: question }] }),
  })
}

async function ask(question: string): Promise<void> {
  const answer = await post(question)
  expect(answer.status).toBe(200)
  await answer.text()
}
