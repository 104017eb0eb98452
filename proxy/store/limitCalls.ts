import { sql } from 'kysely'
import { firstCallIdAt } from '../base/ids.ts'
import type { Limit, LimitMetric } from '../contract/limits.ts'
import type { Db } from './db.ts'
import { AMOUNT_COLUMNS, textOf } from './limitColumns.ts'
import { codeOf, NO_NAME } from './names.ts'

/** What one call counts of a metric. */
function amountOf(metric: LimitMetric) {
  if (metric === 'concurrent') return sql<number>`1`
  const parts = AMOUNT_COLUMNS[metric].map((column) => sql`coalesce(${sql.ref(column)}, 0)`)
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
    .selectFrom('callRows')
    .where('id', '>=', Math.max(0, firstCallIdAt(from)))
    .where('member', '<>', NO_NAME)
  query =
    metric === 'concurrent'
      ? query.where('endedMs', 'is', null)
      : query.where('endedMs', 'is not', null).where('sent', '=', 1)
  if (level !== 'workspace') query = query.where(level, '=', codeOf(db, subjectId) ?? -1)
  return memberId === undefined ? query : query.where('member', '=', codeOf(db, memberId) ?? -1)
}

const SCOPED = [
  textOf('provider').as('provider'),
  textOf('model').as('model'),
  textOf('endpoint').as('endpoint'),
] as const

export interface LimitSum extends Scoped {
  priceId: string | null
  calls: number
  amount: number
}

/** What counts in a limit, added up by model, endpoint and price. */
export function limitSums(db: Db, question: LimitQuestion): LimitSum[] {
  const amount = amountOf(question.limit.metric)
  const sums = selectCounted(db, question)
    .select(({ fn }) => [
      'provider',
      'model',
      'endpoint',
      'price',
      fn.countAll<number>().as('calls'),
    ])
    .select(sql<number>`sum(${amount})`.as('amount'))
    .groupBy(['provider', 'model', 'endpoint', 'price'])
  // Texts are looked up once for each sum, not for each call.
  return db.all(
    db.sql
      .selectFrom(sums.as('sums'))
      .select(['calls', 'amount', ...SCOPED])
      .select(sql<string | null>`(SELECT text FROM names WHERE code = price)`.as('priceId')),
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
      .select(['id', startedAt, ...SCOPED])
      .select(amountOf(question.limit.metric).as('amount'))
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(most),
  )
}

const startedAt = sql<number>`(id / 1024 + "startedMs")`.as('startedAt')

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
    query = query.where(level === 'member' ? 'calls.memberId' : 'calls.tokenId', '=', subjectId)
  return db.all(query)
}
