import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseVaultHeader, type VaultHeader } from '../../proxy/vault/header.ts'
import { VaultProblem } from '../../proxy/vault/problems.ts'
import { Vault } from '../../proxy/vault/vault.ts'
import { madeVault, PASSPHRASE, QUICK_KDF } from './newVault.ts'

/** Reads a header from text as the service does at its start, and tries to open it. */
async function tryToOpen(text: string, open: (vault: Vault) => Promise<unknown>) {
  const vault = new Vault({ save: () => {}, kdf: QUICK_KDF })
  try {
    vault.load(parseVaultHeader(JSON.parse(text)))
    await open(vault)
  } catch (error) {
    expect(vault.state).not.toBe('unlocked')
    return error
  }
  expect(vault.state).toBe('unlocked')
  return undefined
}

const withPassphrase = (vault: Vault) => vault.unlock(PASSPHRASE)

const BROKEN_JSON = SyntaxError

test('no single character of the header can be changed, whoever opens it', async () => {
  const { vault, saved, recoveryKey } = await madeVault()
  const kek = await vault.enableKeyStore(PASSPHRASE)
  const { attempts, ...guarded } = saved()
  const text = JSON.stringify(guarded)
  const rest = `,"attempts":${JSON.stringify(attempts)}}`
  const ways = [
    withPassphrase,
    (opened: Vault) => opened.recover(recoveryKey, 'eleven otters paint the harbour'),
    (opened: Vault) => opened.unlockWithKeyStore(kek),
  ]
  for (const way of ways) expect(await tryToOpen(text.slice(0, -1) + rest, way)).toBeUndefined()

  const change = fc.record({
    at: fc.nat(text.length - 2),
    to: fc.constantFrom(...'0123456789abcdefXYZ_-"{},: '),
    way: fc.constantFrom(...ways),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ at, to, way }) => {
      fc.pre(text[at] !== to)
      const changed = text.slice(0, at) + to + text.slice(at + 1, -1) + rest
      const error = await tryToOpen(changed, way)
      if (!(error instanceof BROKEN_JSON)) expect(error).toBeInstanceOf(VaultProblem)
    }),
    { numRuns: 600 },
  )
})

function expectRefusal(header: VaultHeader, words: string) {
  return expect(tryToOpen(JSON.stringify(header), withPassphrase)).resolves.toMatchObject({
    message: expect.stringContaining(words),
  })
}

test('a removed slot, an added slot and a changed date are noticed by the right passphrase', async () => {
  const { vault, saved } = await madeVault()
  const before = saved()
  await vault.enableKeyStore(PASSPHRASE)
  const after = saved()
  const changed = 'changed outside Keyrack'
  await expectRefusal({ ...after, slots: before.slots }, changed)
  await expectRefusal({ ...before, slots: after.slots }, changed)
  await expectRefusal({ ...after, createdAt: after.createdAt + 1 }, changed)
  await expectRefusal({ ...after, mac: before.mac }, changed)
})

test('weaker KDF parameters are refused before anything is derived, stronger ones open nothing', async () => {
  const { saved } = await madeVault({ memoryKiB: 128, passes: 2, lanes: 1 })
  const header = saved()
  const withKdf = (settings: object): VaultHeader => ({
    ...header,
    slots: header.slots.map((slot) =>
      slot.kind === 'password' ? { ...slot, kdf: { ...slot.kdf, ...settings } } : slot,
    ),
  })
  const open = (changed: VaultHeader) => {
    const vault = new Vault({ save: () => {}, kdf: { memoryKiB: 128, passes: 2, lanes: 1 } })
    vault.load(changed)
    return vault.unlock(PASSPHRASE)
  }
  await open(header)
  await expect(open(withKdf({ memoryKiB: 64 }))).rejects.toThrow('weaker protection')
  await expect(open(withKdf({ passes: 1 }))).rejects.toThrow('weaker protection')
  await expect(open(withKdf({ passes: 3 }))).rejects.toThrow('did not open the vault')
  expect(() => parseVaultHeader(withKdf({ memoryKiB: 999_999_999 }))).toThrow('damaged')
  expect(() => parseVaultHeader(withKdf({ lanes: 64 }))).toThrow('damaged')

  // The product's own floor holds whatever the file says.
  const product = new Vault({ save: () => {} })
  product.load(header)
  await expect(product.unlock(PASSPHRASE)).rejects.toThrow('weaker protection')
})

test('a slot moved from another vault opens nothing, even with that vault’s passphrase', async () => {
  const mine = await madeVault()
  const theirs = await madeVault()
  const header = { ...mine.saved(), slots: theirs.saved().slots }
  await expectRefusal(header, 'did not open the vault')
})

test('two slots of a kind are not a vault', async () => {
  const { saved } = await madeVault()
  const [first, ...others] = saved().slots
  const slots = first ? [first, first, ...others] : []
  expect(() => parseVaultHeader({ ...saved(), slots })).toThrow('damaged')
})

test('a MAC in another spelling of the same bytes is refused: the file is as Keyrack wrote it, or it is not', async () => {
  const header = (await madeVault()).saved()
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  // The last of 43 characters carries two bits that decode to nothing.
  const next = alphabet[alphabet.indexOf(header.mac.at(-1) ?? '') + 1]
  const mac = header.mac.slice(0, -1) + next
  expect(Buffer.from(mac, 'base64url')).toEqual(Buffer.from(header.mac, 'base64url'))
  expect(() => parseVaultHeader({ ...header, mac })).toThrow('damaged')
})
