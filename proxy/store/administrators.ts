import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { AdministratorRow } from './schema/team.ts'

/** Everybody who was not removed, those too who have not taken up their invitation; the oldest first. */
export function listAdministrators(db: Db): AdministratorRow[] {
  return db.all(
    db.sql
      .selectFrom('administrators')
      .selectAll()
      .where('removedAt', 'is', null)
      .orderBy('createdAt')
      .orderBy(sql`rowid`),
  )
}

/** An administrator who was not removed. */
export function findAdministrator(db: Db, id: string): AdministratorRow | undefined {
  return db.get(
    db.sql
      .selectFrom('administrators')
      .selectAll()
      .where('id', '=', id)
      .where('removedAt', 'is', null),
  )
}

export function insertAdministrator(db: Db, administrator: AdministratorRow): void {
  db.run(db.sql.insertInto('administrators').values(administrator))
}

export type AdministratorFields = Partial<
  Pick<
    AdministratorRow,
    'name' | 'role' | 'teamId' | 'slotId' | 'invitedUntil' | 'lastSeenAt' | 'removedAt'
  >
>

export function updateAdministrator(db: Db, id: string, fields: AdministratorFields): void {
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('administrators').set(fields).where('id', '=', id))
}
