import type { Db } from './db.ts'
import type { TeamRow } from './schema/team.ts'

/** Every team that was not removed, by name. */
export function listTeams(db: Db): TeamRow[] {
  return db.all(
    db.sql.selectFrom('teams').selectAll().where('removedAt', 'is', null).orderBy('name'),
  )
}

/** A team that was not removed. */
export function findTeam(db: Db, id: string): TeamRow | undefined {
  return db.get(
    db.sql.selectFrom('teams').selectAll().where('id', '=', id).where('removedAt', 'is', null),
  )
}

export function insertTeam(db: Db, team: Pick<TeamRow, 'id' | 'name' | 'note' | 'createdAt'>) {
  db.run(db.sql.insertInto('teams').values({ ...team, keepBodies: 'off', removedAt: null }))
}

export type TeamFields = Partial<
  Pick<TeamRow, 'name' | 'note' | 'keepBodies' | 'removedAt' | 'unlogged'>
>

export function updateTeam(db: Db, id: string, fields: TeamFields): void {
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('teams').set(fields).where('id', '=', id))
}

/** Members of a team who were not removed. */
export function countTeamMembers(db: Db, teamId: string): number {
  const counted = db.get(
    db.sql
      .selectFrom('members')
      .select(({ fn }) => fn.countAll<number>().as('members'))
      .where('teamId', '=', teamId)
      .where('removedAt', 'is', null),
  )
  return counted?.members ?? 0
}

/** Moves everybody of a team, those too who were removed: a team that is gone has no members. */
export function moveTeamMembers(db: Db, teamId: string, to: string | null): void {
  db.run(db.sql.updateTable('members').set({ teamId: to }).where('teamId', '=', teamId))
}

/** Administrators who lead a team. */
export function leadsOf(db: Db, teamId?: string): { teamId: string | null; name: string }[] {
  const query = db.sql
    .selectFrom('administrators')
    .select(['teamId', 'name'])
    .where('role', '=', 'teamLead')
    .where('removedAt', 'is', null)
    .orderBy('name')
  return db.all(teamId === undefined ? query : query.where('teamId', '=', teamId))
}
