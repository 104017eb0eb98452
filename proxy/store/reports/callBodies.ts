import { type CallBodies, keepsBodies } from '../../contract/bodies.ts'
import { bodySummaries } from '../bodies.ts'
import type { Db } from '../db.ts'

/** What is kept of a call's bodies, and whether its member's next call has some. */
export function callBodies(
  db: Db,
  { id, memberId }: { id: number; memberId: string | null },
): CallBodies {
  return {
    bodies: bodySummaries(db, id),
    isKeptNow: memberId === null ? null : isKeptNow(db, memberId),
  }
}

function isKeptNow(db: Db, memberId: string): boolean | null {
  const member = db.get(
    db.sql
      .selectFrom('members')
      .leftJoin('teams', 'teams.id', 'members.teamId')
      .select(['members.keepBodies', 'teams.keepBodies as teamKeeps'])
      .select(['members.unlogged', 'teams.unlogged as teamUnlogged'])
      .where('members.id', '=', memberId)
      .where('members.removedAt', 'is', null),
  )
  if (!member) return null
  const isUnlogged = member.unlogged === 1 || member.teamUnlogged === 1
  return !isUnlogged && keepsBodies(member.keepBodies, member.teamKeeps)
}
