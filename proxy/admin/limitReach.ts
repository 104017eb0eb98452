import type { Level, Limit, LimitStanding, NewLimit, StandingsOf } from '../contract/limits.ts'
import { limitSubject } from '../store/limitSubjects.ts'
import { findLimit } from '../store/limits.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import {
  memberOrProblem,
  onlyTeam,
  type Reach,
  reaches,
  teamOrProblem,
  tokenOrProblem,
} from './subjects.ts'

/** Whose limits somebody sees and sets: a team lead's are those of the own team, its members and their tokens. */
export function reachesLimit(
  { services, actor }: Reach,
  limit: Pick<Limit, 'level' | 'subjectId'>,
) {
  if (onlyTeam(actor) === undefined) return true
  const subject = limitSubject(services.db, limit.level, limit.subjectId)
  return subject !== undefined && reaches(actor, subject.teamId)
}

export function limitOrProblem(reach: Reach, id: string): Limit {
  const { limit, removedAt } = anyLimitOrProblem(reach, id)
  if (removedAt !== null) throw gone()
  return limit
}

/** One that was removed, too. */
export function anyLimitOrProblem(
  reach: Reach,
  id: string,
): { limit: Limit; removedAt: number | null } {
  const found = findLimit(reach.services.db, id)
  if (found && reachesLimit(reach, found.limit)) return found
  throw gone()
}

const gone = () => problem('NOT_FOUND', 'This limit is no longer there. Look at the list again.')

/** Refuses a limit on somebody who is not there, or whom the administrator does not reach. */
export function subjectOrProblem(reach: Reach, { level, subjectId }: NewLimit): void {
  const { services, actor } = reach
  if (level === 'workspace' && onlyTeam(actor) !== undefined)
    throw problem('FORBIDDEN', 'Limits of the whole workspace are for owners and admins.')
  const subject = limitSubject(services.db, level, subjectId)
  if (subject?.isLive && reachesLimit(reach, { level, subjectId })) return
  throw problem(
    'NOT_FOUND',
    `This ${level} is no longer there, so no limit was set on it. Look at the list again.`,
  )
}

/** Whose counter is meant: a member's only where each member has one; null for the one that all share. */
export function counterOwner(reach: Reach, limit: Limit, memberId: string | null): string | null {
  if (memberId === null || memberId === limit.subjectId) return null
  if (!limit.each) {
    throw problem(
      'BAD_REQUEST',
      'All whom this limit is about share one counter, so no member has one of their own. Leave the member out.',
    )
  }
  const member = memberOrProblem(reach, memberId)
  if (limit.level === 'team' && member.teamId !== limit.subjectId)
    throw problem('BAD_REQUEST', 'This member is not in the team that the limit is about.')
  return memberId
}

/**
 * Counters as they stand. Of the workspace's, a lead sees those that single members of the team have, not what all
 * teams together use.
 */
export function standingsFor(
  reach: Reach & { services: Pick<AdminServices, 'limits'> },
  of: StandingsOf,
): LimitStanding[] {
  if (of.teamId !== undefined) teamOrProblem(reach, of.teamId)
  if (of.memberId !== undefined) memberOrProblem(reach, of.memberId)
  if (of.tokenId !== undefined) tokenOrProblem(reach, of.tokenId)
  const standings = reach.services.limits.standings(of)
  if (onlyTeam(reach.actor) === undefined) return standings
  const isOwn = (level: Level, subjectId: string | null) =>
    reachesLimit(reach, { level, subjectId })
  return standings.filter(({ limit, memberId }) =>
    memberId === null ? isOwn(limit.level, limit.subjectId) : isOwn('member', memberId),
  )
}
