import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFiles, defaultDataDir, socketPath } from '../../proxy/base/paths.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { findKey, insertKey, listKeys, removeKey, replaceSecret } from '../../proxy/store/keys.ts'
import { readMark, writeMark } from '../../proxy/store/marks.ts'
import {
  ensurePrice,
  insertPrice,
  listPrices,
  priceAt,
  removePrice,
} from '../../proxy/store/prices.ts'
import { SettingsStore } from '../../proxy/store/settings.ts'
import { readVaultFile, writeVaultFile } from '../../proxy/store/vaultFile.ts'
import { keyRow } from './support.ts'

let db: Db
let folder: string

beforeEach(() => {
  db = openDb(':memory:')
  folder = mkdtempSync(join(tmpdir(), 'keyrack-tables-'))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test('a setting outlives a restart, and whoever follows it hears of each change', () => {
  const settings = new SettingsStore(db)
  const heard: string[] = []
  const stop = settings.onChange((name) => heard.push(name))
  expect(settings.set('port', 9000)).toMatchObject({ value: 9000, default: 8443 })
  stop()
  settings.set('port', 9001)
  expect(heard).toEqual(['port'])
  expect(new SettingsStore(db).get('port')).toBe(9001)
})

test('a value beyond a setting’s maximum is refused and changes nothing', () => {
  const settings = new SettingsStore(db)
  expect(() => settings.set('port', 70_000)).toThrow()
  expect(settings.get('port')).toBe(8443)
})

test('a stored value that this Keyrack does not admit gives way to the default', () => {
  db.run(db.sql.insertInto('settings').values({ name: 'port', value: '"many"' }))
  db.run(db.sql.insertInto('settings').values({ name: 'ofTheFuture', value: '1' }))
  expect(new SettingsStore(db).get('port')).toBe(8443)
})

test('marks are remembered beside the settings and are none of them', () => {
  expect(readMark(db, 'setup')).toBeUndefined()
  writeMark(db, 'setup', 'keys')
  writeMark(db, 'setup', 'network')
  expect(readMark(db, 'setup')).toBe('network')
  expect(new SettingsStore(db).lines().map(({ name }) => String(name))).not.toContain('setup')
})

test('a removed key loses its secret for good, leaves the list, and keeps its name for old calls', () => {
  insertKey(db, keyRow({ id: 'key_a', label: 'Main', sealed: 'SEALED-CANARY' }))
  removeKey(db, 'key_a', 5)
  expect(listKeys(db)).toEqual([])
  expect(findKey(db, 'key_a')).toBeUndefined()
  const row = db.get(db.sql.selectFrom('keys').selectAll().where('id', '=', 'key_a'))
  expect(row).toMatchObject({ label: 'Main', sealed: null, secretMark: null, hint: '', paused: 1 })
  expect(db.raw.serialize().includes('SEALED-CANARY')).toBe(false)
})

test('a secret replaces only the version it was meant for', () => {
  insertKey(db, keyRow({ id: 'key_a', label: 'Main' }))
  expect(replaceSecret(db, 'key_a', 1, { sealed: 'two', sealVersion: 2 })).toBe(true)
  expect(replaceSecret(db, 'key_a', 1, { sealed: 'late', sealVersion: 2 })).toBe(false)
  expect(findKey(db, 'key_a')).toMatchObject({ sealed: 'two' })
})

test('lists of keys never carry a sealed secret', () => {
  insertKey(db, keyRow({ id: 'key_a', label: 'Main' }))
  expect(Object.keys(listKeys(db)[0] ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/seal|secretMark/)]),
  )
})

const listed = { free: false, prices: { input: 100 }, tiers: [], note: 'list 1' }
const model = { provider: 'openai', model: 'gpt' }

