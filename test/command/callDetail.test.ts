import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startVendor, type Vendor } from '../vendor/vendor.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One story of a call that is looked at; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let vendor: Vendor
let service: Served
let token: string

beforeAll(async () => {
  vendor = await startVendor('openai', { seed: 'call detail on the command line' })
  await keyrack.value(['init'])
  service = await keyrack.serve()
  await keyrack.value(['team', 'add', 'App'])
  await keyrack.value(['member', 'add', 'Ana', '--team', 'App'])
  token = (await keyrack.value(['token', 'create', '--member', 'Ana'])).token as string
  await keyrack.value(
    [
      ...['key', 'add', '--provider', 'openai', '--label', 'Main'],
      ...['--base-url', vendor.baseUrl, '--allow-local'],
    ],
    { input: `${vendor.secret}\n` },
  )
})

afterAll(async () => {
  await service?.end('SIGKILL')
  await vendor.stop()
  keyrack.remove()
})

/** Answers the id of the call. */
async function ask(text: string): Promise<string> {
  const answer = await fetch(`${service.ready.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ model: vendor.models[0], messages: [{ role: 'user', content: text }] },
    }),
  })
  await answer.text()
  return answer.headers.get('x-request-id') ?? ''
}

test('a call is shown with where its time went and what was decided', async () => {
  const id = await ask('hello')
  const shown = await keyrack.run(['calls', 'show', id])
  expect(shown.stdout).toMatch(/^POST \/v1\/chat\/completions {2}200/)
  expect(shown.stdout).toMatch(/firstByte +\d+\.\d ms/)
  expect(shown.stdout).toContain('✓ key Main (only)')
  expect(shown.stdout).toContain(`authorization: Bearer krk_m_…${token.slice(-4)} (redacted)`)
  expect(shown.stdout).toContain('Bodies are not kept for this member.')
  expect(await keyrack.value(['calls', 'show', id])).toMatchObject({
    trace: { path: '/v1/chat/completions' },
    bodies: { bodies: [], isKeptNow: false },
  })
})

test('bodies are switched on for a team or a member, shown, and cannot be shown where none are', async () => {
  const before = await ask('nothing of this')
  expect(await keyrack.value(['team', 'keep-bodies', 'App', 'on'])).toMatchObject({
    keepBodies: 'on',
  })
  const id = await ask('the patient in room 4')
  // It is written after its call, a part after the other, while nobody waits for it.
  const shown = (...part: string[]) =>
    vi.waitFor(
      async () => {
        const run = await keyrack.run(['calls', 'body', id, ...part])
        expect(run.code).toBe(0)
        return run
      },
      { timeout: 60_000 },
    )
  expect(JSON.parse((await shown()).stdout).messages).toEqual([
    { role: 'user', content: 'the patient in room 4' },
  ])
  expect((await shown('--part', 'answer', '--json')).value()).toMatchObject({
    ...{ part: 'answer', text: expect.stringContaining('choices') },
  })
  const none = await keyrack.run(['calls', 'body', before])
  expect([none.code, none.stdout]).toEqual([1, ''])
  expect(none.stderr).toMatch(/Nothing is kept of the request/)

  await keyrack.value(['member', 'keep-bodies', 'Ana', 'off'])
  expect(await keyrack.lines(['member', 'list'])).toMatchObject([{ keepBodies: 'off' }])
  const after = await ask('nor of this')
  expect((await keyrack.run(['calls', 'body', after])).code).toBe(1)
  const acts = await keyrack.lines(['audit', 'list'])
  expect(acts.filter(({ action }) => action === 'calls.body').length).toBeGreaterThanOrEqual(2)
  expect(acts.filter(({ action }) => action === 'bodies.keep')).toHaveLength(2)
})
