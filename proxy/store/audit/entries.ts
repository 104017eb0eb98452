import type { AuditEntry } from '../../base/auditChain.ts'
import type { AuditOrigin } from '../../contract/audit.ts'
import type { Db } from '../db.ts'
import type { AuditCheckpointRow, AuditRow } from '../schema/audit.ts'
import { auditBeginning } from './beginning.ts'

/** An act before it has its place in the chain. */
export interface UnchainedEntry {
  at: number
  actor: string | null
  role: string | null
  source: string
  action: string
  objectType: string | null
  object: string | null
  result: string
  /** The entry whose outcome this is, or its id while that waits as well. */
  of: number | null
  ofPending: number | null
  origin: AuditOrigin
  detail: Record<string, unknown>
}

export interface Tail {
  seq: number
  mac: Buffer
}

/** The newest entry; undefined while there is none. */
export function auditTail(db: Db): Tail | undefined {
  return (
    db.get(db.sql.selectFrom('audit').select(['seq', 'mac']).orderBy('seq', 'desc').limit(1)) ??
    auditBeginning(db)
  )
}

export function insertEntry(db: Db, entry: AuditEntry, mac: Buffer, aside: Aside): void {
  db.run(db.sql.insertInto('audit').values({ ...entry, mac }))
  db.run(
    db.sql
      .insertInto('auditDetails')
      .values({ seq: entry.seq, ...aside, erasedBy: null, erasedMac: null }),
  )
}

interface Aside {
  salt: Buffer
  detail: string
}

/** Entries after one, the oldest first, each with what lies aside. */
export function entriesAfter(db: Db, after: number, upTo: number, limit: number): StoredEntry[] {
  return db.all(
    db.sql
      .selectFrom('audit')
      .leftJoin('auditDetails', 'auditDetails.seq', 'audit.seq')
      .selectAll('audit')
      .select([
        'auditDetails.salt as asideSalt',
        'auditDetails.detail as asideDetail',
        'auditDetails.erasedBy as erasedBy',
        'auditDetails.erasedMac as erasedMac',
      ])
      .where('audit.seq', '>', after)
      .where('audit.seq', '<=', upTo)
      .orderBy('audit.seq')
      .limit(limit),
  )
}

export interface StoredEntry extends AuditRow {
  asideSalt: Buffer | null
  asideDetail: string | null
  erasedBy: number | null
  erasedMac: Buffer | null
}

/** The entry as it is hashed, without what only the database needs. */
export function entryOf(row: AuditRow): AuditEntry {
  const { seq, at, actor, role, source, action, objectType, object, result, of, origin } = row
  return {
    ...{ seq, at, actor, role, source, action, objectType, object, result, of, origin },
    detail: row.detail,
  }
}

/** The highest number that was ever given; deleting rows does not lower it. */
export function highestGiven(db: Db): number {
  const row = db.raw.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").get()
  return (row as { seq: number } | undefined)?.seq ?? 0
}

export function macAt(db: Db, seq: number): Buffer | undefined {
  return db.get(db.sql.selectFrom('audit').select('mac').where('seq', '=', seq))?.mac
}

export function insertPending(db: Db, entry: UnchainedEntry): number {
  const values = { entry: JSON.stringify(entry) }
  const { id } = db.get(db.sql.insertInto('auditPending').values(values).returning('id')) ?? {}
  if (id === undefined) throw new Error('A waiting act got no id')
  return id
}

/** The oldest acts that wait for the key of the chain. */
export function pendingEntries(db: Db, limit: number): { id: number; entry: UnchainedEntry }[] {
  return db
    .all(db.sql.selectFrom('auditPending').selectAll().orderBy('id').limit(limit))
    .map(({ id, entry }) => ({ id, entry: JSON.parse(entry) as UnchainedEntry }))
}

export function dropPending(db: Db, upTo: number): void {
  db.run(db.sql.deleteFrom('auditPending').where('id', '<=', upTo))
}

export function countPending(db: Db): number {
  const count = db.sql.fn.countAll<number>().as('count')
  return db.get(db.sql.selectFrom('auditPending').select(count))?.count ?? 0
}

