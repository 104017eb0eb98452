import type { Statement } from 'better-sqlite3'
import { USAGE_BUCKETS } from '../../contract/calls.ts'
import type { Db } from '../db.ts'

const BY = ['member', 'team', 'token', 'provider', 'model', 'endpoint']
const KEY = ['"at"', ...BY]
const SUMS = ['costNanoUsd', ...USAGE_BUCKETS]

/**
 * The statement that keeps what calls up to an id took, run in the transaction that deletes them. A limit without
 * end counts from its last clearing, so what lies between two clearings of whichever limit may be one sum.
 */
export function keepUses(db: Db): Statement<[number]> {
  return db.raw.prepare(`
    INSERT INTO usesBefore (${[...KEY, 'calls', ...SUMS]})
    SELECT (SELECT ifnull(max(c."at"), 0) FROM limitClears c WHERE c."at" <= callRows.id / 1024), ${BY},
      count(*), ${SUMS.map((column) => `ifnull(sum(${column}), 0)`)}
    FROM callRows WHERE id <= ? AND sent = 1 AND endedMs IS NOT NULL AND member <> 0
    GROUP BY ${KEY.map((_, index) => index + 1)}
    ON CONFLICT (${KEY}) DO UPDATE SET
      ${['calls', ...SUMS].map((column) => `${column} = ${column} + excluded.${column}`)}`)
}
