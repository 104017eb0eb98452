import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

/** One running service; each test goes on where the one before ended. */
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let service: Served | undefined
let ana: string
let token: string

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
  ana = String((await keyrack.value(['member', 'add', 'Ana Ruiz'])).id)
  token = String((await keyrack.value(['token', 'create', '--member', ana])).token)
  await keyrack.value(['team', 'add', 'App'])
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

const set = (...flags: string[]) => keyrack.value(['access', 'set', ...flags])
const refused = async (...args: string[]) => {
  const { code, stdout, stderr } = await keyrack.run(args)
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^keyrack: .+\n$/)
  return stderr
}

test('every kind of rule can be typed, and what is not named stays', async () => {
  await set('--member', 'ana ruiz', '--allow-model', 'gpt-5*', '--allow-model', 'o3')
  const entry = await set(
    ...['--member', ana, '--deny-endpoint', 'images', '--deny-endpoint', 'servertools'],
    ...['--hours', 'mon-fri 08:00-19:00', '--address', '10.0.0.0/8'],
    ...['--max-output', '4096', '--too-much', 'clamp'],
  )
  expect(entry).toMatchObject({
    ...{ level: 'member', subjectId: ana, subjectName: 'Ana Ruiz' },
    rules: {
      ...{ allowModels: ['gpt-5*', 'o3'], denyEndpoints: ['images', 'serverTools'] },
      ...{ addresses: ['10.0.0.0/8'], hours: [{ days: [1, 2, 3, 4, 5], from: 480, to: 1140 }] },
      caps: { maxOutputTokens: 4096, maxImages: null, tooMuch: 'clamp' },
    },
  })
})

test('"none" empties a list or a cap; rules are shown, listed and reset', async () => {
  await set('--member', ana, '--hours', 'none', '--max-output', 'none')
  await set('--team', 'app', '--deny-model', 'o3')
  await set('--allow-endpoint', 'chat')
  expect(await keyrack.lines(['access', 'list'])).toMatchObject([
    { level: 'workspace', rules: { allowEndpoints: ['chat'] } },
    { level: 'team', subjectName: 'App' },
    { level: 'member', rules: { hours: [], caps: { maxOutputTokens: null } } },
  ])
  const shown = await keyrack.run(['access', 'show', '--team', 'App'])
  expect(shown.stdout).toBe('team App:\n  never models: o3\n')
  await keyrack.value(['access', 'reset', '--team', 'App'])
  await keyrack.value(['access', 'reset'])
  expect(await keyrack.lines(['access', 'list'])).toHaveLength(1)
})

test('what is left for a member is told in words and as JSON', async () => {
  const { stdout } = await keyrack.run(['access', 'effective', '--member', 'Ana Ruiz'])
  expect(stdout).toContain('models: none\nclosed: images, serverTools\n')
  expect(await keyrack.value(['access', 'effective', '--member', ana])).toMatchObject({
    ...{ models: [], deniedEndpoints: ['images', 'serverTools'], grants: [] },
  })
})

test('what cannot be meant is refused in one line', async () => {
  await refused('access', 'set', '--member', ana)
  await refused('access', 'set', '--member', 'nobody', '--deny-model', 'o3')
  await refused('access', 'set', '--deny-endpoint', 'everything')
  await refused('access', 'set', '--address', 'office')
  await refused('access', 'set', '--max-output', '0')
  await refused('access', 'effective')
  await refused('request', 'approve', 'req_none')
  await refused('request', 'approve', 'req_none', '--always')
})

test('a request is listed, approved until a day, and its grant taken back; another is declined', async () => {
  await set('--member', ana, '--address', 'none')
  const ask = async (model: string) => {
    const answer = await fetch(`${service?.ready.url}/keyrack/requests`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'model', model, reason: 'A proof of concept' }),
    })
    expect(answer.status).toBe(201)
    return String(((await answer.json()) as { id: string }).id)
  }
  const wanted = await ask('claude-opus')
  const dear = await ask('gpt-5-pro')
  const table = await keyrack.run(['request', 'list'])
  expect(table.stdout).toMatch(/Ana Ruiz +model: claude-opus +A proof of concept/)
  await keyrack.value(['request', 'approve', wanted, '--until', '3d', '--answer', 'Enjoy'])
  const grants = await keyrack.lines(['access', 'grants', '--member', 'Ana Ruiz'])
  expect(grants).toMatchObject([{ model: 'claude-opus', memberId: ana }])
  await keyrack.value(['access', 'end-grant', String(grants[0]?.id)])
  expect(await keyrack.lines(['access', 'grants'])).toEqual([])
  await keyrack.value(['request', 'decline', dear, '--reason', 'Too dear'])
  expect(await keyrack.lines(['request', 'list', '--state', 'all'])).toMatchObject([
    { id: dear, state: 'declined', answer: 'Too dear' },
    { id: wanted, state: 'approved', answer: 'Enjoy', decidedBy: 'Owner' },
  ])
})
