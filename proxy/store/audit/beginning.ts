import type { Db } from '../db.ts'
import type { AuditBeginningRow } from '../schema/audit.ts'

/** Where the log begins; undefined while nothing was ever taken off. */
export function auditBeginning(db: Db): AuditBeginningRow | undefined {
  return db.get(db.sql.selectFrom('auditBeginning').selectAll())
}

/** Moves the beginning, and what is before it goes: both or neither. Answers how many entries went. */
export function moveBeginning(db: Db, beginning: Omit<AuditBeginningRow, 'id'>): number {
  const { seq } = beginning
  return db.transaction(() => {
    db.run(db.sql.replaceInto('auditBeginning').values({ id: 1, ...beginning }))
    db.run(db.sql.deleteFrom('auditDetails').where('seq', '<=', seq))
    db.run(db.sql.deleteFrom('auditCheckpoints').where('seq', '<=', seq))
    return db.run(db.sql.deleteFrom('audit').where('seq', '<=', seq))
  })
}

/** The last signed checkpoint before which everything is older than a moment; undefined where there is none. */
export function takableUpTo(db: Db, before: number): number | undefined {
  const young = db.get(
    db.sql.selectFrom('audit').select('seq').where('at', '>=', before).orderBy('seq').limit(1),
  )
  let points = db.sql.selectFrom('auditCheckpoints').select('seq').orderBy('seq', 'desc').limit(1)
  if (young) points = points.where('seq', '<', young.seq)
  return db.get(points)?.seq
}

/** How many entries would be taken off. */
export function countTakable(db: Db, before: number): number {
  const upTo = takableUpTo(db, before)
  return upTo === undefined ? 0 : upTo - (auditBeginning(db)?.seq ?? 0)
}

/** An entry that stands before the beginning, where none can be. */
export function strayEntry(db: Db, beginning: number): number | undefined {
  return db.get(
    db.sql.selectFrom('audit').select('seq').where('seq', '<=', beginning).orderBy('seq').limit(1),
  )?.seq
}
