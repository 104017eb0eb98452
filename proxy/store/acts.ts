import type { Act, ActsPage } from '../contract/administrators.ts'
import type { Db } from './db.ts'
import type { ActRow } from './schema.ts'

export function insertAct(db: Db, act: Omit<ActRow, 'id'>): void {
  db.run(db.sql.insertInto('acts').values(act))
}

/** One page of acts, newest first, and whether older ones follow. */
export function actsPage(
  db: Db,
  { before, limit, actorId, objectId }: ActsPage,
): { acts: Act[]; more: boolean } {
  let query = db.sql
    .selectFrom('acts')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (before !== undefined) query = query.where('id', '<', before)
  if (actorId !== undefined) query = query.where('actorId', '=', actorId)
  if (objectId !== undefined) query = query.where('objectId', '=', objectId)
  const rows = db.all(query)
  return {
    acts: rows.slice(0, limit).map((row) => ({ ...row, refused: row.refused === 1 })),
    more: rows.length > limit,
  }
}
