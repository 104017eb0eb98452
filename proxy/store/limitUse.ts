import { sql } from 'kysely'
import { callTime, firstCallIdAt } from '../base/ids.ts'
import type { Limit } from '../contract/limits.ts'
import type { Db } from './db.ts'
import { AMOUNT_COLUMNS, textOf } from './limitColumns.ts'
import { codeOf, NO_NAME } from './names.ts'

/** What calls of the same kind, of one member and in one slot of time, took together. */
export interface LimitUse {
  memberId: string
  provider: string
  model: string
  endpoint: string
  /** The first moment of the slot. */
  at: number
  calls: number
  amount: number
}

export interface UseQuestion {
  /** Only calls that began then or later; epoch milliseconds. */
  from: number
  /** How finely it must be told when; left out, all is one sum that stands at `from`. */
  slotMs?: number
  memberId?: string
  /** Members whose calls are asked for apart. */
  without?: readonly string[]
}

/**
 * What a limit's subject used, by who, what and when, oldest first: of calls that were sent and are over. Models
 * and endpoints are told apart because only the rules know which of them a pattern means.
 */
export function limitUses(
  db: Db,
  { level, subjectId, metric }: Pick<Limit, 'level' | 'subjectId' | 'metric'>,
  { from, slotMs, memberId, without = [] }: UseQuestion,
): LimitUse[] {
  const columns = AMOUNT_COLUMNS[metric]
  if (columns.length === 0) return []
  const amount = sql<number>`sum(${sql.join(
    columns.map((column) => sql`coalesce(${sql.ref(column)}, 0)`),
    sql` + `,
  )})`
  // Written out and not bound: a bound number is no integer to SQLite, and would not be divided as one.
  const slot =
    slotMs === undefined ? sql<number>`0` : sql<number>`id / ${sql.lit(firstCallIdAt(slotMs))}`
  const whose = [
    ...(level === 'workspace' ? [] : [sql`${sql.ref(level)} = ${codeOf(db, subjectId) ?? -1}`]),
    ...(memberId === undefined ? [] : [sql`member = ${codeOf(db, memberId) ?? -1}`]),
    ...without.flatMap((id) => codeOf(db, id) ?? []).map((code) => sql`member <> ${code}`),
  ]
  const own = sql<boolean>`(${sql.join([sql`true`, ...whose], sql` AND `)})`
  const rows = db.sql
    .selectFrom('callRows')
    .select(({ fn }) => [
      ...(['member', 'provider', 'model', 'endpoint'] as const),
      slot.as('slot'),
      fn.countAll<number>().as('calls'),
      amount.as('amount'),
    ])
    .where('id', '>=', Math.max(0, firstCallIdAt(from)))
    .where('sent', '=', 1)
    .where('endedMs', 'is not', null)
    .where('member', '<>', NO_NAME)
    .where(own)
    .groupBy(['member', 'provider', 'model', 'endpoint', 'slot'])
  // Of deleted calls only whoever counts without end still counts any: see `keepUses`.
  const before = db.sql
    .selectFrom('usesBefore')
    .select(({ fn }) => [
      ...(['member', 'provider', 'model', 'endpoint'] as const),
      sql<number>`0`.as('slot'),
      fn.sum<number>('calls').as('calls'),
      (metric === 'requests' ? fn.sum<number>('calls') : amount).as('amount'),
    ])
    .where('at', '>=', Math.max(0, from))
    .where(own)
    .groupBy(['member', 'provider', 'model', 'endpoint'])
  // Texts are looked up once for each sum, not for each call.
  const named = db.sql
    .selectFrom((slotMs === undefined ? rows.unionAll(before) : rows).as('sums'))
    .select(['slot', 'calls', 'amount', textOf('member').as('memberId')])
    .select([textOf('provider').as('provider'), textOf('model').as('model')])
    .select(textOf('endpoint').as('endpoint'))
    .orderBy('slot')
  return db.all(named).map(({ slot: index, ...use }) => ({
    ...use,
    at: slotMs === undefined ? from : index * slotMs,
  }))
}

/** When the first call of the ledger began; undefined while there is none. */
export function firstCallAt(db: Db): number | undefined {
  const first = db.get(db.sql.selectFrom('callRows').select('id').orderBy('id').limit(1))
  return first && callTime(first.id)
}
