import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CertificateStore } from '../../proxy/gateway/certificateStore.ts'
import { serverNames } from '../../proxy/gateway/network.ts'
import { Vault } from '../../proxy/vault/vault.ts'

const PASSPHRASE = 'plum canoe seventeen lantern'
const DAY = 86_400_000
const OFFICE = { names: ['localhost', 'office-pc.local'], addresses: ['127.0.0.1', '192.168.1.24'] }
const MOVED = { ...OFFICE, addresses: ['127.0.0.1', '192.168.1.31'] }

const folder = mkdtempSync(join(tmpdir(), 'keyrack-tls-'))
let now = Date.UTC(2026, 10, 21)
const vault = new Vault({
  save: () => {},
  now: () => now,
  kdf: { memoryKiB: 65_536, passes: 3, lanes: 4 },
})
const store = new CertificateStore(folder, vault, () => now)

beforeAll(() => vault.create(PASSPHRASE))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('what is missing is made once; its keys are for their user only, the authority sealed', async () => {
  expect([store.current(), store.authority(), store.describe()]).toEqual([undefined, null, null])
  expect(await store.refresh(OFFICE)).toBe(true)
  expect(await store.refresh(OFFICE)).toBe(false)
  expect(store.describe()?.names).toEqual([...OFFICE.names, ...OFFICE.addresses])
  for (const file of ['leaf-key.pem', 'ca-key.jwe'])
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
  expect(readFileSync(join(folder, 'ca-key.jwe'), 'utf8')).not.toContain('PRIVATE KEY')
})

test('a new address gets a new certificate from the same authority', async () => {
  const before = store.authority()
  expect(await store.refresh(MOVED)).toBe(true)
  expect(store.describe()?.names).toContain('192.168.1.31')
  expect(store.authority()).toEqual(before)
})

test('a certificate that runs out within 30 days is renewed', async () => {
  const { expiresAt } = store.describe() ?? { expiresAt: 0 }
  now = expiresAt - 31 * DAY
  expect(await store.refresh(MOVED)).toBe(false)
  now = expiresAt - 29 * DAY
  expect(await store.refresh(MOVED)).toBe(true)
  expect(store.describe()?.expiresAt).toBeGreaterThan(expiresAt + 300 * DAY)
})

test('a locked vault leaves everything as it is', async () => {
  vault.lock()
  const before = store.current()
  expect(await store.refresh(OFFICE)).toBe(false)
  expect(store.current()).toEqual(before)
})

test('typed names count, odd ones do not, and a wildcard is no address', () => {
  const { names, addresses } = serverNames('0.0.0.0', ['Keyrack.Office', 'a..b', '10.9.8.7'])
  expect(names).toContain('keyrack.office')
  expect(names).not.toContain('a..b')
  expect(addresses).toEqual(expect.arrayContaining(['127.0.0.1', '::1', '10.9.8.7']))
  expect(addresses).not.toContain('0.0.0.0')
})
