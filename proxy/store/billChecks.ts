import type { BillCheck, BillCheckLine, BillProvider } from '../contract/bill.ts'
import type { Db } from './db.ts'

export interface BillKey {
  id: string
  label: string
  removedAt: number | null
}

/** Keys of the provider itself, also those that were removed: an export may still name them. */
export function billKeys(db: Db, provider: BillProvider): BillKey[] {
  return db.all(
    db.sql
      .selectFrom('keys')
      .select(['id', 'label', 'removedAt'])
      .where('provider', '=', provider)
      .where('preset', 'is', null)
      .orderBy('createdAt'),
  )
}

/** What names of the provider meant the last time; null for none of ours. */
export function knownBillKeys(db: Db, provider: BillProvider): Map<string, string | null> {
  const rows = db.all(
    db.sql.selectFrom('billKeyNames').select(['name', 'keyId']).where('provider', '=', provider),
  )
  return new Map(rows.map(({ name, keyId }) => [name, keyId]))
}

/** Writes a check down, and what the names in it meant. */
export function insertBillCheck(db: Db, check: BillCheck, line: BillCheckLine): void {
  const { id, createdAt, createdBy, provider } = check
  db.transaction(() => {
    const texts = { line: JSON.stringify(line), result: JSON.stringify(check) }
    db.run(db.sql.insertInto('billChecks').values({ id, createdAt, createdBy, ...texts }))
    for (const { name, keyId } of check.keys) {
      db.run(db.sql.replaceInto('billKeyNames').values({ provider, name, keyId }))
    }
  })
}

/** The newest first. */
export function listBillChecks(db: Db): BillCheckLine[] {
  const rows = db.all(
    db.sql.selectFrom('billChecks').select('line').orderBy('createdAt', 'desc').orderBy('id'),
  )
  return rows.map(({ line }) => JSON.parse(line) as BillCheckLine)
}

export function findBillCheck(db: Db, id: string): BillCheck | undefined {
  const row = db.get(db.sql.selectFrom('billChecks').select('result').where('id', '=', id))
  return row && (JSON.parse(row.result) as BillCheck)
}

/** False when there is none. */
export function removeBillCheck(db: Db, id: string): boolean {
  return db.run(db.sql.deleteFrom('billChecks').where('id', '=', id)) > 0
}
