import { expect, test } from 'vitest'
import { kdfForMachine, WEAKEST_KDF } from '../../proxy/vault/kdf.ts'
import { Keyring } from '../../proxy/vault/keyring.ts'
import { Vault } from '../../proxy/vault/vault.ts'
import { emptyVault, madeVault, PASSPHRASE, PLACE, QUICK_KDF } from './newVault.ts'

const SECRET = 'sk-FAKE-canary-vault-1234567890'
const NEXT = 'eleven otters paint the harbour'

test('a vault is made, locked, and opened again after a restart with its secrets readable', async () => {
  const { vault, reopened } = emptyVault()
  expect(vault.state).toBe('none')
  await vault.create(PASSPHRASE)
  expect(vault.state).toBe('unlocked')
  const sealed = await vault.seal(SECRET, PLACE)
  vault.lock()
  expect(vault.state).toBe('locked')

  const later = reopened()
  expect(later.state).toBe('locked')
  expect(later.installId).toBe(vault.installId)
  await later.unlock(PASSPHRASE)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
})

test('what is saved holds neither passphrase, recovery key nor any key of the vault', async () => {
  const { vault, disk, recoveryKey } = await madeVault()
  const kek = await vault.enableKeyStore(PASSPHRASE)
  const all = disk.join('\n')
  const keys = [kek, vault.subkey('token-pepper'), vault.subkey('dek-wrap')]
  const forms = keys.flatMap((key) => [key.toString('hex'), key.toString('base64url')])
  for (const secret of [PASSPHRASE, recoveryKey, recoveryKey.replaceAll('-', ''), ...forms]) {
    expect(all).not.toContain(secret)
  }
})

test('a vault is made once, and not with a weak passphrase', async () => {
  const { vault, disk } = emptyVault()
  await expect(vault.create('password1234')).rejects.toThrow('guessed first')
  expect(disk).toEqual([])
  const both = await Promise.allSettled([vault.create(PASSPHRASE), vault.create(NEXT)])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  await vault.verify(PASSPHRASE)
})

test('locking wipes the keys it gave out and refuses everything until unlocked', async () => {
  const { vault } = await madeVault()
  const sealed = await vault.seal(SECRET, PLACE)
  await vault.open(sealed, PLACE)
  const pepper = vault.subkey('token-pepper')
  expect(pepper.some((byte) => byte !== 0)).toBe(true)

  vault.lock()
  expect(pepper.every((byte) => byte === 0)).toBe(true)
  const refusal = { code: 'VAULT_LOCKED', status: 503 }
  expect(vault.opened(sealed, PLACE)).toBeUndefined()
  await expect(vault.seal(SECRET, PLACE)).rejects.toMatchObject(refusal)
  await expect(vault.open(sealed, PLACE)).rejects.toMatchObject(refusal)
  expect(() => vault.subkey('token-pepper')).toThrow('Keyrack is locked')
  expect(() => vault.disableKeyStore()).toThrow('Keyrack is locked')
})

test('every buffer of a keyring is wiped', async () => {
  const { saved, vault } = await madeVault()
  const header = saved()
  await vault.unlock(PASSPHRASE)
  const ring = new Keyring(Buffer.alloc(32, 9), { ...header, dataKeys: [] })
  const keys = [ring.vaultKey, ring.subkey('audit-mac'), ring.subkey('ca-wrap')]
  ring.wipe()
  for (const key of keys) expect(key).toEqual(Buffer.alloc(32))
})

test('locking wins over an unlock, a seal and an open that are under way', async () => {
  const { vault } = await madeVault()
  const sealed = await vault.seal(SECRET, PLACE)
  const sealing = vault.seal(SECRET, PLACE)
  const opening = vault.open(sealed, PLACE)
  vault.lock()
  // Together: one that is waited for later could be rejected before anybody listens.
  const locked = { status: 'rejected', reason: { code: 'VAULT_LOCKED' } }
  expect(await Promise.allSettled([sealing, opening])).toMatchObject([locked, locked])
  expect(vault.opened(sealed, PLACE)).toBeUndefined()

  const unlocking = vault.unlock(PASSPHRASE)
  vault.lock()
  await expect(unlocking).rejects.toThrow('locked while it was being opened')
  expect(vault.state).toBe('locked')
  await vault.unlock(PASSPHRASE)
  expect(await vault.open(sealed, PLACE)).toBe(SECRET)
})

test('a recovery key is shown even when the vault is locked while it is made', async () => {
  const { vault } = emptyVault()
  const creating = vault.create(PASSPHRASE)
  vault.lock()
  const { recoveryKey } = await creating
  expect(vault.state).toBe('locked')
  await vault.recover(recoveryKey, NEXT)
  expect(vault.state).toBe('unlocked')
})

test('a changed passphrase opens, the old one does not, and the secrets stay readable', async () => {
  const { vault, reopened, recoveryKey } = await madeVault()
  const sealed = await vault.seal(SECRET, PLACE)
  const pepper = Buffer.from(vault.subkey('token-pepper'))
  await expect(vault.changePassphrase(NEXT, NEXT)).rejects.toThrow('did not open the vault')
  await expect(vault.changePassphrase(PASSPHRASE, 'short')).rejects.toThrow('at least 12')
  await vault.changePassphrase(PASSPHRASE, NEXT)
  expect(await vault.open(sealed, PLACE)).toBe(SECRET)

  const later = reopened()
  await expect(later.unlock(PASSPHRASE)).rejects.toThrow('did not open the vault')
  await later.unlock(NEXT)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
  expect(later.subkey('token-pepper')).toEqual(pepper)
  await later.recover(recoveryKey, PASSPHRASE)
})

