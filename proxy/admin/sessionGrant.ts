import type { AdministratorRow } from '../store/schema/team.ts'
import { activeAdministrators, settleAdministrators } from './actors.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import type { Context } from './trpc.ts'

/** Whose passphrase is given: the one who was named, or the only one there is. */
export function whoUnlocks(services: AdminServices, id: string | undefined): AdministratorRow {
  if (services.vault.state === 'none') {
    throw problem('PRECONDITION_FAILED', 'There is no vault yet. Create one first.')
  }
  settleAdministrators(services)
  const all = activeAdministrators(services)
  const [first, another] = all
  if (!first) {
    throw problem(
      'PRECONDITION_FAILED',
      'Nobody knows whose the passphrases of this vault are: its database is another one. Use the recovery key.',
    )
  }
  if (id === undefined && another) {
    throw problem(
      'BAD_REQUEST',
      'Several people administer this Keyrack, each with a passphrase of their own. Say who you are.',
    )
  }
  const row = id === undefined ? first : all.find((row) => row.id === id)
  if (row) return row
  throw problem('NOT_FOUND', 'This administrator is no longer there. Look at the list again.')
}

/** They proved to be this administrator: their own session is unlocked, or they get one. */
export function grantSession(
  { services, session, token, proven }: Context,
  administratorId: string,
): string {
  if (services.vault.state !== 'unlocked') {
    throw problem('CONFLICT', 'The vault was locked again meanwhile. Unlock it once more.')
  }
  // Removed while the passphrase was tried.
  if (!activeAdministrators(services).some(({ id }) => id === administratorId)) {
    throw problem('FORBIDDEN', 'You no longer administer this Keyrack. Ask the owner.')
  }
  if (proven) proven.administratorId = administratorId
  if (session?.kind === 'frame' && token !== undefined) {
    session.administratorId = administratorId
    services.live.statusChanged()
    return token
  }
  services.live.statusChanged()
  return services.sessions.open(administratorId)
}
