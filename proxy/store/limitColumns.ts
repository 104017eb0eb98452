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

/** Where the ledger says whose call it was. */
export const SUBJECT_COLUMNS = { team: 'teamId', member: 'memberId', token: 'tokenId' } as const
