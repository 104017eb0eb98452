import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { canaryKey } from '../vendor/canary.ts'
import { filesWithSecrets, secretsIn } from './leaks.ts'

const secret = canaryKey('openai', 'a search that finds nothing proves nothing')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-leaks-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const disguises: [string, string][] = [
  ['plain', `{"key":"${secret}"}`],
  ['url-encoded', `?key=${encodeURIComponent(`/${secret}`)}`],
  ['base64', Buffer.from(secret).toString('base64')],
  ['base64 behind one letter', Buffer.from(`x${secret}yz`).toString('base64')],
  ['base64 behind two letters', Buffer.from(`xx${secret}y`).toString('base64')],
  ['hex', Buffer.from(secret).toString('hex')],
]
test.for(disguises)('the search finds a secret that is %s', ([, text]) => {
  mkdirSync(join(folder, 'deep'))
  writeFileSync(
    join(folder, 'deep', 'file'),
    Buffer.concat([Buffer.alloc(99, 0xff), Buffer.from(text)]),
  )
  expect(filesWithSecrets(folder, [secret])).toHaveLength(1)
})

test('the search is silent where there is none', () => {
  writeFileSync(join(folder, 'file'), secret.slice(0, 20))
  expect(filesWithSecrets(folder, [secret])).toEqual([])
  expect(secretsIn('sk-proj-…4f2A', [secret])).toEqual([])
})