/** Acts of an earlier run that were begun and never ended: where each stands. */
export function openEntries(db: Db): { of: number | null; ofPending: number | null }[] {
  const start = db.get(
    db.sql
      .selectFrom('audit')
      .select('seq')
      .where('action', '=', 'service.start')
      .orderBy('seq', 'desc')
      .limit(1),
  )
  const chained = db.all(
    db.sql
      .selectFrom('audit as begun')
      .leftJoin('audit as ended', 'ended.of', 'begun.seq')
      .select('begun.seq')
      .where('begun.seq', '>', start?.seq ?? 0)
      .where('begun.result', '=', 'begun')
      .where('ended.seq', 'is', null),
  )
  const waiting = pendingEntries(db, 100_000)
  const told = new Set(waiting.map(({ entry }) => entry.of))
  const toldWaiting = new Set(waiting.map(({ entry }) => entry.ofPending))
  return [
    ...chained.filter(({ seq }) => !told.has(seq)).map(({ seq }) => ({ of: seq, ofPending: null })),
    ...waiting
      .filter(({ id, entry }) => entry.result === 'begun' && !toldWaiting.has(id))
      .map(({ id }) => ({ of: null, ofPending: id })),
  ]
}

export function lastCheckpoint(db: Db, upTo = Number.MAX_SAFE_INTEGER) {
  return db.get(
    db.sql
      .selectFrom('auditCheckpoints')
      .selectAll()
      .where('seq', '<=', upTo)
      .orderBy('seq', 'desc')
      .limit(1),
  )
}

export function insertCheckpoint(db: Db, checkpoint: AuditCheckpointRow): void {
  db.run(
    db.sql
      .insertInto('auditCheckpoints')
      .values(checkpoint)
      .onConflict((conflict) => conflict.column('seq').doNothing()),
  )
}

export function checkpointsBetween(db: Db, after: number, upTo: number): AuditCheckpointRow[] {
  return db.all(
    db.sql
      .selectFrom('auditCheckpoints')
      .selectAll()
      .where('seq', '>', after)
      .where('seq', '<=', upTo)
      .orderBy('seq'),
  )
}

/** Takes away what names people, and leaves the proof that Keyrack did it. */
export function eraseDetail(db: Db, seq: number, by: number, mac: Buffer): boolean {
  const changes = db.run(
    db.sql
      .updateTable('auditDetails')
      .set({ salt: null, detail: null, erasedBy: by, erasedMac: mac })
      .where('seq', '=', seq)
      .where('detail', 'is not', null),
  )
  return changes > 0
}

/** Details that are still there of entries after one, the oldest first. */
export function detailsAfter(db: Db, after: number, limit: number) {
  return db.all(
    db.sql
      .selectFrom('auditDetails')
      .innerJoin('audit', 'audit.seq', 'auditDetails.seq')
      .select(['audit.seq', 'audit.object', 'auditDetails.detail'])
      .where('audit.seq', '>', after)
      .where('auditDetails.detail', 'is not', null)
      .orderBy('audit.seq')
      .limit(limit),
  )
}

/** How many entries bear one of these ids. */
export function countEntriesAbout(db: Db, ids: readonly string[]): number {
  const count = db.sql.fn.countAll<number>().as('count')
  return db.get(db.sql.selectFrom('audit').select(count).where('object', 'in', ids))?.count ?? 0
}

export function entryAt(db: Db, seq: number): AuditRow | undefined {
  return db.get(db.sql.selectFrom('audit').selectAll().where('seq', '=', seq))
}

/** Where the chain can be gone on from: the last checkpoint, or where the log begins. */
export function lastSigned(db: Db, upTo?: number) {
  return lastCheckpoint(db, upTo) ?? auditBeginning(db)
}

/** How many entries there are, and since when. */
export function auditSize(db: Db): { entries: number; since: number | null } {
  const ends = db.get(
    db.sql
      .selectFrom('audit')
      .select((of) => [of.fn.min('seq').as('first'), of.fn.max('seq').as('last')]),
  )
  if (!ends || ends.first === null) return { entries: 0, since: null }
  const first = db.get(db.sql.selectFrom('audit').select('at').where('seq', '=', ends.first))
  return { entries: ends.last - ends.first + 1, since: first?.at ?? null }
}
