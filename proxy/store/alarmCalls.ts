import { sql } from 'kysely'
import { INPUT_BUCKETS } from '../contract/amounts.ts'
import type { Db } from './db.ts'

/** Calls that are over, oldest first, as detectors look at them. */
export function callsForAlarms(
  db: Db,
  { after, upTo, most }: { after: number; upTo: number; most: number },
) {
  const input = sql.join(
    INPUT_BUCKETS.map((bucket) => sql.ref(bucket)),
    sql` + `,
  )
  return db.all(
    db.sql
      .selectFrom('calls')
      .select(['id', 'startedAt', 'endedAt', 'memberId', 'teamId', 'tokenId', 'address', 'model'])
      .select(['sent', 'status', 'costNanoUsd', sql<number>`${input}`.as('inputTokens')])
      .where('id', '>', after)
      .where('id', '<=', upTo)
      .where('endedAt', 'is not', null)
      .where('memberId', 'is not', null)
      .orderBy('id')
      .limit(most),
  )
}

/** When each token was used last, or made if it never was. */
export function tokenUses(db: Db): Map<string, number> {
  const tokens = db.all(
    db.sql.selectFrom('tokens').select(['id', 'createdAt', 'lastUsedAt']).where('decoy', '=', 0),
  )
  return new Map(tokens.map(({ id, createdAt, lastUsedAt }) => [id, lastUsedAt ?? createdAt]))
}
