import { sql } from 'kysely'
import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '../contract/amounts.ts'
import type { Db } from './db.ts'

/** Calls that are over, oldest first, as detectors look at them. */
export function callsForAlarms(
  db: Db,
  { after, upTo, most }: { after: number; upTo: number; most: number },
) {
  const sum = (buckets: readonly string[]) =>
    sql<number>`${sql.join(
      buckets.map((bucket) => sql.ref(bucket)),
      sql` + `,
    )}`
  return db.all(
    db.sql
      .selectFrom('calls')
      .select(['id', 'startedAt', 'endedAt', 'memberId', 'teamId', 'tokenId', 'address', 'model'])
      .select(['provider', 'endpoint', 'sent', 'status', 'costNanoUsd', 'images', 'audioMs'])
      .select([sum(INPUT_BUCKETS).as('inputTokens'), sum(OUTPUT_BUCKETS).as('outputTokens')])
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
