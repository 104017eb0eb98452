import { z } from 'zod'
import type { CreatedVault, UnlockAnswer } from '../contract/status.ts'
import { hasSealedKeys } from '../store/keys.ts'
import { writeMark } from '../store/marks.ts'
import { activeAdministrators, ensureOwner } from './actors.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { administrator, anyone, type Context, router } from './trpc.ts'

// Generous: the vault itself says what a good passphrase is.
const passphrase = z.string().min(1).max(4096)
const withPassphrase = z.strictObject({ passphrase })

export const vaultRouter = router({
  create: anyone.input(withPassphrase).mutation(async ({ ctx, input }): Promise<CreatedVault> => {
    const { services } = ctx
    if (services.vault.state !== 'none') {
      throw problem('CONFLICT', 'There is a vault already, so none was made. Unlock it instead.')
    }
    if (hasSealedKeys(services.db)) {
      throw problem(
        'PRECONDITION_FAILED',
        'The vault file is not where it was, but keys sealed by it are here. A new vault could not open them. Put vault.json back into the data folder and restart, or start with another data folder.',
      )
    }
    const { recoveryKey } = await services.vault.create(input.passphrase)
    writeMark(services.db, 'recoverySaved', false)
    // The wizard of the window goes on with the keys; who uses the command line needs no wizard.
    writeMark(services.db, 'setup', ctx.session?.kind === 'frame' ? 'keys' : 'done')
    ensureOwner(services)
    await services.vaultUnlocked()
    return { recoveryKey, session: grantSession(ctx) }
  }),

  /** Opens the vault when it is locked, and in any case a session for whoever knows the passphrase. */
  unlock: anyone.input(withPassphrase).mutation(async ({ ctx, input }): Promise<UnlockAnswer> => {
    const { vault, vaultUnlocked } = ctx.services
    const wasLocked = vault.state === 'locked'
    await vault.unlock(input.passphrase)
    if (wasLocked) await vaultUnlocked()
    return { session: grantSession(ctx) }
  }),

  /** Stops serving: the proxy answers 503 until somebody unlocks the vault. */
  lock: administrator.mutation(({ ctx }) => lockVault(ctx.services)),

  changePassphrase: administrator
    .input(z.strictObject({ current: passphrase, next: passphrase }))
    .mutation(({ ctx, input }) => ctx.services.vault.changePassphrase(input.current, input.next)),

  recover: anyone
    .input(z.strictObject({ recoveryKey: z.string().min(1).max(500), passphrase }))
    .mutation(async ({ ctx, input }): Promise<CreatedVault> => {
      const { db, vault, vaultUnlocked } = ctx.services
      const wasLocked = vault.state === 'locked'
      const { recoveryKey } = await vault.recover(input.recoveryKey, input.passphrase)
      writeMark(db, 'recoverySaved', false)
      if (wasLocked) await vaultUnlocked()
      return { recoveryKey, session: grantSession(ctx) }
    }),

  /** The administrator has put the recovery key away. */
  recoverySaved: administrator.mutation(({ ctx }) => {
    writeMark(ctx.services.db, 'recoverySaved', true)
    ctx.services.live.statusChanged()
  }),

  newRecoveryKey: administrator
    .input(withPassphrase)
    .mutation(async ({ ctx, input }): Promise<{ recoveryKey: string }> => {
      const answer = await ctx.services.vault.renewRecoveryKey(input.passphrase)
      writeMark(ctx.services.db, 'recoverySaved', false)
      ctx.services.live.statusChanged()
      return answer
    }),

  /** Lets this computer's key store open the vault at the next start. */
  enableKeyStore: administrator.input(withPassphrase).mutation(async ({ ctx, input }) => {
    const { keyStore, vault, live } = ctx.services
    if (keyStore.name === null) {
      throw problem(
        'PRECONDITION_FAILED',
        keyStore.reason ?? 'This computer has no key store that Keyrack can trust.',
      )
    }
    const kek = await vault.enableKeyStore(input.passphrase)
    try {
      keyStore.keep(kek)
    } catch (error) {
      vault.disableKeyStore()
      throw error
    }
    live.statusChanged()
  }),

  disableKeyStore: administrator.mutation(({ ctx }) => {
    ctx.services.vault.disableKeyStore()
    ctx.services.keyStore.forget()
    ctx.services.live.statusChanged()
  }),
})

export const sessionRouter = router({
  /** Locks the caller out until the passphrase is given again; the proxy goes on. */
  lock: administrator.mutation(({ ctx }) => {
    if (ctx.token !== undefined) ctx.services.sessions.lock(ctx.token)
    ctx.services.live.statusChanged()
  }),
})

/** Locks the vault and everybody out of the administration. */
function lockVault(services: AdminServices): void {
  services.vault.lock()
  services.sessions.lockAll()
  services.imports.clear()
  services.vaultLocked()
  services.live.statusChanged()
}

/** The caller proved the passphrase: their own session is unlocked, or they get one. */
function grantSession({ services, session, token }: Context): string {
  ensureOwner(services)
  const [owner] = activeAdministrators(services)
  if (!owner) throw problem('CONFLICT', 'Nobody administers this Keyrack. Use the recovery key.')
  if (services.vault.state !== 'unlocked') {
    throw problem('CONFLICT', 'The vault was locked again meanwhile. Unlock it once more.')
  }
  if (session?.kind === 'frame' && token !== undefined) {
    session.administratorId = owner.id
    services.live.statusChanged()
    return token
  }
  services.live.statusChanged()
  return services.sessions.open(owner.id)
}
