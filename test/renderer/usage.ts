import { type Usage, usageOf } from '../../proxy/contract/calls.ts'
import type { UsageLine, UsageReport } from '../../proxy/contract/usage.ts'

/** A line of a usage report; its groups are its labels unless `part` says otherwise. */
export function usageLine(
  part: Partial<Omit<UsageLine, 'usage'>> & { usage?: Partial<Usage> },
): UsageLine {
  const { usage, ...rest } = part
  return {
    ...{ at: null, groups: [], labels: (part.groups ?? []).map((group) => group ?? '') },
    ...{ calls: 1, failed: 0, refused: 0, unpriced: 0, costNanoUsd: 0 },
    ...{ totalMs: null, firstByteMs: null, ...rest },
    usage: usageOf(usage),
  }
}

export function usageReport(lines: UsageLine[], part: Partial<UsageReport> = {}): UsageReport {
  return {
    lines,
    totals: usageLine({}),
    from: 0,
    to: 100,
    runningFrom: 50,
    spread: NO_SPREAD,
    ...part,
  }
}

const NO_SPREAD = { totalMs: [], firstByteMs: [] }