test('a list price is copied once, and followed by a new row only when its figures change', () => {
  const first = ensurePrice(db, listed, model, 10)
  expect(ensurePrice(db, { ...listed, note: 'list 2' }, model, 20)).toEqual(first)
  const second = ensurePrice(db, { ...listed, prices: { input: 200 } }, model, 30)
  expect(second).toMatchObject({ prices: { input: 200 }, effectiveFrom: 30, source: 'list' })
  expect(listPrices(db)).toHaveLength(2)
  expect(priceAt(db, 'openai', 'gpt', 29)).toEqual(first)
  expect(priceAt(db, 'openai', 'gpt', 9)).toBeUndefined()
  expect(ensurePrice(db, undefined, { ...model, model: 'unheard-of' }, 40)).toBeUndefined()
})

test('an administrator’s price wins over the list until it is withdrawn; list prices cannot be', () => {
  const list = ensurePrice(db, listed, model, 10)
  const own = { ...listed, ...model, id: 'prc_own', effectiveFrom: 20, source: 'admin' as const }
  insertPrice(db, own)
  expect(ensurePrice(db, { ...listed, prices: { input: 300 } }, model, 30)?.id).toBe('prc_own')
  removePrice(db, 'prc_own', 40)
  removePrice(db, list?.id ?? '', 40)
  expect(priceAt(db, 'openai', 'gpt', 50)).toMatchObject({ source: 'list', prices: { input: 300 } })
  expect(listPrices(db)).toHaveLength(2)
})

test('the vault file is written whole, for its owner only, and not through a link', () => {
  const file = join(folder, 'vault.json')
  expect(readVaultFile(file)).toBeUndefined()
  const elsewhere = join(folder, 'elsewhere')
  writeFileSync(elsewhere, 'precious')
  symlinkSync(elsewhere, `${file}.partial`)
  writeVaultFile(file, { version: 1 })
  writeVaultFile(file, { version: 2 })
  expect(readVaultFile(file)).toEqual({ version: 2 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(elsewhere, 'utf8')).toBe('precious')
})

test('a damaged vault file is told in words, and never taken for a missing one', () => {
  const file = join(folder, 'vault.json')
  writeFileSync(file, '{"version": 1, "slo')
  expect(() => readVaultFile(file)).toThrow(/damaged \(KR-VLT-003\)/)
  expect(() => readVaultFile(join(file, 'below'))).toThrow(/cannot be read/)
})

test('when the new vault file cannot be written, the old one is still there', () => {
  const file = join(folder, 'vault.json')
  writeVaultFile(file, { version: 1 })
  mkdirSync(`${file}.partial`)
  expect(() => writeVaultFile(file, { version: 2 })).toThrow(/old one is still in place/)
  expect(readVaultFile(file)).toEqual({ version: 1 })
})

test('the data folder stands where each system keeps such things', () => {
  expect(defaultDataDir('linux', '/home/ana', {})).toBe('/home/ana/.local/share/keyrack')
  expect(defaultDataDir('linux', '/home/ana', { XDG_DATA_HOME: '/data' })).toBe('/data/keyrack')
  expect(defaultDataDir('darwin', '/Users/ana', {})).toBe(
    '/Users/ana/Library/Application Support/Keyrack',
  )
  expect(defaultDataDir('win32', 'C:\\Users\\ana', { APPDATA: 'D:\\Roaming' })).toBe(
    'D:\\Roaming\\Keyrack',
  )
  expect(dataFiles('/d', 'linux')).toMatchObject({ socket: '/d/keyrack.sock', ca: '/d/tls/ca.pem' })
})

test('on Windows the pipe is named after the folder, however its path is written', () => {
  const pipe = socketPath('C:\\Users\\Ana\\Keyrack', 'win32')
  expect(pipe).toMatch(/^\\\\\.\\pipe\\keyrack-[0-9a-f]{32}$/)
  expect(socketPath('c:\\users\\ana\\keyrack\\', 'win32')).toBe(pipe)
  expect(socketPath('C:\\Users\\Ben\\Keyrack', 'win32')).not.toBe(pipe)
})
