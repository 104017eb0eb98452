import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportCandidate } from '../../proxy/contract/keys.ts'
import { type Rig, refusalOf, startAdmin } from './support.ts'

/** Look like secrets and are none. */
const OPENAI = 'sk-proj-CANARY0notASecret0AAAA0AAAA0AAAA0AAAA9fQ2'
const ANTHROPIC = 'sk-ant-CANARY0notASecret0BBBB0BBBB0BBBB0BBBB7x7x'
const GROQ = 'gsk_CANARY0notASecret0CCCC0CCCC0CCCC0CCCC0CCCC'
const OURS = `krk_m_${'A'.repeat(46)}`
let rig: Rig

beforeEach(async () => {
  rig = await startAdmin()
})
afterEach(() => rig.close())

const short = (found: ImportCandidate[]) =>
  found.map(({ variable, provider, preset, duplicateOf }) => [
    variable,
    provider,
    preset,
    duplicateOf,
  ])

function envFile(name: string, text: string): string {
  const file = join(rig.folder, name)
  writeFileSync(file, text)
  return file
}

const choiceOf = ({ ref, provider, preset, label, baseUrl }: ImportCandidate) => ({
  ...{ ref, provider, preset, label, baseUrl },
})

test('the environment is searched for known names only, and our own tokens are no provider keys', async () => {
  rig.services.environment = {
    ...{ OPENAI_API_KEY: OPENAI, OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' },
    ...{ ANTHROPIC_API_KEY: OURS, GITHUB_TOKEN: GROQ, GROQ_API_KEY: '', PATH: '/usr/bin' },
    OPENAI_API_KEY_EU: ANTHROPIC,
  }
  const found = await rig.client.keys.scan.mutate({ environment: true })
  expect(found).toMatchObject([
    { variable: 'OPENAI_API_KEY', label: 'OpenAI', baseUrl: 'https://eu.api.openai.com/v1' },
    { variable: 'OPENAI_API_KEY_EU', label: 'OpenAI EU', source: 'environment' },
  ])
})

test('nothing is searched that was not asked for', async () => {
  rig.services.environment = { OPENAI_API_KEY: OPENAI }
  expect(await rig.client.keys.scan.mutate({})).toEqual([])
})

test('a .env file gives known names and values that can only be keys, with quotes and exports', async () => {
  const file = envFile(
    '.env',
    [
      `export OPENAI_API_KEY="${OPENAI}"`,
      `TEAM_SECRET='${ANTHROPIC}'`,
      'DATABASE_URL=postgres://user:hunter2hunter2@db/app',
      'SESSION_SECRET=0123456789abcdef0123456789abcdef',
      'MISTRAL_API_KEY=<your key>',
    ].join('\n'),
  )
  const found = await rig.client.keys.scan.mutate({ files: [file] })
  expect(short(found)).toEqual([
    ['OPENAI_API_KEY', 'openai', null, null],
    ['TEAM_SECRET', 'anthropic', null, null],
  ])
  expect(found[0]?.source).toBe(file)
})

test('pasted lines may be names with values or keys alone', async () => {
  const pasted = `${ANTHROPIC}\n\nGROQ_API_KEY=${GROQ}\r\nhello there\nOPENAI_BASE_URL=https://a.b/v1\n`
  expect(short(await rig.client.keys.scan.mutate({ pasted }))).toEqual([
    ['GROQ_API_KEY', 'compatible', 'groq', null],
    ['line 1', 'anthropic', null, null],
  ])
})

test('duplicates name the stored key or the earlier line', async () => {
  await rig.client.keys.add.mutate({ provider: 'openai', label: 'Main', secret: OPENAI })
  const pasted = `OPENAI_API_KEY=${OPENAI}\nFIRST_API_KEY=${GROQ}\n${GROQ}`
  expect(short(await rig.client.keys.scan.mutate({ pasted }))).toEqual([
    ['OPENAI_API_KEY', 'openai', null, 'Main'],
    ['FIRST_API_KEY', 'compatible', 'groq', null],
    ['line 3', 'compatible', 'groq', 'FIRST_API_KEY'],
  ])
})

test('no secret travels to the window, and what waits in the service is sealed', async () => {
  const found = await rig.client.keys.scan.mutate({ pasted: `${OPENAI}\n${GROQ}` })
  expect(JSON.stringify(found)).not.toContain('CANARY')
  expect(found.map(({ hint }) => hint)).toEqual(['sk-proj-…9fQ2', 'gsk_…CCCC'])
})

test('chosen keys are stored and tested under the corrected names, others are not', async () => {
  const found = await rig.client.keys.scan.mutate({ pasted: `${OPENAI}\n${GROQ}` })
  const [first] = found
  if (!first) throw new Error('nothing found')
  const choice = { ...choiceOf(first), label: 'Team EU' }
  const stored = await rig.client.keys.import.mutate({ choices: [choice] })
  expect(stored).toMatchObject([{ label: 'Team EU', test: { ok: true } }])
  expect(rig.asked.tested).toMatchObject([{ secret: OPENAI }])
  expect(await rig.client.keys.list.query()).toMatchObject([{ label: 'Team EU' }])
  const again = refusalOf(rig.client.keys.import.mutate({ choices: [choice] }))
  expect((await again).code).toBe('NOT_FOUND')
})

test('an import is whole or not at all', async () => {
  const found = await rig.client.keys.scan.mutate({ pasted: `${OPENAI}\n${GROQ}` })
  const choices = found.map(choiceOf)
  const [good, bad] = choices
  if (!good || !bad) throw new Error('nothing found')
  const spoiled = { ...bad, preset: null, baseUrl: 'http://10.0.0.5/v1' }
  const refusal = refusalOf(rig.client.keys.import.mutate({ choices: [good, spoiled] }))
  expect((await refusal).code).toBe('BAD_REQUEST')
  expect(await rig.client.keys.list.query()).toEqual([])
  expect(await rig.client.keys.import.mutate({ choices })).toHaveLength(2)
})

test('a local address is taken where the choice admits it', async () => {
  const [found] = await rig.client.keys.scan.mutate({ pasted: OPENAI })
  if (!found) throw new Error('nothing found')
  const local = { ...choiceOf(found), baseUrl: 'http://10.0.0.5/v1' }
  expect((await refusalOf(rig.client.keys.import.mutate({ choices: [local] }))).code).toBe(
    'BAD_REQUEST',
  )
  await rig.client.keys.import.mutate({ choices: [{ ...local, allowLocal: true }] })
  expect(await rig.client.keys.list.query()).toMatchObject([{ allowLocal: true }])
})

test('found keys are forgotten after a quarter of an hour, and when the vault is locked', async () => {
  const [found] = await rig.client.keys.scan.mutate({ pasted: OPENAI })
  if (!found) throw new Error('nothing found')
  rig.clock.now += 15 * 60_000
  rig.services.imports.dropExpired()
  const late = refusalOf(rig.client.keys.import.mutate({ choices: [choiceOf(found)] }))
  expect((await late).message).toContain('too long ago')
  const [other] = await rig.client.keys.scan.mutate({ pasted: OPENAI })
  await rig.client.vault.lock.mutate()
  expect(await rig.services.imports.read(other?.ref ?? '')).toBeUndefined()
})

test('a file that cannot be read, is none, or is too large is refused in words', async () => {
  const scan = (file: string) => refusalOf(rig.client.keys.scan.mutate({ files: [file] }))
  expect((await scan(join(rig.folder, 'missing'))).message).toContain('cannot be read')
  mkdirSync(join(rig.folder, 'folder'))
  expect((await scan(join(rig.folder, 'folder'))).message).toContain('no .env file')
  expect((await scan(envFile('big', 'x'.repeat(1_100_000)))).message).toContain('no .env file')
})
