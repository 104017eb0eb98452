import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
let service: Served | undefined

beforeAll(async () => {
  await keyrack.value(['init'])
  service = await keyrack.serve()
  await keyrack.value(['team', 'add', 'App'])
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

test('rules are set for everybody and for a team, shown, and taken back', async () => {
  await keyrack.value(['masking', 'set', 'email', 'pseudonymise'])
  const team = await keyrack.value([
    'masking',
    'set',
    'EMAIL',
    'block',
    '--team',
    'app',
    '--answers',
  ])
  expect(team).toMatchObject({
    teamName: 'App',
    rules: { email: { mode: 'block', answers: true } },
  })
  const { stdout } = await keyrack.run(['masking', 'list'])
  expect(stdout).toMatch(/everybody +e-mail addresses +pseudonymise\n/)
  expect(stdout).toMatch(/everybody +card numbers +off\n/)
  expect(stdout).toMatch(/team App +e-mail addresses +block, answers too\n/)
  await keyrack.value(['masking', 'set', 'email', 'default', '--team', 'App'])
  expect(await keyrack.value(['masking', 'list'])).toMatchObject({
    entries: [{ teamId: null, rules: { email: { mode: 'pseudonymise' } } }],
  })
})

test('words come from a file or stdin, are shown, changed and removed', async () => {
  const file = join(keyrack.dataDir, 'words.txt')
  writeFileSync(file, 'Blue Heron\n\n  Falcon \r\nFalcon\n')
  const added = await keyrack.value([
    'masking',
    'dictionary',
    'add',
    'Projects',
    '--label',
    'project',
    '--file',
    file,
  ])
  expect(added).toMatchObject({ label: 'PROJECT', termCount: 2, wholeWord: true })
  await keyrack.value(
    ['masking', 'dictionary', 'change', 'projects', '--stdin', '--mode', 'mask', '--parts'],
    { input: 'Osprey\n' },
  )
  const shown = await keyrack.run(['masking', 'dictionary', 'show', 'Projects'])
  expect(shown.stdout).toBe('Osprey\n')
  const tried = await keyrack.run(['masking', 'test'], { input: 'superospreys at ana@example.com' })
  expect(tried.stdout).toBe(
    'super[PROJECT]s at [EMAIL_1]\n\nFound: 1 × PROJECT, 1 e-mail address.\n',
  )
  await keyrack.value(['masking', 'dictionary', 'remove', 'Projects'])
  expect(await keyrack.value(['masking', 'list'])).toMatchObject({ dictionaries: [] })
})

test('a whole call is tried out, and what would be refused is told', async () => {
  await keyrack.value(['masking', 'set', 'card', 'block'])
  const body = '{"model":"m","messages":[{"role":"user","content":"4111 1111 1111 1111"}]}'
  const tried = await keyrack.value(['masking', 'test', '--body'], { input: body })
  expect(tried).toMatchObject({ counts: { card: 1 }, refusal: '1 card number' })
})

test('what cannot be meant is refused in one line', async () => {
  for (const args of [
    ['set', 'email', 'hide'],
    ['set', 'faces', 'mask'],
    ['set', 'email', 'mask', '--team', 'nobody'],
    ['dictionary', 'add', 'X', '--label', 'EMAIL'],
    ['dictionary', 'show', 'nothing'],
  ]) {
    const { code, stderr } = await keyrack.run(['masking', ...args], { input: 'word\n' })
    expect([args.join(' '), code, stderr.trimEnd().split('\n').length]).toEqual([
      args.join(' '),
      1,
      1,
    ])
  }
})
