import type { Db } from './db.ts'
import type { NotifyChannelRow } from './schema/alarms.ts'

export function listChannels(db: Db): NotifyChannelRow[] {
  return db.all(db.sql.selectFrom('notifyChannels').selectAll().orderBy('createdAt').orderBy('id'))
}

export function findChannel(db: Db, id: string): NotifyChannelRow | undefined {
  return db.get(db.sql.selectFrom('notifyChannels').selectAll().where('id', '=', id))
}

export function insertChannel(db: Db, row: NotifyChannelRow): void {
  db.run(db.sql.insertInto('notifyChannels').values(row))
}

export function updateChannel(
  db: Db,
  id: string,
  fields: Partial<Omit<NotifyChannelRow, 'id' | 'kind' | 'createdAt'>>,
): void {
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('notifyChannels').set(fields).where('id', '=', id))
}

/** With what still waits for it: its secret is overwritten on disk. */
export function removeChannel(db: Db, id: string): void {
  db.transaction(() => {
    db.run(db.sql.deleteFrom('deliveries').where('channelId', '=', id).where('state', '!=', 'sent'))
    db.run(db.sql.deleteFrom('notifyChannels').where('id', '=', id))
  })
}
