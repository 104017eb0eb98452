import { sql } from 'kysely'
import { firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'

/** What was spent since a moment, such as midnight. */
export function spentSince(db: Db, since: number) {
  const sums = db.get(
    db.sql
      .selectFrom('calls')
      .select(({ fn }) => [
        fn.countAll<number>().as('calls'),
        fn.sum<number | null>('costNanoUsd').as('spendNanoUsd'),
        sql<number | null>`sum("priceState" = 'unknown')`.as('unpriced'),
      ])
      .where('id', '>=', firstCallIdAt(since)),
  )
  return {
    calls: sums?.calls ?? 0,
    spendNanoUsd: sums?.spendNanoUsd ?? 0,
    unpriced: sums?.unpriced ?? 0,
  }
}

/** The newest calls that began since a moment and are over, oldest first: what the figures of the last hour are made of. */
export function finishedSince(db: Db, { since, limit }: { since: number; limit: number }) {
  return db
    .all(
      db.sql
        .selectFrom('calls')
        .select(['endedAt', 'outcome', 'firstByteMs'])
        .where('id', '>=', firstCallIdAt(since))
        .where('endedAt', 'is not', null)
        .orderBy('id', 'desc')
        .limit(limit),
    )
    .reverse()
    .map(({ endedAt, outcome, firstByteMs }) => ({
      endedAt: endedAt ?? 0,
      failed: outcome === 'refused' || outcome === 'failed' || outcome === 'interrupted',
      firstByteMs,
    }))
}
