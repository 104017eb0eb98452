import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { CommandLine } from './cli.ts'

// Nothing runs on this folder: every command here is refused before it would need a service.
const keyrack = new CommandLine()
const CANARY = 'sk-proj-CANARY0123456789abcdef0123456789abcdef'
const PLAIN_CANARY = 'c0ffee0123456789c0ffee0123456789'

afterAll(() => keyrack.remove())

describe('a secret among the arguments is refused and never repeated', () => {
  const add = ['key', 'add', '--provider', 'openai', '--label', 'x']
  test.each([
    ['as a flag', [...add, '--secret', CANARY]],
    ['as the value of a flag', [...add, `--api-key=${PLAIN_CANARY}`]],
    ['as a passphrase', ['unlock', '--passphrase', PLAIN_CANARY]],
    ['by its shape alone', [...add, CANARY]],
    ['as an argument too many', [...add, PLAIN_CANARY]],
    ['under a flag nobody knows', [...add, `--bearer=${PLAIN_CANARY}`]],
    ['instead of the name of a variable', [...add, '--from-env', PLAIN_CANARY]],
  ])('%s', async (_, args) => {
    const { code, stdout, stderr } = await keyrack.run(args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^keyrack: [^\n]+\n$/)
    expect(stderr).not.toMatch(/CANARY|c0ffee/)
  })
})

describe('nonsense is one clear line and exit 1', () => {
  test.each([
    [['bogus'], "unknown command 'bogus'"],
    [['key', 'list', '--bogus'], "unknown option '--bogus'"],
    [['key', 'add', '--label', 'x'], '--provider'],
    [['key', 'add', '--provider', 'nobody', '--label', 'x'], 'choose one of openai'],
    [['token', 'create'], '--member'],
    [['calls', 'summary'], '--by'],
    [['calls', 'list', '--since', 'yesterdayish'], 'Give a time'],
    [['calls', 'list', '--limit', '0'], 'whole number'],
    [['token', 'create', '--member', 'x', '--expires', '400d'], '1d to 365d'],
    [['serve', '--port', '70000'], 'from 0 to 65535'],
    [['serve', '--tls', 'maybe'], 'auto, on, off'],
    [['key', 'list'], 'keyrack serve'],
    [['unlock'], 'keyrack serve'],
    [['calls', 'list'], 'keyrack init'],
  ])('keyrack %j', async (args, words) => {
    const { code, stdout, stderr } = await keyrack.run(args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^keyrack: [^\n]+\n$/)
    expect(stderr).toContain(words)
  })
})

test('init without a passphrase says where it is read from and makes nothing', async () => {
  const { code, stderr } = await keyrack.run(['init'])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^keyrack: .*stdin.*KEYRACK_PASSPHRASE.*\n$/)
  expect(existsSync(`${keyrack.dataDir}/vault.json`)).toBe(false)
})

test('init refuses a weak passphrase in the words of the vault', async () => {
  const { code, stdout, stderr } = await keyrack.run(['init', '--json'], { input: 'short\n' })
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^keyrack: [^\n]*at least 12[^\n]*\n$/)
})

test('help has examples, and asking for it is no error', async () => {
  const { code, stdout, stderr } = await keyrack.run(['--help'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/Examples:[\s\S]*keyrack token create/)
})

// `script` (bsdutils, part of every Debian) runs a command on a terminal of its own.
test.skipIf(process.platform !== 'linux')(
  'a terminal hides what is typed and asks twice',
  async () => {
    const command = `${process.execPath} dist/keyrack.cjs init --data ${keyrack.dataDir}`
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { PATH: process.env.PATH, TERM: 'dumb' },
    })
    let screen = ''
    const answers: [prompt: string, typed: string][] = [
      ['New passphrase: ', 'a passphrase nobody sees'],
      ['once more: ', 'another one nobody sees'],
    ]
    terminal.stdout.on('data', (text) => {
      screen += text
      const [next] = answers
      if (!next || !screen.includes(next[0])) return
      answers.shift()
      terminal.stdin.write(`${next[1]}\r`)
    })
    const [code] = await once(terminal, 'close')
    expect(code).toBe(1)
    expect(screen).toContain('keyrack: The two do not match, so nothing was done.')
    expect(screen).not.toContain('nobody sees')
  },
)
