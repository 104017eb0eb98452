import { readFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { parseVaultHeader } from '../../proxy/vault/header.ts'
import type { Purpose } from '../../proxy/vault/keyring.ts'
import { Vault } from '../../proxy/vault/vault.ts'

/**
 * A vault made by the first release, never to be written again: every later Keyrack must open it, or an update
 * would lock people out of their keys. Everything in it is made up.
 */
const frozen = JSON.parse(readFileSync(new URL('./frozen.json', import.meta.url), 'utf8'))

let vault: Vault

beforeEach(() => {
  vault = new Vault({ save: () => {}, kdf: { memoryKiB: 65_536, passes: 3, lanes: 4 } })
  vault.load(parseVaultHeader(frozen.header))
})

async function expectEverythingReadable() {
  expect(await vault.open(frozen.sealed, frozen.place)).toBe(frozen.secret)
  const purposes = Object.keys(frozen.subkeys) as Purpose[]
  expect(purposes).toHaveLength(8)
  for (const purpose of purposes) {
    expect(vault.subkey(purpose).toString('hex')).toBe(frozen.subkeys[purpose])
  }
}

test('the first vault opens with its passphrase', async () => {
  await vault.unlock(frozen.passphrase)
  await expectEverythingReadable()
})

test('the first vault opens with its recovery key', async () => {
  await vault.recover(frozen.recoveryKey, 'plum canoe seventeen lantern')
  await expectEverythingReadable()
})

test('the first vault opens with the key from the key store', async () => {
  await vault.unlockWithKeyStore(Buffer.from(frozen.keyStoreKey, 'hex'))
  await expectEverythingReadable()
})

test('the first vault gets a second passphrase, and stays of the first version until then', async () => {
  let saved = frozen.header
  const later = new Vault({
    save: (header) => {
      saved = header
    },
    now: () => 1_900_000_000_000,
    kdf: { memoryKiB: 65_536, passes: 3, lanes: 4 },
  })
  later.load(parseVaultHeader(frozen.header))
  await later.unlock(frozen.passphrase)
  expect(saved.version).toBe(1)
  const { code, slotId } = later.invite(1_900_000_000_001)
  expect(saved.version).toBe(2)
  await later.accept(code, 'plum canoe seventeen lantern', () => {})
  vault = new Vault({ save: () => {} })
  vault.load(parseVaultHeader(JSON.parse(JSON.stringify(saved))))
  await vault.unlock('plum canoe seventeen lantern', slotId)
  await expectEverythingReadable()
})

test('a header or a secret from a newer Keyrack, or a damaged one, is refused in plain words', () => {
  expect(() => parseVaultHeader({ ...frozen.header, version: 3 })).toThrow('newer Keyrack')
  expect(() => parseVaultHeader({ ...frozen.header, extra: 1 })).toThrow('damaged')
  expect(() => parseVaultHeader({ ...frozen.header, slots: [] })).toThrow('damaged')
  expect(() => parseVaultHeader('nonsense')).toThrow('damaged')
})
