import { sql } from 'kysely'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../contract/amounts.ts'
import {
  type CallRecord,
  type CallTotals,
  USAGE_BUCKETS,
  type UsageBucket,
} from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import { usageOfRow } from './callRecord.ts'

/** Sums over calls: every usage bucket, the money, and how many calls have a price nobody knows. */
export function selectSums(db: Db) {
  return db.sql
    .selectFrom('calls')
    .select(({ fn }) => [
      fn.countAll<number>().as('calls'),
      fn.sum<number | null>('costNanoUsd').as('costNanoUsd'),
      sql<number | null>`sum("priceState" = 'unknown')`.as('unpriced'),
      sql<number | null>`sum(${isFailed})`.as('failed'),
    ])
    .select(({ fn }) => USAGE_BUCKETS.map((bucket) => fn.sum<number | null>(bucket).as(bucket)))
}

/** Neither answered whole nor still running. */
const isFailed = sql<number>`"outcome" NOT IN ('ok', 'open')`

export type Sums = Record<UsageBucket | 'costNanoUsd' | 'unpriced' | 'failed', number | null> & {
  calls: number
}

export function toTotals(sums: Sums | undefined): CallTotals {
  if (!sums) return { calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unpriced: 0 }
  const usage = usageOfRow(sums)
  return {
    calls: sums.calls,
    inputTokens: sumOfBuckets(usage, INPUT_BUCKETS),
    outputTokens: sumOfBuckets(usage, OUTPUT_BUCKETS),
    costNanoUsd: sums.costNanoUsd ?? 0,
    unpriced: sums.unpriced ?? 0,
  }
}

/** One call as totals. */
export function totalsOf({ usage, costNanoUsd, priceState }: CallRecord): CallTotals {
  return {
    calls: 1,
    inputTokens: sumOfBuckets(usage, INPUT_BUCKETS),
    outputTokens: sumOfBuckets(usage, OUTPUT_BUCKETS),
    costNanoUsd: costNanoUsd ?? 0,
    unpriced: priceState === 'unknown' ? 1 : 0,
  }
}

export function addTotals(one: CallTotals, other: CallTotals): CallTotals {
  return {
    calls: one.calls + other.calls,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    costNanoUsd: one.costNanoUsd + other.costNanoUsd,
    unpriced: one.unpriced + other.unpriced,
  }
}
