import { sql } from 'kysely'
import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '../contract/amounts.ts'
import type { LimitMetric } from '../contract/limits.ts'

/** Columns of the ledger that add up to each metric. What is in flight has no column. */
export const AMOUNT_COLUMNS: Record<LimitMetric, readonly string[]> = {
  money: ['costNanoUsd'],
  requests: ['sent'],
  tokens: [...INPUT_BUCKETS, ...OUTPUT_BUCKETS],
  input: INPUT_BUCKETS,
  output: OUTPUT_BUCKETS,
  images: ['images'],
  seconds: ['audioMs'],
  concurrent: [],
}

/** The text that a column of the ledger has a code for, empty for none. */
export const textOf = (column: 'provider' | 'model' | 'endpoint' | 'member') =>
  sql<string>`coalesce((SELECT text FROM names WHERE code = ${sql.ref(column)}), '')`
