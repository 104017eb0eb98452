import { DateTime } from 'luxon'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../contract/amounts.ts'
import type { SummaryBy, SummaryLine } from '../../contract/calls.ts'
import type { UsageLine } from '../../contract/usage.ts'
import type { Db } from '../db.ts'
import { usageSums } from './usage/sums.ts'

export interface SummaryRequest {
  by: SummaryBy
  since?: number | undefined
  until?: number | undefined
  /** Only calls of this team. */
  teamId?: string | undefined
  /** Time zone in which days begin. */
  timeZone: string
}

/** What calls add up to by member, team, model, key or day; the dearest first, days newest first. */
export function summaryBy(db: Db, { by, ...request }: SummaryRequest): SummaryLine[] {
  if (by !== 'day') {
    const lines = usageSums(db, { ...request, by: [by] })
    return lines.map((line) => toLine(line.groups[0] ?? '', line.labels[0] ?? '', line))
  }
  const zone = request.timeZone
  return usageSums(db, { ...request, by: [], step: 'day' })
    .map((line) => {
      const name = DateTime.fromMillis(line.at ?? 0, { zone }).toISODate() ?? ''
      return toLine(name, name, line)
    })
    .reverse()
}

function toLine(group: string, label: string, line: UsageLine): SummaryLine {
  const { calls, failed, refused, unpriced, costNanoUsd, usage } = line
  return {
    ...{ group, label, calls, costNanoUsd, unpriced, usage, failed: failed + refused },
    inputTokens: sumOfBuckets(usage, INPUT_BUCKETS),
    outputTokens: sumOfBuckets(usage, OUTPUT_BUCKETS),
  }
}
