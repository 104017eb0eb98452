import { randomBytes } from 'node:crypto'
import { newId, randomBase62 } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { eraseMentions } from './mentions.ts'
import type { Person } from './person.ts'

/** Who stands in the person's place from now on. */
export interface Pseudonym {
  id: string
  name: string
}

export function newPseudonym(): Pseudonym {
  return { id: newId('mem'), name: `Erased member ${randomBase62(6)}` }
}

export interface ErasedRecords {
  tokens: number
  limits: number
  accessRules: number
  requests: number
  alarms: number
  notes: number
  messages: number
  views: number
  /** Things at providers that are under the pseudonym now. */
  objects: number
}

interface Order {
  pseudonym: Pseudonym
  now: number
  /** What names the person in texts. */
  pattern: RegExp
  /** Codes of programs that only the person used. */
  programs: readonly number[]
}

/**
 * Puts a pseudonym in the person's place, in one transaction of the caller's. The ledger holds a member as the number
 * of a text, so to change that text is to change all of their calls and sums at once, and none of their figures.
 */
export function erasePerson(db: Db, person: Person, order: Order): ErasedRecords {
  const { pseudonym, now, pattern } = order
  const { member, tokens, ids, limitIds } = person
  const { sql } = db
  const alarms = eraseAlarms(db, person, pattern)
  db.run(
    sql.insertInto('members').values({
      ...{ id: pseudonym.id, name: pseudonym.name, email: '', note: '', teamId: null },
      ...{ suspendedAt: now, keepBodies: 'off', createdAt: now, removedAt: now },
    }),
  )
  const of = { memberId: member.id }
  const requests = remove('accessRequests', of)
  const grants = remove('modelGrants', of)
  const raises = remove('limitRaises', of) + remove('limitClears', of)
  const limits = eraseLimits(db, limitIds)
  const rules = db.run(sql.deleteFrom('accessRules').where('subjectId', 'in', ids))
  const objects = eraseTokens(db, person, order)
  const { id } = member
  rename(db, id, pseudonym.id)
  for (const code of order.programs)
    db.run(
      sql
        .updateTable('names')
        .set({ text: `Program ${randomBase62(6)}` })
        .where('code', '=', code),
    )
  db.run(sql.deleteFrom('members').where('id', '=', id))
  return {
    ...{ tokens: tokens.length, limits: limits + raises, accessRules: rules + grants },
    ...{ requests, alarms, objects, ...eraseMentions(db, pattern) },
  }

  function remove(
    table: 'accessRequests' | 'modelGrants' | 'limitRaises' | 'limitClears',
    { memberId }: { memberId: string },
  ): number {
    return db.run(sql.deleteFrom(table).where('memberId', '=', memberId))
  }
}

/** In the dictionary of the ledger. */
function rename(db: Db, from: string, to: string): void {
  db.run(db.sql.updateTable('names').set({ text: to }).where('text', '=', from))
}

/** Their rows stay without anything in them, so that reports by token still tell one from the other. */
function eraseTokens(db: Db, { member, tokens }: Person, { pseudonym, now }: Order): number {
  const { sql } = db
  for (const { id, createdAt, decoy } of tokens) {
    const next = newId('tok')
    db.run(
      sql.insertInto('tokens').values({
        ...{ id: next, memberId: pseudonym.id, label: '', hint: '', mac: randomBytes(32) },
        ...{ createdAt, expiresAt: null, revokedAt: now, decoy },
      }),
    )
    rename(db, id, next)
    db.run(
      sql
        .updateTable('providerObjects')
        .set({ memberId: pseudonym.id, tokenId: next })
        .where('tokenId', '=', id),
    )
  }
  const own = sql.updateTable('tokens').set({ replacedById: null })
  db.run(own.where('memberId', '=', member.id))
  db.run(sql.deleteFrom('tokens').where('memberId', '=', member.id))
  const objects = sql.selectFrom('providerObjects').where('memberId', '=', pseudonym.id)
  return db.get(objects.select(({ fn }) => fn.countAll<number>().as('count')))?.count ?? 0
}

function eraseLimits(db: Db, limitIds: readonly string[]): number {
  const { sql } = db
  for (const table of ['limitRaises', 'topUps', 'limitClears'] as const)
    db.run(sql.deleteFrom(table).where('limitId', 'in', limitIds))
  return db.run(sql.deleteFrom('limits').where('id', 'in', limitIds))
}

/** Alarms about the person, what was done about them, and what was learned of the person's habits. */
function eraseAlarms(db: Db, { member, ids }: Person, pattern: RegExp): number {
  const { sql } = db
  const about = db
    .all(sql.selectFrom('alarms').select(['id', 'memberId', 'tokenId', 'address', 'cause']))
    .filter(
      ({ memberId, tokenId, address, cause }) =>
        memberId === member.id ||
        (tokenId !== null && ids.includes(tokenId)) ||
        names(pattern, address) ||
        names(pattern, cause),
    )
    .map(({ id }) => id)
  for (const table of ['alarmOccurrences', 'alarmMeasures'] as const)
    db.run(sql.deleteFrom(table).where('alarmId', 'in', about))
  db.run(sql.deleteFrom('alarms').where('id', 'in', about))
  db.run(sql.deleteFrom('alarmLessons').where('subjectId', 'in', ids))
  for (const { cause } of db.all(sql.selectFrom('alarmMutes').select('cause')))
    if (names(pattern, cause)) db.run(sql.deleteFrom('alarmMutes').where('cause', '=', cause))
  for (const { cause } of db.all(sql.selectFrom('alarmOccurrences').select('cause').distinct()))
    if (names(pattern, cause)) db.run(sql.deleteFrom('alarmOccurrences').where('cause', '=', cause))
  return about.length
}

function names(pattern: RegExp, text: string | null): boolean {
  pattern.lastIndex = 0
  return text !== null && pattern.test(text)
}
