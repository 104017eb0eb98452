import type {
  Limit,
  LimitAction,
  LimitChange,
  LimitClear,
  LimitRaise,
  LimitScope,
  LimitWindow,
  TopUp,
} from '../contract/limits.ts'
import type { Db } from './db.ts'
import type { LimitRow } from './schema/limits.ts'

/** All that decides what a call may still take: limits in force and what was done to them. */
export interface LimitState {
  limits: Limit[]
  /** Only those that still last. */
  raises: LimitRaise[]
  topUps: TopUp[]
  /** The last one of each counter. */
  clears: LimitClear[]
}

export function limitState(db: Db, now: number): LimitState {
  const limits = listLimits(db)
  const live = new Set(limits.map(({ id }) => id))
  const ofLive = ({ limitId }: { limitId: string }) => live.has(limitId)
  return {
    limits,
    raises: db
      .all(
        db.sql
          .selectFrom('limitRaises')
          .selectAll()
          .where('until', '>', now)
          .orderBy('createdAt')
          .orderBy('id'),
      )
      .filter(ofLive),
    topUps: db
      .all(db.sql.selectFrom('topUps').selectAll().orderBy('createdAt').orderBy('id'))
      .filter(ofLive),
    clears: db
      .all(
        db.sql
          .selectFrom('limitClears')
          .select(({ fn }) => ['limitId', 'memberId', fn.max('at').as('at')])
          .groupBy(['limitId', 'memberId']),
      )
      .filter(ofLive),
  }
}

/** The limits in force, the oldest first. */
export function listLimits(db: Db): Limit[] {
  return db
    .all(
      db.sql
        .selectFrom('limits')
        .selectAll()
        .where('removedAt', 'is', null)
        .orderBy('createdAt')
        .orderBy('id'),
    )
    .map(toLimit)
}

/** A limit by its id, and when it was removed; null while it is in force. */
export function findLimit(
  db: Db,
  id: string,
): { limit: Limit; removedAt: number | null } | undefined {
  const row = db.get(db.sql.selectFrom('limits').selectAll().where('id', '=', id))
  return row && { limit: toLimit(row), removedAt: row.removedAt }
}

export function insertLimit(db: Db, { id, createdAt, ...limit }: Limit): void {
  db.run(
    db.sql.insertInto('limits').values({
      ...limit,
      ...{ id, createdAt, removedAt: null },
      each: limit.each ? 1 : 0,
      window: JSON.stringify(limit.window),
      scope: JSON.stringify(limit.scope),
      action: JSON.stringify(limit.action),
    }),
  )
}

export function updateLimit(db: Db, { id, window, scope, action, ...plain }: LimitChange): void {
  const fields = {
    ...(plain.size !== undefined && { size: plain.size }),
    ...(plain.warnAtPercent !== undefined && { warnAtPercent: plain.warnAtPercent }),
    ...(plain.note !== undefined && { note: plain.note }),
    ...(window !== undefined && { window: JSON.stringify(window) }),
    ...(scope !== undefined && { scope: JSON.stringify(scope) }),
    ...(action !== undefined && { action: JSON.stringify(action) }),
  }
  if (Object.keys(fields).length === 0) return
  db.run(db.sql.updateTable('limits').set(fields).where('id', '=', id))
}

/** The row stays with its raises and top-ups: what was held back by it can still be told, and undone. */
export function removeLimit(db: Db, id: string, now: number): void {
  setRemovedAt(db, id, now)
}

export function restoreLimit(db: Db, id: string): void {
  setRemovedAt(db, id, null)
}

function setRemovedAt(db: Db, id: string, removedAt: number | null): void {
  db.run(db.sql.updateTable('limits').set({ removedAt }).where('id', '=', id))
}

/** Every raise of a limit, the ended ones too, newest first. */
export function raisesOf(db: Db, limitId: string): LimitRaise[] {
  return db.all(
    db.sql
      .selectFrom('limitRaises')
      .selectAll()
      .where('limitId', '=', limitId)
      .orderBy('createdAt', 'desc')
      .orderBy('id'),
  )
}

export function findRaise(db: Db, id: string): LimitRaise | undefined {
  return db.get(db.sql.selectFrom('limitRaises').selectAll().where('id', '=', id))
}

export function insertRaise(db: Db, raise: LimitRaise): void {
  db.run(db.sql.insertInto('limitRaises').values(raise))
}

/** Ends a raise now; one that had ended before keeps its moment. */
export function endRaise(db: Db, id: string, now: number): void {
  db.run(
    db.sql
      .updateTable('limitRaises')
      .set({ until: now })
      .where('id', '=', id)
      .where('until', '>', now),
  )
}

/** What was put into a pot, newest first. */
export function topUpsOf(db: Db, limitId: string): TopUp[] {
  return db.all(
    db.sql
      .selectFrom('topUps')
      .selectAll()
      .where('limitId', '=', limitId)
      .orderBy('createdAt', 'desc')
      .orderBy('id'),
  )
}

export function insertTopUp(db: Db, topUp: TopUp): void {
  db.run(db.sql.insertInto('topUps').values(topUp))
}

/** When counting of a limit began anew, for everybody and for single members. */
export function clearsOf(db: Db, limitId: string): LimitClear[] {
  return db.all(db.sql.selectFrom('limitClears').selectAll().where('limitId', '=', limitId))
}

export function insertClear(db: Db, clear: LimitClear): void {
  db.run(db.sql.insertInto('limitClears').values(clear))
}

function toLimit(row: LimitRow): Limit {
  return {
    id: row.id,
    level: row.level,
    subjectId: row.subjectId,
    each: row.each === 1,
    metric: row.metric,
    window: JSON.parse(row.window) as LimitWindow,
    size: row.size,
    scope: JSON.parse(row.scope) as LimitScope,
    action: JSON.parse(row.action) as LimitAction,
    warnAtPercent: row.warnAtPercent,
    note: row.note,
    createdAt: row.createdAt,
  }
}
