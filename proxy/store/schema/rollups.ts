import type { UsageColumns } from './calls.ts'

/** What calls of an hour or day, alike in all that is told apart, add up to. Codes as in `NarrowCallRow` (calls.ts). */
export interface RollupRow extends UsageColumns {
  /** When the hour or day began. */
  at: number
  member: number
  team: number
  token: number
  key: number
  provider: number
  model: number
  endpoint: number
  outcome: number
  /** 0 where a call never got one. */
  status: number
  family: number
  calls: number
  failed: number
  refused: number
  unpriced: number
  costNanoUsd: number
  mostCostNanoUsd: number
  mostTotalMs: number
  mostFirstByteMs: number
  mostTokens: number
  /** See histogram.ts. */
  totalMs: Buffer | null
  firstByteMs: Buffer | null
}

/** An hour or a day that is over, column by column; see pack.ts. */
export interface PackRow {
  at: number
  /** Null: something in it has changed, and it is to be packed anew. */
  figures: Buffer | null
  times: Buffer | null
}

export interface RollupStateRow {
  id: number
  /** Calls up to this id are rolled up, but those that are pending. */
  upTo: number
  /** The time zone in which hours and days were cut. */
  zone: string
  /** 1: hours of calls that are still there are being thrown away, to begin anew. */
  clearing: number
  /** Hours before this one are in their days; later ones are read as hours. */
  daysFrom: number
  /** Calls before this id were deleted: the start of an hour. */
  rowsFrom: number
  /** Hours before were deleted: the start of a day. */
  hoursFrom: number
  /** Details of calls before this id were deleted. */
  detailsFrom: number
  /** Which buckets of usage were ever used, a bit for each. */
  buckets: number
  /** Hours before are packed, but for those that have become stale. */
  hoursPackedTo: number
  daysPackedTo: number
}

/** What deleted calls that were sent took, for limits that count without end. Codes as in `NarrowCallRow` (calls.ts). */
export interface UsesBeforeRow extends UsageColumns {
  /** The last time before them at which any limit was cleared; 0 for none. */
  at: number
  member: number
  team: number
  token: number
  provider: number
  model: number
  endpoint: number
  calls: number
  costNanoUsd: number
}
