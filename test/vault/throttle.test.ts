import { expect, test } from 'vitest'
import { UnlockDelayed, WrongPassphrase } from '../../proxy/vault/problems.ts'
import { nextTryAt, pauseSeconds, rebase } from '../../proxy/vault/throttle.ts'
import { madeVault, PASSPHRASE } from './newVault.ts'

const WRONG = 'not the passphrase at all'

test('five tries are free, then the pause starts at 30 seconds and doubles up to 15 minutes', () => {
  expect([0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 1_000_000].map(pauseSeconds)).toEqual([
    0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900,
  ])
})

test('the messages count down, then name the wait', async () => {
  const { vault, clock } = await madeVault()
  const messages: unknown[] = []
  for (let i = 0; i < 6; i++) {
    messages.push(await vault.verify(WRONG).catch((error: Error) => error.message))
  }
  expect(messages).toEqual([
    'That passphrase did not open the vault. 4 tries left before a 30-second pause.',
    'That passphrase did not open the vault. 3 tries left before a 30-second pause.',
    'That passphrase did not open the vault. 2 tries left before a 30-second pause.',
    'That passphrase did not open the vault. 1 try left before a 30-second pause.',
    'That passphrase did not open the vault. Try again in 30 seconds.',
    'Too many wrong passphrases. Try again in 30 seconds; this try was not counted.',
  ])
  clock.at += 30_000
  await expect(vault.verify(WRONG)).rejects.toThrow('Try again in 60 seconds')
})

test('while a pause lasts not even the right passphrase is tried; afterwards it opens and forgets the failures', async () => {
  const { vault, clock, reopened } = await madeVault()
  vault.lock()
  const startedAt = clock.at
  for (let i = 0; i < 5; i++) await expect(vault.unlock(WRONG)).rejects.toThrow(WrongPassphrase)
  await expect(vault.unlock(PASSPHRASE)).rejects.toMatchObject({ retryAt: startedAt + 30_000 })
  clock.at += 29_999
  await expect(vault.unlock(PASSPHRASE)).rejects.toThrow(UnlockDelayed)
  clock.at += 1
  await vault.unlock(PASSPHRASE)
  await expect(reopened().unlock(WRONG)).rejects.toMatchObject({ triesLeft: 4, retryAt: null })
})

test('a restart gives no new tries, not even one made while a passphrase was being tried', async () => {
  const { vault, reopened, saved } = await madeVault()
  for (let i = 0; i < 3; i++) await expect(vault.verify(WRONG)).rejects.toThrow(WrongPassphrase)
  await expect(reopened().unlock(WRONG)).rejects.toMatchObject({ triesLeft: 1 })

  const killed = reopened()
  const pending = killed.unlock(WRONG)
  await Promise.resolve()
  await Promise.resolve()
  // What is on the disk while the fifth passphrase is still being derived.
  expect(saved().attempts.failures).toBe(5)
  await expect(reopened(saved()).unlock(PASSPHRASE)).rejects.toThrow(UnlockDelayed)
  await expect(pending).rejects.toThrow(WrongPassphrase)
})

test('guesses made at the same time share the count', async () => {
  const { vault } = await madeVault()
  vault.lock()
  const tries = await Promise.allSettled(Array.from({ length: 9 }, () => vault.unlock(WRONG)))
  const names = tries.map((result) => result.status === 'rejected' && result.reason.name)
  expect(names).toEqual([
    ...Array.from({ length: 5 }, () => 'WrongPassphrase'),
    ...Array.from({ length: 4 }, () => 'UnlockDelayed'),
  ])
})

test('every way to ask for the passphrase is under the same throttle, and recovery is not', async () => {
  const { vault, recoveryKey } = await madeVault()
  const next = 'eleven otters paint the harbour'
  await expect(vault.unlock(WRONG)).rejects.toMatchObject({ triesLeft: 4 })
  await expect(vault.verify(WRONG)).rejects.toMatchObject({ triesLeft: 3 })
  await expect(vault.changePassphrase(WRONG, next)).rejects.toMatchObject({ triesLeft: 2 })
  await expect(vault.enableKeyStore(WRONG)).rejects.toMatchObject({ triesLeft: 1 })
  await expect(vault.renewRecoveryKey(WRONG)).rejects.toMatchObject({ triesLeft: 0 })
  await expect(vault.verify(PASSPHRASE)).rejects.toThrow(UnlockDelayed)
  await vault.recover(recoveryKey, next)
  await vault.verify(next)
})

test('a clock set back does not lock the administrator out for longer than one pause', async () => {
  const { vault, clock } = await madeVault()
  for (let i = 0; i < 5; i++) await expect(vault.verify(WRONG)).rejects.toThrow(WrongPassphrase)
  clock.at -= 365 * 86_400_000
  await expect(vault.verify(PASSPHRASE)).rejects.toMatchObject({ retryAt: clock.at + 30_000 })
  clock.at += 30_000
  await vault.verify(PASSPHRASE)
  expect(nextTryAt(rebase({ failures: 5, lastFailureAt: 900 }, 100))).toBe(30_100)
})
