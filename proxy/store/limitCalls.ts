import { sql } from 'kysely'
import { firstCallIdAt } from '../base/ids.ts'
import type { Limit, LimitMetric } from '../contract/limits.ts'
import type { Db } from './db.ts'
import { AMOUNT_COLUMNS, SUBJECT_COLUMNS } from './limitColumns.ts'

/** What one call counts of a metric. */
function amountOf(metric: LimitMetric) {
  if (metric === 'concurrent') return sql<number>`1`
  const parts = AMOUNT_COLUMNS[metric].map(
    (column) => sql`coalesce(${sql.ref(`calls.${column}`)}, 0)`,
  )
  return sql<number>`(${sql.join(parts, sql` + `)})`
}

export interface LimitQuestion {
  limit: Pick<Limit, 'level' | 'subjectId' | 'metric'>
  /** One member's calls only. */
  memberId?: string | undefined
  /** Only calls that began then or later. */
  from: number
}

/** What tells whether a limit's scope means a call; patterns are for the rules to read. */
interface Scoped {
  provider: string
  model: string
  endpoint: string
}

/** Calls of a limit's subject that count in it: sent and over, or, where calls in flight are counted, not over. */
function selectCounted(db: Db, { limit, memberId, from }: LimitQuestion) {
  const { level, subjectId, metric } = limit
  let query = db.sql
    .selectFrom('calls')
    .select([
      sql<string>`coalesce("calls"."provider", '')`.as('provider'),
      sql<string>`coalesce("calls"."model", '')`.as('model'),
      'calls.endpoint',
    ])
    .where('calls.id', '>=', Math.max(0, firstCallIdAt(from)))
    .where('calls.memberId', 'is not', null)
  query =
    metric === 'concurrent'
      ? query.where('calls.outcome', '=', 'open')
      : query.where('calls.outcome', '<>', 'open').where('calls.sent', '=', 1)
  if (level !== 'workspace') query = query.where(`calls.${SUBJECT_COLUMNS[level]}`, '=', subjectId)
  return memberId === undefined ? query : query.where('calls.memberId', '=', memberId)
}

export interface LimitSum extends Scoped {
  priceId: string | null
  calls: number
  amount: number
}

/** What counts in a limit, added up by model, endpoint and price. */
export function limitSums(db: Db, question: LimitQuestion): LimitSum[] {
  const amount = amountOf(question.limit.metric)
  return db.all(
    selectCounted(db, question)
      .select(({ fn }) => ['calls.priceId', fn.countAll<number>().as('calls')])
      .select(sql<number>`sum(${amount})`.as('amount'))
      .groupBy(['calls.provider', 'calls.model', 'calls.endpoint', 'calls.priceId']),
  )
}

export interface CountedCall extends Scoped {
  id: number
  startedAt: number
  amount: number
}

/** Some of the same calls one by one, newest first, from before a call on. */
export function newestCounted(
  db: Db,
  { before, most, ...question }: LimitQuestion & { before: number; most: number },
): CountedCall[] {
  return db.all(
    selectCounted(db, question)
      .select(['calls.id', 'calls.startedAt'])
      .select(amountOf(question.limit.metric).as('amount'))
      .where('calls.id', '<', before)
      .orderBy('calls.id', 'desc')
      .limit(most),
  )
}

export interface PastCall extends CountedCall {
  endedAt: number | null
  memberId: string
  tokenId: string
  teamId: string | null
}

/**
 * Calls that were sent, oldest first, as a limit would have met them. What was called before there were teams counts
 * for the team that the member is in now.
 */
export function pastCalls(
  db: Db,
  { limit, from, after, most }: LimitQuestion & { after: number; most: number },
): PastCall[] {
  const { level, subjectId, metric } = limit
  const teamId = sql<string | null>`coalesce("calls"."teamId", "members"."teamId")`
  let query = db.sql
    .selectFrom('calls')
    .innerJoin('members', 'members.id', 'calls.memberId')
    .select(['calls.id', 'calls.startedAt', 'calls.endedAt', 'calls.endpoint'])
    .select([
      sql<string>`"calls"."memberId"`.as('memberId'),
      // Without a token a call is told from those of other members all the same.
      sql<string>`coalesce("calls"."tokenId", "calls"."memberId")`.as('tokenId'),
      sql<string>`coalesce("calls"."provider", '')`.as('provider'),
      sql<string>`coalesce("calls"."model", '')`.as('model'),
      teamId.as('teamId'),
      amountOf(metric).as('amount'),
    ])
    .where('calls.id', '>', Math.max(after, firstCallIdAt(from) - 1))
    .where('calls.sent', '=', 1)
    .orderBy('calls.id')
    .limit(most)
  if (level === 'team') query = query.where(teamId, '=', subjectId)
  else if (level !== 'workspace')
    query = query.where(`calls.${SUBJECT_COLUMNS[level]}`, '=', subjectId)
  return db.all(query)
}