test('a recovery key opens once: its successor takes over and the forgotten passphrase is dead', async () => {
  const { vault, reopened, recoveryKey } = await madeVault()
  const sealed = await vault.seal(SECRET, PLACE)
  const later = reopened()
  await expect(later.recover(recoveryKey, 'password1234')).rejects.toThrow('guessed first')
  const { recoveryKey: next } = await later.recover(recoveryKey.toLowerCase(), NEXT)
  expect(next).not.toBe(recoveryKey)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)

  const last = reopened()
  await expect(last.recover(recoveryKey, PASSPHRASE)).rejects.toThrow('replaced by a newer one')
  await expect(last.unlock(PASSPHRASE)).rejects.toThrow('did not open the vault')
  expect(last.state).toBe('locked')
  await last.recover(next, PASSPHRASE)
  expect(await last.open(sealed, PLACE)).toBe(SECRET)
})

test('a renewed recovery key replaces the one before', async () => {
  const { vault, recoveryKey } = await madeVault()
  const { recoveryKey: next } = await vault.renewRecoveryKey(PASSPHRASE)
  await expect(vault.recover(recoveryKey, NEXT)).rejects.toThrow('replaced by a newer one')
  await vault.recover(next, NEXT)
})

test('a recovery key of another vault is refused', async () => {
  const other = await madeVault()
  const { vault } = await madeVault()
  await expect(vault.recover(other.recoveryKey, NEXT)).rejects.toThrow('of another vault')
})

test('the key for the key store opens the vault until it is switched off', async () => {
  const { vault, reopened } = await madeVault()
  expect(vault.keyStoreEnabled).toBe(false)
  const kek = await vault.enableKeyStore(PASSPHRASE)
  expect(kek).toHaveLength(32)
  expect(vault.keyStoreEnabled).toBe(true)
  const sealed = await vault.seal(SECRET, PLACE)

  const later = reopened()
  await later.unlockWithKeyStore(kek)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
  later.lock()
  await expect(later.unlockWithKeyStore(Buffer.alloc(32))).rejects.toThrow('does not open')
  expect(later.state).toBe('locked')

  vault.disableKeyStore()
  expect(vault.keyStoreEnabled).toBe(false)
  const last = reopened()
  await expect(last.unlockWithKeyStore(kek)).rejects.toThrow('not kept in the key store')
  await last.unlock(PASSPHRASE)
})

test('a passphrase slot weaker than this machine’s target is derived anew at the next unlock', async () => {
  const { vault, saved } = await madeVault(WEAKEST_KDF)
  const sealed = await vault.seal(SECRET, PLACE)
  const machine = emptyVault({ ...WEAKEST_KDF, memoryKiB: 65_600 })
  const grown = machine.reopened(saved())
  await grown.unlock(PASSPHRASE)
  const kdf = machine.saved().slots.find(({ kind }) => kind === 'password')?.kdf
  expect(kdf).toMatchObject({ memoryKiB: 65_600, passes: 3, lanes: 4 })

  const later = machine.reopened()
  await later.unlock(PASSPHRASE)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
  // A smaller machine still opens it, and does not weaken it.
  const smaller = emptyVault(WEAKEST_KDF)
  await smaller.reopened(machine.saved()).unlock(PASSPHRASE)
  expect(smaller.saved().slots).toEqual(machine.saved().slots)
})

test('a machine with little memory gets the floor, and nobody gets less', () => {
  const gib = 1024 ** 3
  expect(kdfForMachine({ machineBytes: 8 * gib })).toEqual({
    memoryKiB: 262_144,
    passes: 3,
    lanes: 4,
  })
  expect(kdfForMachine({ machineBytes: 2 * gib })).toEqual(WEAKEST_KDF)
  expect(kdfForMachine({ memoryKiB: 1 }).memoryKiB).toBe(65_536)
  expect(kdfForMachine({ memoryKiB: Number.NaN }).memoryKiB).toBe(65_536)
  expect(kdfForMachine({ memoryKiB: 1e12 }).memoryKiB).toBe(2_097_152)
  expect(kdfForMachine({ memoryKiB: 100_000 }).memoryKiB).toBe(100_000)
})

test('when saving fails, the vault stays as it was', async () => {
  const { vault, saved } = await madeVault()
  const sealed = await vault.seal(SECRET, PLACE)
  let full = false
  const failing = new Vault({
    save() {
      if (full) throw new Error('No space left on the disk.')
    },
    kdf: QUICK_KDF,
  })
  failing.load(saved())
  await failing.unlock(PASSPHRASE)
  full = true
  await expect(failing.changePassphrase(PASSPHRASE, NEXT)).rejects.toThrow('No space left')
  full = false
  await expect(failing.verify(NEXT)).rejects.toThrow('did not open')
  await failing.verify(PASSPHRASE)
  expect(await failing.open(sealed, PLACE)).toBe(SECRET)
})

test('before there is a vault, opening one says so', async () => {
  const { vault } = emptyVault()
  await expect(vault.unlock(PASSPHRASE)).rejects.toThrow('no vault yet')
  expect(() => vault.installId).toThrow('no vault yet')
})
