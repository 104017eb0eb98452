import type { Certificate } from '../../contract/personal.ts'
import type { Db } from '../db.ts'
import type { ErasureRow } from '../schema/personal.ts'

export interface StoredErasure extends Omit<ErasureRow, 'certificate'> {
  certificate: Certificate
}

/** Writes what was done so far; the last writing is what stays. */
export function saveErasure(db: Db, { certificate, ...row }: StoredErasure): void {
  const text = JSON.stringify(certificate)
  db.run(
    db.sql
      .insertInto('erasures')
      .values({ ...row, certificate: text })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({ certificate: text, finishedAt: row.finishedAt }),
      ),
  )
}

/** The newest first. */
export function listErasures(db: Db): StoredErasure[] {
  const rows = db.all(db.sql.selectFrom('erasures').selectAll().orderBy('at', 'desc').orderBy('id'))
  return rows.map((row) => ({ ...row, certificate: JSON.parse(row.certificate) as Certificate }))
}

export function findErasure(db: Db, id: string): StoredErasure | undefined {
  return listErasures(db).find((row) => row.id === id)
}
