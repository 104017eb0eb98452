import { firstCallIdAt } from '../base/ids.ts'
import type { BodyPart, BodySummary } from '../contract/bodies.ts'
import type { Db } from './db.ts'
import type { CallBodyRow } from './schema/calls.ts'

const PARTS: readonly BodyPart[] = ['request', 'answer']
const numberOf = (part: BodyPart) => PARTS.indexOf(part)

export interface SealedBody extends BodySummary {
  callId: number
  day: string
  sealed: Buffer
}

export function insertBody(db: Db, body: SealedBody): void {
  const { callId, part, day, contentType, bytes, keptBytes, sealed } = body
  const row: CallBodyRow = {
    ...{ callId, part: numberOf(part), day, contentType, bytes, keptBytes },
    ...{ sealedBytes: sealed.length, sealed },
  }
  db.run(db.sql.insertInto('callBodies').values(row))
}

/** What is kept of a call, without the bodies themselves. */
export function bodySummaries(db: Db, callId: number): BodySummary[] {
  const rows = db.all(
    db.sql
      .selectFrom('callBodies')
      .select(['part', 'contentType', 'bytes', 'keptBytes'])
      .where('callId', '=', callId)
      .orderBy('part'),
  )
  return rows.map(({ part, ...row }) => ({ part: PARTS[part] ?? 'request', ...row }))
}

export function findBody(db: Db, callId: number, part: BodyPart): SealedBody | undefined {
  const row = db.get(
    db.sql
      .selectFrom('callBodies')
      .selectAll()
      .where('callId', '=', callId)
      .where('part', '=', numberOf(part)),
  )
  return row && { ...row, part }
}

/** Bytes that all kept bodies take. */
export function bodiesSize(db: Db): number {
  const { sql } = db
  const sum = db.get(
    sql.selectFrom('callBodies').select(({ fn }) => fn.sum<number | null>('sealedBytes').as('all')),
  )
  return sum?.all ?? 0
}

/** Deletes some of the oldest and answers how many bytes are free now; `before` leaves newer ones alone. */
export function deleteOldestBodies(
  db: Db,
  { most, before }: { most: number; before?: number },
): { bodies: number; bytes: number } {
  const { sql } = db
  let oldest = sql
    .selectFrom('callBodies')
    .select(['callId', 'part', 'sealedBytes'])
    .orderBy('callId')
    .orderBy('part')
    .limit(most)
  if (before !== undefined) oldest = oldest.where('callId', '<', firstCallIdAt(before))
  const rows = db.all(oldest)
  db.transaction(() => {
    for (const { callId, part } of rows)
      db.run(sql.deleteFrom('callBodies').where('callId', '=', callId).where('part', '=', part))
  })
  return {
    bodies: rows.length,
    bytes: rows.reduce((sum, { sealedBytes }) => sum + sealedBytes, 0),
  }
}

export function wrappedDayKey(db: Db, day: string): Buffer | undefined {
  const { sql } = db
  return db.get(sql.selectFrom('bodyKeys').select('wrapped').where('day', '=', day))?.wrapped
}

export function insertDayKey(db: Db, day: string, wrapped: Buffer): void {
  db.run(db.sql.insertInto('bodyKeys').values({ day, wrapped }))
}

/** What was sealed under them can never be opened again. */
export function deleteDayKeysBefore(db: Db, day: string): number {
  return db.run(db.sql.deleteFrom('bodyKeys').where('day', '<', day))
}
