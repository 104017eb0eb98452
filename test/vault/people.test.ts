import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { parseVaultHeader, type VaultHeader } from '../../proxy/vault/header.ts'
import { VaultProblem } from '../../proxy/vault/problems.ts'
import { Vault } from '../../proxy/vault/vault.ts'
import { madeVault, PASSPHRASE, PLACE, QUICK_KDF } from './newVault.ts'

const SECRET = 'sk-FAKE-canary-vault-1234567890'
const BENS = 'eleven otters paint the harbour'
const WEEK = 7 * 86_400_000
const anybody = () => {}

type Made = Awaited<ReturnType<typeof madeVault>>
let made: Made
let vault: Vault
let maya: string

beforeEach(async () => {
  made = await madeVault()
  vault = made.vault
  maya = vault.passwordSlots[0] ?? ''
})

const invite = () => vault.invite(made.clock.at + WEEK)

/** Ben takes up an invitation; answers his slot. */
async function withBen(): Promise<string> {
  const { code, slotId } = invite()
  await vault.accept(code, BENS, anybody)
  return slotId
}

test('a code of many random bits opens the vault once, for choosing a passphrase', async () => {
  const sealed = await vault.seal(SECRET, PLACE)
  const { code, slotId } = invite()
  expect(code).toMatch(/^krk_i_[0-9A-Za-z]{46}$/)
  expect(made.disk.join('\n')).not.toContain(code.slice(6))
  expect(vault.passwordSlots).toEqual([maya])

  const later = made.reopened()
  await later.accept(code, BENS, (admitted) => expect(admitted).toBe(slotId))
  expect(later.state).toBe('unlocked')
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
  expect(later.passwordSlots).toEqual([maya, slotId])
  await expect(later.accept(code, BENS, anybody)).rejects.toThrow('opens nothing')

  const last = made.reopened()
  await last.unlock(BENS, slotId)
  expect(await last.open(sealed, PLACE)).toBe(SECRET)
})

test('each opens with the own passphrase only, and says who they are', async () => {
  const ben = await withBen()
  const later = made.reopened()
  await expect(later.unlock(BENS)).rejects.toThrow('Say who you are')
  await expect(later.unlock(BENS, maya)).rejects.toThrow('did not open the vault')
  await expect(later.unlock(PASSPHRASE, ben)).rejects.toThrow('did not open the vault')
  await expect(later.unlock(BENS, 'password-0000000000000000')).rejects.toThrow('no longer')
  await later.unlock(PASSPHRASE, maya)
  await later.verify(BENS, ben)
})

test('wrong passphrases are counted for the vault, whoever they are said to be of', async () => {
  const ben = await withBen()
  for (let i = 0; i < 5; i++) {
    await expect(vault.verify('wrong words', i % 2 ? ben : maya)).rejects.toThrow('did not open')
  }
  await expect(vault.verify(BENS, ben)).rejects.toThrow('Too many wrong passphrases')
  await expect(vault.verify(PASSPHRASE, maya)).rejects.toThrow('Too many wrong passphrases')
})

test('only the chosen slot is derived, however many there are', async () => {
  await withBen()
  const header = made.saved()
  // A slot that would take all memory, or fail, were it touched.
  const heavy = header.slots.map((slot) =>
    slot.kind === 'password' && slot.id === maya
      ? { ...slot, kdf: { ...slot.kdf, memoryKiB: 2_097_152 } }
      : slot,
  )
  const ben = header.slots.find(({ kind, id }) => kind === 'password' && id !== maya)?.id ?? ''
  const later = made.reopened({ ...header, slots: heavy } as VaultHeader)
  const opening = later.unlock(BENS, ben)
  await expect(opening).rejects.toThrow('changed outside Keyrack')
})

test('an invitation ends with its time, with its use, and when it is withdrawn', async () => {
  const late = invite()
  made.clock.at += WEEK
  await expect(vault.accept(late.code, BENS, anybody)).rejects.toThrow('too old')
  const withdrawn = invite()
  expect(made.saved().slots.filter(({ kind }) => kind === 'invitation')).toHaveLength(1)
  vault.removePerson(withdrawn.slotId)
  await expect(vault.accept(withdrawn.code, BENS, anybody)).rejects.toThrow('withdrawn')
  const used = invite()
  await expect(vault.accept('krk_i_no', BENS, anybody)).rejects.toThrow('typing error')
  await expect(vault.accept(used.code, 'short', anybody)).rejects.toThrow('at least 12')
  const refuse = () => {
    throw new Error('Nobody knows this invitation')
  }
  await expect(vault.accept(used.code, BENS, refuse)).rejects.toThrow('Nobody knows')
  await vault.accept(used.code, BENS, anybody)
  expect(vault.passwordSlots).toEqual([maya, used.slotId])
})

