import { sql } from 'kysely'
import { firstCallIdAt } from '../../base/ids.ts'
import type { SpendByModel } from '../../contract/status.ts'
import type { Db } from '../db.ts'

const HOUR_MS = 3_600_000
const HOURS = 24

/** Money and calls per model in each of the last 24 hours; the dearest model first. Refused calls are left out.
 * Of one team where asked. */
export function spendByModel(
  db: Db,
  { now, teamId }: { now: number; teamId?: string | undefined },
): SpendByModel {
  const first = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS
  const hours = Array.from({ length: HOURS }, (_, index) => first + index * HOUR_MS)
  const query = db.sql
    .selectFrom('calls')
    .select(({ fn }) => [
      'model',
      // Numbers are bound as REAL, whose division has a fraction.
      sql<number>`CAST(("startedAt" - ${first}) / ${HOUR_MS} AS INTEGER)`.as('hour'),
      fn.countAll<number>().as('calls'),
      fn.sum<number | null>('costNanoUsd').as('costNanoUsd'),
      sql<number>`sum("priceState" IS 'unknown')`.as('unpriced'),
    ])
    .where('id', '>=', firstCallIdAt(first))
    .where('startedAt', '>=', first)
    .where('startedAt', '<', first + HOURS * HOUR_MS)
    .where('outcome', '!=', 'refused')
    .where('model', 'is not', null)
    .groupBy(['model', 'hour'])
  const rows = db.all(teamId === undefined ? query : query.where('teamId', '=', teamId))
  const series = new Map<string, SpendByModel['series'][number]>()
  for (const { model, hour, calls, costNanoUsd, unpriced } of rows) {
    if (model === null) continue
    const line = series.get(model) ?? emptySeries(model)
    series.set(model, line)
    line.calls[hour] = calls
    line.costNanoUsd[hour] = costNanoUsd ?? 0
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
