import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../contract/amounts.ts'
import type { CallRecord, CallTotals } from '../../contract/calls.ts'

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
