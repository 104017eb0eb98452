import type { Db } from './db.ts'
import type { AlarmMeasureRow } from './schema/alarms.ts'

export function insertMeasure(db: Db, measure: AlarmMeasureRow): void {
  db.run(db.sql.insertInto('alarmMeasures').values(measure))
}

/** What alarms did that still holds; of one alarm, member or token when asked. */
export function measuresInForce(
  db: Db,
  of: Partial<Pick<AlarmMeasureRow, 'alarmId' | 'memberId' | 'tokenId' | 'kind'>> = {},
): AlarmMeasureRow[] {
  let query = db.sql
    .selectFrom('alarmMeasures')
    .selectAll()
    .where('endedAt', 'is', null)
    .orderBy('startedAt')
  for (const column of ['alarmId', 'memberId', 'tokenId', 'kind'] as const) {
    const value = of[column]
    if (value !== undefined) query = query.where(column, '=', value)
  }
  return db.all(query)
}

/** Those whose time is over. */
export function measuresOver(db: Db, now: number): AlarmMeasureRow[] {
  return db.all(
    db.sql
      .selectFrom('alarmMeasures')
      .selectAll()
      .where('endedAt', 'is', null)
      .where('until', '<=', now),
  )
}

export function endMeasure(db: Db, id: string, endedAt: number): void {
  db.run(db.sql.updateTable('alarmMeasures').set({ endedAt }).where('id', '=', id))
}
