import type { Level } from '../contract/limits.ts'
import type { Db } from './db.ts'

/** Whom a limit is about, as lists name it. */
export interface LimitSubject {
  /** Empty for the workspace. */
  name: string
  /** The team it is or belongs to. */
  teamId: string | null
  /** False once it was removed or revoked: no call comes under it any more. */
  isLive: boolean
}

/** Undefined when there never was one of this id. */
export function limitSubject(db: Db, level: Level, id: string | null): LimitSubject | undefined {
  if (level === 'workspace') return { name: '', teamId: null, isLive: true }
  if (id === null) return undefined
  if (level === 'team') {
    const team = db.get(
      db.sql.selectFrom('teams').select(['name', 'removedAt']).where('id', '=', id),
    )
    return team && { name: team.name, teamId: id, isLive: team.removedAt === null }
  }
  return level === 'member' ? memberSubject(db, id) : tokenSubject(db, id)
}

function memberSubject(db: Db, id: string): LimitSubject | undefined {
  const member = db.get(
    db.sql.selectFrom('members').select(['name', 'teamId', 'removedAt']).where('id', '=', id),
  )
  return member && { name: member.name, teamId: member.teamId, isLive: member.removedAt === null }
}

function tokenSubject(db: Db, id: string): LimitSubject | undefined {
  const token = db.get(
    db.sql
      .selectFrom('tokens')
      .innerJoin('members', 'members.id', 'tokens.memberId')
      .select(['members.name', 'members.teamId', 'members.removedAt'])
      .select(['tokens.label', 'tokens.hint', 'tokens.revokedAt'])
      .where('tokens.id', '=', id),
  )
  return (
    token && {
      name: `${token.name} · ${token.label || token.hint}`,
      teamId: token.teamId,
      isLive: token.removedAt === null && token.revokedAt === null,
    }
  )
}
