import type { Db } from './db.ts'
import type { MemberRow } from './schema/team.ts'

/** Everybody who was not removed, by name. */
export function listMembers(db: Db): MemberRow[] {
  return db.all(
    db.sql.selectFrom('members').selectAll().where('removedAt', 'is', null).orderBy('name'),
  )
}

/** A member who was not removed. */
export function findMember(db: Db, id: string): MemberRow | undefined {
  return db.get(
    db.sql.selectFrom('members').selectAll().where('id', '=', id).where('removedAt', 'is', null),
  )
}

export function insertMember(
  db: Db,
  member: Pick<MemberRow, 'id' | 'name' | 'email' | 'note' | 'teamId' | 'createdAt'>,
): void {
  db.run(
    db.sql
      .insertInto('members')
      .values({ ...member, suspendedAt: null, keepBodies: 'inherit', removedAt: null }),
  )
}

export type MemberFields = Partial<
  Pick<
    MemberRow,
    'name' | 'email' | 'note' | 'teamId' | 'suspendedAt' | 'keepBodies' | 'removedAt' | 'unlogged'
  >
>

export function updateMember(db: Db, id: string, fields: MemberFields): void {
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('members').set(fields).where('id', '=', id))
}
