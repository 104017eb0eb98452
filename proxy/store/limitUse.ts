import { sql } from 'kysely'
import { callTime, firstCallIdAt } from '../base/ids.ts'
import type { Limit } from '../contract/limits.ts'
import type { Db } from './db.ts'
import { AMOUNT_COLUMNS, SUBJECT_COLUMNS } from './limitColumns.ts'

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
  let query = db.sql
    .selectFrom('calls')
    .select(({ fn }) => [
      sql<string>`"memberId"`.as('memberId'),
      sql<string>`coalesce("provider", '')`.as('provider'),
      sql<string>`coalesce("model", '')`.as('model'),
      'endpoint',
      slot.as('slot'),
      fn.countAll<number>().as('calls'),
      amount.as('amount'),
    ])
    .where('id', '>=', Math.max(0, firstCallIdAt(from)))
    .where('sent', '=', 1)
    .where('outcome', '<>', 'open')
    .where('memberId', 'is not', null)
    .groupBy(['memberId', 'provider', 'model', 'endpoint', 'slot'])
    .orderBy('slot')
  if (level !== 'workspace') query = query.where(SUBJECT_COLUMNS[level], '=', subjectId)
  if (memberId !== undefined) query = query.where('memberId', '=', memberId)
  if (without.length > 0) query = query.where('memberId', 'not in', [...without])
  return db.all(query).map(({ slot: index, ...use }) => ({
    ...use,
    at: slotMs === undefined ? from : index * slotMs,
  }))
}

/** When the first call of the ledger began; undefined while there is none. */
export function firstCallAt(db: Db): number | undefined {
  const first = db.get(db.sql.selectFrom('calls').select('id').orderBy('id').limit(1))
  return first && callTime(first.id)
}
