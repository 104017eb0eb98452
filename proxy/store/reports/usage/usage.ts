import type { UsageLine, UsageQuery, UsageReport } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { FIGURES } from '../../rollups/columns.ts'
import { Histogram, spreadOf } from '../../rollups/histogram.ts'
import { figuresOf, type Gathered, gather, merge } from './gather.ts'
import { groupReader } from './labels.ts'
import { runningStep } from './steps.ts'

export interface UsageQuestion extends UsageQuery {
  /** Only calls of this team. */
  teamId?: string | undefined
  /** The workspace's: days begin at its midnights. */
  timeZone: string
  now: number
}

/** What calls add up to, by step of time and by up to two dimensions. */
export function usageReport(db: Db, question: UsageQuestion): UsageReport {
  const { from, to, step, by, timeZone, now } = question
  const found = gather(db, question)
  const read = groupReader(db, by, found)
  const lines = new Map<
    string,
    { sums: Gathered; line: Pick<UsageLine, 'at' | 'groups' | 'labels'> }
  >()
  const totals = noSums()
  for (const sums of found) {
    const groups = read(sums.groups)
    const line = {
      at: step === 'none' ? null : sums.at,
      groups: groups.map(({ value }) => value),
      labels: groups.map(({ label }) => label),
    }
    merge(totals, sums)
    // Statuses that read alike are one group: 200 and 201 are both `ok`.
    const name = JSON.stringify([line.at, line.groups])
    const same = lines.get(name)
    if (same) merge(same.sums, sums)
    else lines.set(name, { sums, line })
  }
  return {
    lines: [...lines.values()]
      .map(({ sums, line }) => ({ ...line, ...figuresOf(sums) }))
      .sort(inOrder),
    totals: { at: null, groups: [], labels: [], ...figuresOf(totals) },
    ...{ from, to, runningFrom: runningStep(step, timeZone, now) },
    spread: { totalMs: spreadOf(totals.totalMs), firstByteMs: spreadOf(totals.firstByteMs) },
  }
}

function noSums(): Gathered {
  return {
    ...{ at: 0, groups: [], figures: FIGURES.map(() => 0) },
    ...{ totalMs: new Histogram(), firstByteMs: new Histogram() },
  }
}

/** Oldest step first, then the dearest. */
function inOrder(a: UsageLine, b: UsageLine): number {
  return (
    (a.at ?? 0) - (b.at ?? 0) ||
    b.costNanoUsd - a.costNanoUsd ||
    b.calls - a.calls ||
    (a.labels.join() < b.labels.join() ? -1 : 1)
  )
}
