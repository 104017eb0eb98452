import { sql } from 'kysely'
import { firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'

export interface SumLine {
  id: string
  calls: number
  costNanoUsd: number
  unpriced: number
}

/** Calls and money since a moment, for each member, team or key that had any. */
export function sumsFor(
  db: Db,
  { column, since }: { column: 'memberId' | 'teamId' | 'keyId'; since: number },
): SumLine[] {
  return db
    .all(
      db.sql
        .selectFrom('calls')
        .select(({ fn }) => [
          `${column} as id`,
          fn.countAll<number>().as('calls'),
          fn.sum<number | null>('costNanoUsd').as('costNanoUsd'),
          sql<number>`sum("priceState" IS 'unknown')`.as('unpriced'),
        ])
        .where('id', '>=', firstCallIdAt(since))
        .where(column, 'is not', null)
        .groupBy(column),
    )
    .map(({ id, costNanoUsd, ...rest }) => ({
      id: id ?? '',
      costNanoUsd: costNanoUsd ?? 0,
      ...rest,
    }))
}

export interface UnpricedModel {
  provider: string
  model: string
  calls: number
}

/** Models that were called since a moment and whose price nobody knows, the most called first. */
export function unpricedModels(db: Db, since: number): UnpricedModel[] {
  return db.all(
    db.sql
      .selectFrom('calls')
      .leftJoin('keys', 'keys.id', 'calls.keyId')
      .select(({ fn }) => [
        sql<string>`coalesce("keys"."preset", "calls"."provider", '')`.as('provider'),
        sql<string>`coalesce("calls"."model", '')`.as('model'),
        fn.countAll<number>().as('calls'),
      ])
      .where('calls.id', '>=', firstCallIdAt(since))
      .where('calls.priceState', '=', 'unknown')
      .groupBy([sql`1`, sql`2`])
      .orderBy('calls', 'desc'),
  )
}
