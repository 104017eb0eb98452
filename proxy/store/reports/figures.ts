import { firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { usageSums } from './usage/sums.ts'

/** What was spent since a moment, such as midnight, by each team; null for calls of members without one. */
export function spentSince(db: Db, since: number) {
  return usageSums(db, { since, by: ['team'] }).map(({ groups, calls, costNanoUsd, unpriced }) => ({
    ...{ teamId: groups[0] ?? null, calls, spendNanoUsd: costNanoUsd, unpriced },
  }))
}

/** The newest calls that began since a moment and are over, oldest first: what the figures of the last hour are made of. */
export function finishedSince(db: Db, { since, limit }: { since: number; limit: number }) {
  return db
    .all(
      db.sql
        .selectFrom('calls')
        .select(['endedAt', 'outcome', 'firstByteMs', 'teamId'])
        .where('id', '>=', firstCallIdAt(since))
        .where('endedAt', 'is not', null)
        .orderBy('id', 'desc')
        .limit(limit),
    )
    .reverse()
    .map(({ endedAt, outcome, firstByteMs, teamId }) => ({
      endedAt: endedAt ?? 0,
      failed: outcome === 'refused' || outcome === 'failed' || outcome === 'interrupted',
      firstByteMs,
      teamId,
    }))
}
