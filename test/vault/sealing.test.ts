import fc from 'fast-check'
import { CompactEncrypt } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { openSecret, type SecretPlace, sealSecret } from '../../proxy/vault/envelope.ts'
import type { Vault } from '../../proxy/vault/vault.ts'
import { madeVault, PLACE } from './newVault.ts'

const SECRET = 'sk-ant-FAKE-canary-sealed-0987654321'

let vault: Vault
let clock: { at: number }

beforeAll(async () => {
  ;({ vault, clock } = await madeVault())
})

const name = fc.string({ maxLength: 40 })
const place = fc.record({ table: name, row: name, column: name, version: fc.nat() })

test('opening inverts sealing for any text and any place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), place, async (secret, where) => {
      expect(await vault.open(await vault.seal(secret, where), where)).toBe(secret)
    }),
  )
})

test('the same secret is never sealed to the same text', async () => {
  const sealed = await Promise.all(Array.from({ length: 50 }, () => vault.seal(SECRET, PLACE)))
  expect(new Set(sealed).size).toBe(50)
  for (const text of sealed) expect(text).not.toContain(SECRET)
})

test('a sealed secret is a compact JWE that names its algorithm, key and row', async () => {
  const [header, encryptedKey, iv, , tag] = (await vault.seal(SECRET, PLACE)).split('.')
  expect(JSON.parse(Buffer.from(header ?? '', 'base64url').toString())).toEqual({
    ...{ alg: 'dir', enc: 'A256GCM', typ: 'krs1', kid: 'dek-workspace-1' },
    ...{ tbl: 'keys', row: 'key_one', col: 'secret', ver: 1, org: vault.installId },
  })
  expect(encryptedKey).toBe('')
  expect(Buffer.from(iv ?? '', 'base64url')).toHaveLength(12)
  expect(Buffer.from(tag ?? '', 'base64url')).toHaveLength(16)
})

test('no single character of a sealed secret can be changed, and none left out', async () => {
  const sealed = await vault.seal(SECRET, PLACE)
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= ']
  for (let at = 0; at < sealed.length; at++) {
    const others = alphabet.filter((character) => character !== sealed[at])
    // Neighbours in the alphabet differ in the last bits, which a lax decoder drops.
    const near = others[(alphabet.indexOf(sealed[at] ?? '') + 1) % others.length]
    for (const to of [near, others[at % others.length], '']) {
      const changed = sealed.slice(0, at) + to + sealed.slice(at + 1)
      await expect(vault.open(changed, PLACE)).rejects.toMatchObject({ name: 'VaultDamaged' })
    }
  }
  for (let length = 0; length < sealed.length; length += 7) {
    await expect(vault.open(sealed.slice(0, length), PLACE)).rejects.toThrow('cannot be opened')
  }
})

test.each<Partial<SecretPlace>>([
  { row: 'key_two' },
  { table: 'tokens' },
  { column: 'hint' },
  { version: 2 },
])('a secret moved to another place is not used: %o', async (other) => {
  const sealed = await vault.seal(SECRET, PLACE)
  await vault.open(sealed, PLACE)
  const where = { ...PLACE, ...other }
  await expect(vault.open(sealed, where)).rejects.toThrow('belongs to another row')
  expect(vault.opened(sealed, where)).toBeUndefined()
})

test('a secret of another vault, or under another or an unknown data key, does not open', async () => {
  const other = await madeVault()
  await expect(vault.open(await other.vault.seal(SECRET, PLACE), PLACE)).rejects.toThrow(
    'sealed by another vault',
  )
  const key = Buffer.alloc(32, 1)
  const sealed = await sealSecret(SECRET, PLACE, { id: 'dek-workspace-1', key }, 'org')
  const open = (keys: [string, Buffer][], org = 'org') =>
    openSecret(sealed, PLACE, new Map(keys), org)
  expect(await open([['dek-workspace-1', key]])).toBe(SECRET)
  await expect(open([['dek-workspace-1', Buffer.alloc(32, 2)]])).rejects.toThrow('cannot be opened')
  await expect(open([['dek-workspace-2', key]])).rejects.toThrow('cannot be opened')
  await expect(open([['dek-workspace-1', key]], 'elsewhere')).rejects.toThrow('another row')
})

test('only `dir` with A256GCM, uncompressed and with exactly our fields, is taken even under the right key', async () => {
  const key = Buffer.alloc(32, 1)
  const ours = {
    ...{ alg: 'dir', enc: 'A256GCM', kid: 'dek-workspace-1', typ: 'krs1' },
    ...{ tbl: 'keys', row: 'key_one', col: 'secret', ver: 1, org: 'org' },
  }
  const forge = (header: object, secret = key) =>
    new CompactEncrypt(Buffer.from(SECRET))
      .setProtectedHeader({ ...ours, ...header })
      .encrypt(secret)
  const open = (sealed: string) =>
    openSecret(sealed, PLACE, new Map([['dek-workspace-1', key]]), 'org')
  expect(await open(await forge({}))).toBe(SECRET)
  await expect(open(await forge({ alg: 'A256GCMKW' }))).rejects.toThrow('cannot be opened')
  await expect(open(await forge({ enc: 'A128CBC-HS256' }))).rejects.toThrow('cannot be opened')
  await expect(open(await forge({ zip: 'DEF' }))).rejects.toThrow('cannot be opened')
  await expect(open(await forge({ extra: 1 }))).rejects.toThrow('another row')
  await expect(open(await forge({ typ: 'JWE' }))).rejects.toThrow('another row')
  await expect(open(await forge({ ver: '1' }))).rejects.toThrow('another row')
})

test('an opened secret is at hand for a minute, for exactly its place', async () => {
  const sealed = await vault.seal(SECRET, PLACE)
  expect(vault.opened(sealed, PLACE)).toBeUndefined()
  await vault.open(sealed, PLACE)
  expect(vault.opened(sealed, { ...PLACE })).toBe(SECRET)
  clock.at += 59_999
  expect(vault.opened(sealed, PLACE)).toBe(SECRET)
  clock.at += 1
  expect(vault.opened(sealed, PLACE)).toBeUndefined()
})

test('only so many opened secrets are kept; the oldest goes first', async () => {
  const sealed = []
  for (let version = 0; version < 257; version++) {
    const text = await vault.seal(SECRET, { ...PLACE, version })
    await vault.open(text, { ...PLACE, version })
    sealed.push(text)
  }
  const kept = sealed.filter(
    (text, version) => vault.opened(text, { ...PLACE, version }) !== undefined,
  )
  expect(kept).toEqual(sealed.slice(1))
})
