import { z } from 'zod'
import type { CreatedVault, UnlockAnswer } from '../contract/status.ts'
import { findAdministrator } from '../store/administrators.ts'
import { hasSealedKeys } from '../store/keys.ts'
import { writeMark } from '../store/marks.ts'
import { activeAdministrators, ensureOwner, settleAdministrators } from './actors.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { grantSession, whoUnlocks } from './sessionGrant.ts'
import { type ActorContext, administrator, anyone, router } from './trpc.ts'

// Generous: the vault itself says what a good passphrase is.
const passphrase = z.string().min(1).max(4096)
const withPassphrase = z.strictObject({ passphrase })
/** Who it is; left out where there is only one to choose from. */
const administratorId = z.string().max(64).optional()
/** What the owner is called. */
const name = z.string().trim().min(1).max(120).optional()

export const vaultRouter = router({
  create: anyone
    .input(withPassphrase.extend({ name }))
    .mutation(async ({ ctx, input }): Promise<CreatedVault> => {
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
      ensureOwner(services, input.name)
      await services.vaultUnlocked()
      return { recoveryKey, session: grantSession(ctx, whoUnlocks(services, undefined).id) }
    }),

  /** Opens the vault when it is locked, and in any case a session for whoever knows the passphrase. */
  unlock: anyone
    .input(withPassphrase.extend({ administratorId }))
    .mutation(async ({ ctx, input }): Promise<UnlockAnswer> => {
      const { vault, vaultUnlocked } = ctx.services
      const wasLocked = vault.state === 'locked'
      const { id, slotId } = whoUnlocks(ctx.services, input.administratorId)
      await vault.unlock(input.passphrase, slotId)
      if (wasLocked) await vaultUnlocked()
      return { session: grantSession(ctx, id) }
    }),

  /** Stops serving: the proxy answers 503 until somebody unlocks the vault. */
  lock: administrator.mutation(({ ctx }) => lockVault(ctx.services)),

  changePassphrase: administrator
    .input(z.strictObject({ current: passphrase, next: passphrase }))
    .mutation(({ ctx, input }) =>
      ctx.services.vault.changePassphrase(input.current, input.next, ownSlot(ctx)),
    ),

  /** The recovery key is the owners': it opens as the one who is named, else as the first of them. */
  recover: anyone
    .input(z.strictObject({ recoveryKey: z.string().min(1).max(500), passphrase, administratorId }))
    .mutation(async ({ ctx, input }): Promise<CreatedVault> => {
      const { db, vault, vaultUnlocked } = ctx.services
      const wasLocked = vault.state === 'locked'
      settleAdministrators(ctx.services)
      const owner = ownerToRecover(ctx.services, input.administratorId)
      const { recoveryKey } = await vault.recover(
        input.recoveryKey,
        input.passphrase,
        owner?.slotId,
      )
      writeMark(db, 'recoverySaved', false)
      if (wasLocked) await vaultUnlocked()
      const { id } = owner ?? whoUnlocks(ctx.services, undefined)
      return { recoveryKey, session: grantSession(ctx, id) }
    }),

  /** The administrator has put the recovery key away. */
  recoverySaved: administrator.mutation(({ ctx }) => {
    writeMark(ctx.services.db, 'recoverySaved', true)
    ctx.services.live.statusChanged()
  }),

  newRecoveryKey: administrator
    .input(withPassphrase)
    .mutation(async ({ ctx, input }): Promise<{ recoveryKey: string }> => {
      const answer = await ctx.services.vault.renewRecoveryKey(input.passphrase, ownSlot(ctx))
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
    const kek = await vault.enableKeyStore(input.passphrase, ownSlot(ctx))
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

/** The slot of the caller's own passphrase. */
function ownSlot({ services, actor }: ActorContext): string | undefined {
  return findAdministrator(services.db, actor.id)?.slotId
}

/** The owner whose passphrase is forgotten; undefined where nobody is known, and everybody's is replaced. */
function ownerToRecover(services: AdminServices, id: string | undefined) {
  const owners = activeAdministrators(services).filter(({ role }) => role === 'owner')
  if (id === undefined) return owners[0]
  const named = owners.find((owner) => owner.id === id)
  if (!named) throw problem('FORBIDDEN', 'The recovery key sets the passphrase of an owner only.')
  return named
}

/** Locks the vault and everybody out of the administration. */
function lockVault(services: AdminServices): void {
  services.vault.lock()
  services.sessions.lockAll()
  services.imports.clear()
  services.vaultLocked()
  services.live.statusChanged()
}
