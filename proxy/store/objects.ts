import type { ObjectKind } from '../contract/objects.ts'
import type { Db } from './db.ts'
import type { ProviderObjectRow } from './schema/keys.ts'

/**
 * What lies at the providers, and whose it is. Rows are written by the ledger, in the turn in which a call's
 * end is written; here they are read and removed.
 */
export function findObject(
  db: Db,
  memberId: string,
  { kind, id }: { kind: ObjectKind; id: string },
): Pick<ProviderObjectRow, 'keyId' | 'detail'>[] {
  return db.all(
    db.sql
      .selectFrom('providerObjects')
      .select(['keyId', 'detail'])
      .where('objectId', '=', id)
      .where('memberId', '=', memberId)
      .where('kind', '=', kind),
  )
}

/** A member's own things of one kind, newest first. */
export function listObjects(
  db: Db,
  memberId: string,
  kind: ObjectKind,
): Pick<ProviderObjectRow, 'objectId' | 'keyId'>[] {
  return db.all(
    db.sql
      .selectFrom('providerObjects')
      .select(['objectId', 'keyId'])
      .where('memberId', '=', memberId)
      .where('kind', '=', kind)
      .orderBy('createdAt', 'desc'),
  )
}

/** Forgets what was deleted at the provider. */
export function removeObject(db: Db, keyId: string, objectId: string): void {
  db.run(
    db.sql
      .deleteFrom('providerObjects')
      .where('objectId', '=', objectId)
      .where('keyId', '=', keyId),
  )
}
