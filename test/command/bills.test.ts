import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../proxy/store/db.ts'
import { insertKey } from '../../proxy/store/keys.ts'
import { addCall, keyRow } from '../store/support.ts'
import { CommandLine, PASSPHRASE, type Served } from './cli.ts'

const OCT = Date.UTC(2026, 9, 1, 12)
const keyrack = new CommandLine({ KEYRACK_PASSPHRASE: PASSPHRASE })
const file = join(keyrack.dataDir, 'october.csv')
let service: Served | undefined

beforeAll(async () => {
  await keyrack.value(['init'])
  const db = openDb(join(keyrack.dataDir, 'keyrack.db'))
  insertKey(db, keyRow({ id: 'key_web', label: 'Web' }))
  const call = { keyId: 'key_web', sent: 1, input: 1000, output: 100, costNanoUsd: 12_000_000 }
  for (const n of [0, 1, 2]) addCall(db, OCT, call, n)
  db.close()
  service = await keyrack.serve()
  writeFileSync(
    file,
    `start_time_iso,num_model_requests,api_key_id,model,input_tokens,output_tokens,input_cached_tokens,amount_value
2026-10-01T00:00:00+00:00,3,key_abc,gpt-5-mini-2026-08-07,3000,300,0,0.036
2026-10-02T00:00:00+00:00,5,key_abc,gpt-5-mini-2026-08-07,8000,900,0,0.101
2026-11-01T00:00:00+00:00,5,key_abc,gpt-5-mini-2026-08-07,8000,900,0,0.101
someday,1,key_abc,gpt-5-mini,1,1,0,0
`,
  )
})
afterAll(async () => {
  await service?.end('SIGKILL')
  keyrack.remove()
})

test('a file is looked at first', async () => {
  const { stdout } = await keyrack.run(['bill', 'preview', file])
  expect(stdout).toContain('openai, 2026-10-01 to 2026-11-01 (days in UTC)')
  expect(stdout).toContain('october.csv: 4 rows of usage and cost')
  expect(stdout).toContain('In all: 13 calls, 21,100 tokens, $0.24')
  expect(stdout).toContain('october.csv, line 5: "someday" is no day. It was left out.')
})

test('a month of it is compared, told with its cause, kept and removed', async () => {
  const args = [
    'bill',
    'check',
    file,
    '--provider',
    'openai',
    '--month',
    '2026-10',
    '--our-key',
    'Web',
  ]
  const { stdout, stderr } = await keyrack.run(args)
  expect(stdout).toContain('At the provider: 8 calls, 12,200 tokens, $0.14')
  expect(stdout).toContain('Through Keyrack: 3 calls, 3,300 tokens, $0.036')
  expect(stdout).toMatch(
    /2026-10-02 +Web +gpt-5-mini +5 \/ 0 +8,900 \/ 0 +\$0\.10\d* \/ \$0\S* +Calls outside Keyrack/,
  )
  expect(stdout).not.toMatch(/2026-10-01 +Web/)
  expect(stdout).toContain('Nothing was called here on 2026-10-02.')
  expect(stderr).toContain('1 line not understood')

  const [kept] = await keyrack.lines(['bill', 'list'])
  expect(kept).toMatchObject({ provider: 'openai', outside: true, differing: 1 })
  const shown = await keyrack.value(['bill', 'show', String(kept?.id)])
  expect(shown).toMatchObject({ causes: [{ kind: 'outside', requests: 5, keyLabel: 'Web' }] })
  expect(await keyrack.lines(['alarm', 'list'])).toMatchObject([{ kind: 'outsideCalls' }])
  await keyrack.value(['bill', 'remove', String(kept?.id)])
  expect(await keyrack.lines(['bill', 'list'])).toEqual([])
})

test('names are mapped by hand, and what cannot be meant is refused in words', async () => {
  const check = await keyrack.value(['bill', 'check', file, '--map', 'key_abc=Web'])
  expect(check).toMatchObject({ keys: [{ name: 'key_abc', keyId: 'key_web', label: 'Web' }] })
  for (const [args, words] of [
    [['check', join(keyrack.dataDir, 'nothing.csv')], 'cannot be read'],
    [['check', file, '--map', 'key_abc'], 'Give the name and our key'],
    [['check', file, '--our-key', 'Nobody'], 'There is no key "Nobody"'],
    [['check', file, '--month', '2026-08'], 'hold no day of that time'],
    [['show', 'bil_none'], 'There is no bill'],
  ] as const) {
    const { code, stderr } = await keyrack.run(['bill', ...args])
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)])
  }
})
