import type { Db } from '../db.ts'
import { codeOf } from '../names.ts'
import type { MemberRow } from '../schema/team.ts'

/** Whether somebody or something else bears the same name: a text that holds it may then mean the other. */
export function hasNamesake(db: Db, { id, name }: Pick<MemberRow, 'id' | 'name'>): boolean {
  const found = db.raw
    .prepare<{ id: string; name: string }, number>(
      [
        ['members', 'name'],
        ['administrators', 'name'],
        ['teams', 'name'],
        ['keys', 'label'],
        ['maskingDictionaries', 'name'],
      ]
        .map(
          ([table, column]) =>
            `SELECT 1 FROM ${table} WHERE id <> @id AND trim("${column}") = trim(@name) COLLATE NOCASE`,
        )
        .join(' UNION ALL '),
    )
    .pluck()
    .get({ id, name })
  return found !== undefined
}

/** Whether another member has the same e-mail address. */
export function sharesEmail(db: Db, { id, email }: Pick<MemberRow, 'id' | 'email'>): boolean {
  const query = db.sql.selectFrom('members').select('id').where('id', '<>', id)
  return db.get(query.where('email', '=', email)) !== undefined
}

/** Whether any call or another member's token still bears this address. */
export function callsElsewhere(db: Db, memberId: string, address: string): boolean {
  if (codeOf(db, address) !== undefined) return true
  const query = db.sql.selectFrom('tokens').select('id').where('memberId', '<>', memberId)
  return db.get(query.where('lastAddress', '=', address)) !== undefined
}
