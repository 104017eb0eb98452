import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { byTightness } from './limitWords.ts'

/** The counter that will stop a member first, among all that hold for them whatever they call. */
export function tightestFor(
  member: { id: string; teamId: string | null },
  standings: readonly LimitStanding[],
): LimitStanding | undefined {
  return standings.filter((standing) => holdsFor(member, standing)).toSorted(byTightness)[0]
}

function holdsFor(
  { id, teamId }: { id: string; teamId: string | null },
  { limit, memberId }: LimitStanding,
): boolean {
  if (memberId !== null) return memberId === id
  switch (limit.level) {
    case 'workspace':
      return true
    case 'team':
      return limit.subjectId === teamId
    case 'member':
      return limit.subjectId === id
    // One of their tokens may be spent while the others are not.
    case 'token':
      return false
  }
}
