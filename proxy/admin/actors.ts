import { newId } from '../base/ids.ts'
import type { Actor } from '../contract/administrators.ts'
import {
  findAdministrator,
  insertAdministrator,
  listAdministrators,
  updateAdministrator,
} from '../store/administrators.ts'
import type { AdministratorRow } from '../store/schema/team.ts'
import type { AdminServices } from './services.ts'
import type { Session } from './sessions.ts'

/** How long a "last seen" may be out of date. */
const SEEN_MS = 60_000

/** Who is behind a session; undefined for a locked one, and for somebody who was removed meanwhile. */
export function actorOf(services: AdminServices, session: Session | undefined): Actor | undefined {
  return actorCalled(services, session?.administratorId)
}

/** The same by the id. */
export function actorCalled(services: AdminServices, id: string | undefined): Actor | undefined {
  if (id === undefined) return undefined
  const row = findAdministrator(services.db, id)
  if (!row || row.invitedUntil !== null) return undefined
  const now = services.now()
  if (row.lastSeenAt === null || Math.abs(now - row.lastSeenAt) > SEEN_MS) {
    updateAdministrator(services.db, row.id, { lastSeenAt: now })
  }
  return { id: row.id, name: row.name, role: row.role, teamId: row.teamId }
}

/** Those who have a passphrase, the oldest first. */
export function activeAdministrators({ db }: Pick<AdminServices, 'db'>): AdministratorRow[] {
  return listAdministrators(db).filter(({ invitedUntil }) => invitedUntil === null)
}

/** Names of those who may be asked for what somebody else may not do. */
export function ownerNames(services: Pick<AdminServices, 'db'>): string[] {
  return activeAdministrators(services)
    .filter(({ role }) => role === 'owner')
    .map(({ name }) => name)
}

/** The id of whoever has this name or id. */
export function administratorCalled(services: Pick<AdminServices, 'db'>, text: string): string {
  const wanted = text.toLowerCase()
  const found = activeAdministrators(services).find(
    ({ id, name }) => id === text || name.toLowerCase() === wanted,
  )
  return found?.id ?? text
}

/** Makes the rows say what the vault says; a start calls it, and whoever unlocks. */
export function settleAdministrators(services: AdminServices): void {
  const { db, vault } = services
  ensureOwner(services)
  // The service ended between the passphrase of an invited one and this row.
  const taken = new Set(vault.passwordSlots)
  for (const { id, slotId, invitedUntil } of listAdministrators(db)) {
    if (invitedUntil !== null && taken.has(slotId)) {
      updateAdministrator(db, id, { invitedUntil: null })
    }
  }
}

/** The owner of a vault that only one passphrase opens; it may be older than administrators have names. */
export function ensureOwner({ db, vault, now }: AdminServices, name = 'Owner'): void {
  const [slotId, another] = vault.passwordSlots
  // With several passphrases and nobody's name it cannot be told whose is whose: the recovery key can.
  if (slotId === undefined || another !== undefined || listAdministrators(db).length > 0) return
  insertAdministrator(db, {
    ...{ id: newId('adm'), name, role: 'owner', teamId: null, slotId },
    ...{ invitedUntil: null, createdAt: now(), lastSeenAt: null, removedAt: null },
  })
}
