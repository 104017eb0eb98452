import type { SavedView, ViewPage } from '../contract/views.ts'
import type { Db } from './db.ts'
import type { SavedViewRow } from './schema/team.ts'

const SHOWN = ['id', 'page', 'name', 'params', 'starred', 'createdAt'] as const

/** Of one administrator: starred ones first, then by name. */
export function listViews(db: Db, administratorId: string, page?: ViewPage): SavedView[] {
  let query = db.sql
    .selectFrom('savedViews')
    .select(SHOWN)
    .where('administratorId', '=', administratorId)
    .orderBy('starred', 'desc')
    .orderBy('name')
  if (page !== undefined) query = query.where('page', '=', page)
  return db.all(query).map((row) => ({ ...row, starred: row.starred === 1 }))
}

/** Takes the place of one's view of the same page and name. */
export function saveView(db: Db, row: SavedViewRow): void {
  db.transaction(() => {
    const { administratorId, page, name } = row
    db.run(
      db.sql
        .deleteFrom('savedViews')
        .where('administratorId', '=', administratorId)
        .where('page', '=', page)
        .where('name', '=', name),
    )
    db.run(db.sql.insertInto('savedViews').values(row))
  })
}

/** False when there is no such view of theirs. */
export function changeView(
  db: Db,
  administratorId: string,
  id: string,
  change: Partial<Pick<SavedViewRow, 'name' | 'starred'>>,
): boolean {
  const own = db.sql
    .updateTable('savedViews')
    .set(change)
    .where('id', '=', id)
    .where('administratorId', '=', administratorId)
  return db.run(own) > 0
}

export function removeView(db: Db, administratorId: string, id: string): boolean {
  const own = db.sql
    .deleteFrom('savedViews')
    .where('id', '=', id)
    .where('administratorId', '=', administratorId)
  return db.run(own) > 0
}
