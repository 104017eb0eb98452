import type { Db } from '../db.ts'
import { codeOf } from '../names.ts'
import type { MemberRow, TokenRow } from '../schema/team.ts'

/** One member, whether removed or not, with all that the ledger and other tables know them by. */
export interface Person {
  member: MemberRow
  tokens: TokenRow[]
  /** Of the member, the tokens, and the limits and requests that are theirs alone. */
  ids: string[]
  limitIds: string[]
  /** In the ledger; undefined when they never called. */
  code: number | undefined
}

export function findPerson(db: Db, memberId: string): Person | undefined {
  const { sql } = db
  const member = db.get(sql.selectFrom('members').selectAll().where('id', '=', memberId))
  if (!member || isErased(db, memberId)) return undefined
  const tokens = db.all(sql.selectFrom('tokens').selectAll().where('memberId', '=', memberId))
  const owners = [memberId, ...tokens.map(({ id }) => id)]
  const limitIds = db
    .all(
      sql
        .selectFrom('limits')
        .select('id')
        .where('level', 'in', ['member', 'token'])
        .where('subjectId', 'in', owners),
    )
    .map(({ id }) => id)
  const requests = db
    .all(sql.selectFrom('accessRequests').select('id').where('memberId', '=', memberId))
    .map(({ id }) => id)
  return {
    ...{ member, tokens, limitIds, ids: [...owners, ...limitIds, ...requests] },
    code: codeOf(db, memberId),
  }
}

/** The row that stands for somebody who was erased is nobody's any more. */
function isErased(db: Db, memberId: string): boolean {
  const query = db.sql.selectFrom('erasures').select('id').where('pseudonymId', '=', memberId)
  return db.get(query) !== undefined
}

/** Those who were taken off the list and not erased, by name. */
export function formerMembers(db: Db): { id: string; name: string; removedAt: number }[] {
  const { sql } = db
  const rows = db.all(
    sql
      .selectFrom('members')
      .select(['id', 'name', 'removedAt'])
      .where('removedAt', 'is not', null)
      .where('id', 'not in', sql.selectFrom('erasures').select('pseudonymId'))
      .orderBy('name'),
  )
  return rows.map(({ removedAt, ...row }) => ({ ...row, removedAt: removedAt ?? 0 }))
}
