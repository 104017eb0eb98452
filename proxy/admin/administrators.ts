import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type AdministratorSummary,
  administratorChange,
  type Invitation,
  invitationAcceptance,
  newAdministrator,
} from '../contract/administrators.ts'
import type { UnlockAnswer } from '../contract/status.ts'
import {
  findAdministrator,
  insertAdministrator,
  listAdministrators,
  updateAdministrator,
} from '../store/administrators.ts'
import type { AdministratorRow } from '../store/schema/team.ts'
import { listTeams } from '../store/teams.ts'
import { InvitationRefused } from '../vault/problems.ts'
import { activeAdministrators, settleAdministrators } from './actors.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { grantSession } from './sessionGrant.ts'
import { teamOrProblem } from './subjects.ts'
import { administrator, anyone, router } from './trpc.ts'

const INVITATION_MS = 7 * 86_400_000

export const administratorsRouter = router({
  list: administrator.query(({ ctx }): AdministratorSummary[] => summaries(ctx.services)),

  /** The code is handed over by the owner, outside Keyrack; it is kept nowhere. */
  invite: administrator.input(newAdministrator).mutation(({ ctx, input }): Invitation => {
    const { db, live, now, vault } = ctx.services
    checkName(ctx.services, input.name)
    if (input.teamId !== null) teamOrProblem(ctx, input.teamId)
    const id = newId('adm')
    const validUntil = now() + INVITATION_MS
    const { slotId, code } = vault.invite(validUntil)
    insertAdministrator(db, {
      ...{ id, ...input, slotId, invitedUntil: validUntil },
      ...{ createdAt: now(), lastSeenAt: null, removedAt: null },
    })
    live.changed('administrators')
    return { id, code, validUntil }
  }),

  /** Takes an invitation up: from then on a passphrase of one's own opens the vault. */
  accept: anyone
    .input(invitationAcceptance)
    .mutation(async ({ ctx, input }): Promise<UnlockAnswer> => {
      const { db, live, vault, vaultUnlocked } = ctx.services
      const wasLocked = vault.state === 'locked'
      let accepted: AdministratorRow | undefined
      await vault.accept(input.code, input.passphrase, (slotId) => {
        accepted = listAdministrators(db).find((row) => row.slotId === slotId)
        if (!accepted) throw new InvitationRefused()
      })
      settleAdministrators(ctx.services)
      if (wasLocked) await vaultUnlocked()
      live.changed('administrators')
      return { session: grantSession(ctx, accepted?.id ?? '') }
    }),

  change: administrator.input(administratorChange).mutation(({ ctx, input }) => {
    const { db, live } = ctx.services
    const row = administratorOrProblem(ctx.services, input.id)
    if (input.name !== undefined) checkName(ctx.services, input.name, row.id)
    const role = input.role ?? row.role
    const teamId =
      role !== 'teamLead' ? (input.teamId ?? null) : (input.teamId ?? row.teamId ?? null)
    if ((role === 'teamLead') !== (teamId !== null)) {
      throw problem('BAD_REQUEST', 'A team lead needs a team; nobody else has one.')
    }
    if (teamId !== null) teamOrProblem(ctx, teamId)
    if (role !== 'owner') checkNotLastOwner(ctx.services, row)
    const { name } = input
    updateAdministrator(db, row.id, { role, teamId, ...(name !== undefined && { name }) })
    live.changed('administrators')
    // Teams name their leads, and windows what their holder may see.
    live.changed('teams')
    live.statusChanged()
  }),

  /**
   * Their passphrase opens nothing any more, and their sessions are over. The vault key is not another one for
   * that: see the README for what this means.
   */
  remove: administrator.input(z.strictObject({ id: z.string() })).mutation(({ ctx, input }) => {
    const { db, live, now, sessions, vault } = ctx.services
    const row = administratorOrProblem(ctx.services, input.id)
    checkNotLastOwner(ctx.services, row)
    vault.removePerson(row.slotId)
    updateAdministrator(db, row.id, { removedAt: now() })
    sessions.lockOut(row.id)
    live.changed('administrators')
    live.changed('teams')
    live.statusChanged()
  }),
})

function administratorOrProblem({ db }: AdminServices, id: string): AdministratorRow {
  const row = findAdministrator(db, id)
  if (row) return row
  throw problem('NOT_FOUND', 'This administrator is no longer there. Look at the list again.')
}

/** Administrators say by name who they are. */
function checkName({ db }: AdminServices, name: string, ownId?: string): void {
  const taken = listAdministrators(db).some(
    (row) => row.id !== ownId && row.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken) throw problem('CONFLICT', `There is an administrator ${name} already.`)
}

function checkNotLastOwner(services: AdminServices, row: AdministratorRow): void {
  const others = activeAdministrators(services).some(
    ({ id, role }) => role === 'owner' && id !== row.id,
  )
  if (row.role !== 'owner' || others) return
  throw problem(
    'CONFLICT',
    `${row.name} is the last owner, so nothing was changed. Make somebody else an owner first.`,
  )
}

function summaries({ db, now }: AdminServices): AdministratorSummary[] {
  const teams = new Map(listTeams(db).map(({ id, name }) => [id, name]))
  return listAdministrators(db).map((row) => ({
    ...{ id: row.id, name: row.name, role: row.role, teamId: row.teamId },
    teamName: teams.get(row.teamId ?? '') ?? null,
    state: row.invitedUntil === null ? 'active' : row.invitedUntil > now() ? 'invited' : 'expired',
    ...{ createdAt: row.createdAt, invitedUntil: row.invitedUntil, lastSeenAt: row.lastSeenAt },
  }))
}
