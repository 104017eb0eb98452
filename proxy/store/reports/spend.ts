import type { SpendByModel } from '../../contract/status.ts'
import type { Db } from '../db.ts'
import { knownOf, learn } from '../rollups/state.ts'
import { usageSums } from './usage/sums.ts'

const HOUR_MS = 3_600_000
const HOURS = 24

/**
 * Money and calls per model in each of the last 24 hours; the dearest model first. Refused calls are left out. Of one
 * team where asked.
 */
export function spendByModel(
  db: Db,
  { now, teamId }: { now: number; teamId?: string | undefined },
): SpendByModel {
  learn(db)
  const first = knownOf(db).clock.hourOf(now) - (HOURS - 1) * HOUR_MS
  const hours = Array.from({ length: HOURS }, (_, index) => first + index * HOUR_MS)
  const lines = usageSums(db, {
    ...{ since: first, until: first + HOURS * HOUR_MS, step: 'hour', by: ['model'], teamId },
    filter: { status: { except: ['refused'] }, model: { except: [null] } },
  })
  const series = new Map<string, SpendByModel['series'][number]>()
  for (const { at, groups, calls, costNanoUsd, unpriced } of lines) {
    const model = groups[0] ?? ''
    const hour = Math.round(((at ?? first) - first) / HOUR_MS)
    const line = series.get(model) ?? emptySeries(model)
    series.set(model, line)
    line.calls[hour] = calls
    line.costNanoUsd[hour] = costNanoUsd
    line.unpriced[hour] = unpriced
  }
  const total = (figures: number[]) => figures.reduce((sum, figure) => sum + figure, 0)
  return {
    hours,
    series: [...series.values()].sort(
      (a, b) =>
        total(b.costNanoUsd) - total(a.costNanoUsd) ||
        total(b.calls) - total(a.calls) ||
        (a.model < b.model ? -1 : 1),
    ),
  }
}

function emptySeries(model: string): SpendByModel['series'][number] {
  const zeros = () => Array.from({ length: HOURS }, () => 0)
  return { model, costNanoUsd: zeros(), calls: zeros(), unpriced: zeros() }
}