test('one of two who take up the same invitation at once is refused', async () => {
  const { code } = invite()
  const both = await Promise.allSettled([
    vault.accept(code, BENS, anybody),
    vault.accept(code, 'seven lanterns hum at dawn', anybody),
  ])
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
})

test('a removed passphrase opens nothing; the others and the secrets stay', async () => {
  const ben = await withBen()
  const sealed = await vault.seal(SECRET, PLACE)
  vault.removePerson(ben)
  expect(made.saved().version).toBe(1)
  const later = made.reopened()
  await expect(later.unlock(BENS, ben)).rejects.toThrow('no longer have a passphrase')
  await later.unlock(PASSPHRASE)
  expect(await later.open(sealed, PLACE)).toBe(SECRET)
  expect(() => later.removePerson(maya)).toThrow('last passphrase')
})

test('who is removed while the passphrase changes does not come back', async () => {
  const ben = await withBen()
  const changing = vault.changePassphrase(BENS, 'seven lanterns hum at dawn', ben)
  vault.removePerson(ben)
  await expect(changing).rejects.toThrow('no longer')
  expect(vault.passwordSlots).toEqual([maya])
})

test('a changed passphrase keeps its slot and leaves the others alone', async () => {
  const ben = await withBen()
  const next = 'seven lanterns hum at dawn'
  await vault.changePassphrase(BENS, next, ben)
  expect(vault.passwordSlots).toEqual([maya, ben])
  const later = made.reopened()
  await expect(later.verify(BENS, ben)).rejects.toThrow('did not open')
  await later.verify(next, ben)
  await later.unlock(PASSPHRASE, maya)
})

test('the recovery key sets the passphrase of one, and of nobody else when it is known who that is', async () => {
  const ben = await withBen()
  const next = 'seven lanterns hum at dawn'
  const { recoveryKey } = await made.reopened().recover(made.recoveryKey, next, maya)
  const later = made.reopened()
  await later.unlock(next, maya)
  await later.verify(BENS, ben)

  await later.recover(recoveryKey, PASSPHRASE)
  expect(later.passwordSlots).toEqual([maya])
  await made.reopened().unlock(PASSPHRASE)
})

test('a header of the second version cannot be changed by a character either', async () => {
  await withBen()
  const { code } = invite()
  const { attempts, ...guarded } = made.saved()
  const text = JSON.stringify(guarded)
  const rest = `,"attempts":${JSON.stringify(attempts)}}`
  const tryIt = async (changed: string) => {
    const opened = new Vault({ save: () => {}, now: () => made.clock.at, kdf: QUICK_KDF })
    opened.load(parseVaultHeader(JSON.parse(changed)))
    await opened.accept(code, 'seven lanterns hum at dawn', anybody)
  }
  await tryIt(text.slice(0, -1) + rest)
  const change = fc.record({
    at: fc.nat(text.length - 2),
    to: fc.constantFrom(...'0123456789abcdefXYZ_-"{},: '),
  })
  await fc.assert(
    fc.asyncProperty(change, async ({ at, to }) => {
      fc.pre(text[at] !== to)
      const error = await tryIt(text.slice(0, at) + to + text.slice(at + 1, -1) + rest).then(
        () => undefined,
        (refusal: unknown) => refusal,
      )
      if (!(error instanceof SyntaxError)) expect(error).toBeInstanceOf(VaultProblem)
    }),
    { numRuns: 300 },
  )
})

test('a longer life, a slot that was taken away, or the first version on it are refused', async () => {
  const ben = await withBen()
  const header = made.saved()
  expect(header.version).toBe(2)
  const opening = (changed: unknown) => made.reopened(parseVaultHeader(changed)).unlock(BENS, ben)
  expect(() => parseVaultHeader({ ...header, version: 1 })).toThrow('damaged')
  const without = header.slots.filter(({ kind }) => kind !== 'recovery')
  await expect(opening({ ...header, slots: without })).rejects.toThrow('changed outside')
  const { code } = invite()
  const slots = made
    .saved()
    .slots.map((slot) =>
      slot.kind === 'invitation' ? { ...slot, validUntil: slot.validUntil + WEEK } : slot,
    )
  const longer = made.reopened(parseVaultHeader({ ...made.saved(), slots }))
  await expect(longer.accept(code, BENS, anybody)).rejects.toThrow('opens nothing')
})
