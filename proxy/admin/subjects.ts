import type { Actor } from '../contract/administrators.ts'
import { findMember } from '../store/members.ts'
import type { MemberRow, TeamRow, TokenRow } from '../store/schema/team.ts'
import { findTeam } from '../store/teams.ts'
import { findToken } from '../store/tokens.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'

/**
 * Whom and what an administrator can reach. A team lead finds the own team and nothing else: what belongs to
 * another team is as if it were not there.
 */
export interface Reach {
  services: Pick<AdminServices, 'db'>
  actor: Pick<Actor, 'role' | 'teamId'>
}

/** The only team that somebody sees; undefined for those who see all. A lead without a team sees none. */
export function onlyTeam({ role, teamId }: Reach['actor']): string | undefined {
  return role === 'teamLead' ? (teamId ?? '') : undefined
}

/** True for what belongs to a team that the administrator sees. */
export function reaches(actor: Reach['actor'], teamId: string | null): boolean {
  const only = onlyTeam(actor)
  return only === undefined || only === teamId
}

export function memberOrProblem({ services, actor }: Reach, id: string): MemberRow {
  const member = findMember(services.db, id)
  if (member && reaches(actor, member.teamId)) return member
  throw problem('NOT_FOUND', 'This member is no longer there. Look at the list again.')
}

/** A token of a member whom the administrator reaches; one who was removed is reached as well. */
export function tokenOrProblem({ services, actor }: Reach, id: string): TokenRow {
  const token = findToken(services.db, id)
  if (token && reaches(actor, teamOf(services, token.memberId))) return token
  throw problem('NOT_FOUND', 'This token is no longer there. Look at the list again.')
}

export function teamOrProblem({ services, actor }: Reach, id: string): TeamRow {
  const team = findTeam(services.db, id)
  if (team && reaches(actor, team.id)) return team
  throw problem('NOT_FOUND', 'This team is no longer there. Look at the list again.')
}

/** The team to filter by: the one that was asked for, and for a lead the own one in any case. */
export function teamFilter(reach: Reach, asked: string | undefined): string | undefined {
  const only = onlyTeam(reach.actor)
  if (only === undefined) return asked
  return asked === undefined ? only : teamOrProblem(reach, asked).id
}

function teamOf({ db }: Reach['services'], memberId: string): string | null {
  const member = db.get(db.sql.selectFrom('members').select('teamId').where('id', '=', memberId))
  return member?.teamId ?? null
}
