import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One story; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let service: Served
let id: string

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
  await keyrack.value(['member', 'add', 'Ana'])
})

afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

test('a decoy is made, and using it is an alarm that says what was done', async () => {
  const made = await keyrack.value([
    'token',
    'create',
    '--member',
    'Ana',
    '--label',
    'wiki',
    '--decoy',
  ])
  const answer = await fetch(`${service.ready.url}/v1/models`, {
    headers: { authorization: `Bearer ${made.token}` },
  })
  expect(answer.status).toBe(401)
  await vi.waitFor(
    async () => {
      const [alarm] = await keyrack.lines(['alarm', 'list'])
      expect(alarm).toMatchObject({ kind: 'decoyToken', severity: 'critical', action: 'throttle' })
      id = String(alarm?.id)
    },
    { timeout: 60_000, interval: 500 },
  )
  const { stdout } = await keyrack.run(['alarm', 'show', id])
  expect(stdout).toMatch(/^Somebody used the decoy token wiki from 127\.0\.0\.1\n/)
  expect(stdout).toContain(`Take it back: keyrack alarm undo ${id}`)
  expect((await keyrack.run(['token', 'list'])).stdout).toContain('decoy, active')
})

test('it is acknowledged, muted, taken back and solved', async () => {
  expect(await keyrack.value(['alarm', 'ack', id])).toMatchObject({ done: 'acknowledged' })
  expect(await keyrack.lines(['alarm', 'list'])).toEqual([])
  expect(
    await keyrack.lines(['alarm', 'list', '--state', 'acknowledged', '--member', 'ana']),
  ).toHaveLength(1)
  const { until } = await keyrack.value(['alarm', 'mute', id, '--hours', '2'])
  expect(Number(until)).toBeGreaterThan(Date.now() + 3_600_000)
  expect(await keyrack.value(['alarm', 'undo', id])).toMatchObject({ ended: 1 })
  await keyrack.value(['alarm', 'solve', id, '--note', 'A test'])
  expect(await keyrack.lines(['alarm', 'list', '--state', 'all'])).toMatchObject([
    { state: 'solved', note: 'A test' },
  ])
  const again = await keyrack.run(['alarm', 'expected', id])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('was solved before')])
})

test('rules are listed, changed and tried on the past', async () => {
  const rules = await keyrack.lines(['alarm', 'rule', 'list'])
  expect(rules.find(({ kind }) => kind === 'decoyToken')).toMatchObject({ on: true, fired30d: 1 })
  const set = ['alarm', 'rule', 'set', 'runawayagent', '--action', 'pause', '--tell', 'app,email']
  expect(
    await keyrack.value([...set, '--threshold', 'sameTool=5', '--member', 'ana=notify']),
  ).toMatchObject({ action: 'pause', tell: ['app', 'email'], thresholds: { sameTool: 5, usd: 5 } })
  expect(await keyrack.value(['alarm', 'rule', 'set', 'offHours', '--off'])).toMatchObject({
    on: false,
  })
  const tried = await keyrack.value([
    'alarm',
    'rule',
    'test',
    'requestSurge',
    '--threshold',
    'score=4',
  ])
  expect(tried).toMatchObject({ days: 14, fired: 0 })
  const words = await keyrack.run(['alarm', 'rule', 'test', 'requestSurge', '--days', '7'])
  expect(words.stdout).toContain('requestSurge would have fired 0 times in 7 days')
  const wrong = await keyrack.run(['alarm', 'rule', 'set', 'nonsense', '--off'])
  expect(wrong.stderr).toContain('There is no rule "nonsense"')
})

test('a token is paused and resumed', async () => {
  const made = await keyrack.value(['token', 'create', '--member', 'Ana'])
  const call = async () =>
    (
      await fetch(`${service.ready.url}/v1/models`, {
        headers: { authorization: `Bearer ${made.token}` },
      })
    ).status
  expect(await keyrack.value(['token', 'pause', String(made.id)])).toMatchObject({ paused: true })
  expect(await call()).toBe(403)
  await keyrack.value(['token', 'resume', String(made.id)])
  expect(await call()).toBe(200)
})
