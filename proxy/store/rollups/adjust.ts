import { callTime } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { CODES } from '../names.ts'
import type { NewCost } from '../repricings.ts'
import { fromRow, ROLLED_BY, type RollupTable } from './columns.ts'
import { packSpoiler } from './packing.ts'
import { rollupState } from './state.ts'

/**
 * Tells the rollups that a call costs something else, inside the transaction that changes its row, and before it.
 * Calls that are not rolled up yet will be with their new cost.
 */
export function rollupAdjuster(
  db: Db,
): (id: number, cost: Pick<NewCost, 'costNanoUsd' | 'priceState'>) => void {
  const { upTo, daysFrom } = rollupState(db)
  const spoil = packSpoiler(db)
  const isPending = db.raw.prepare('SELECT 1 FROM rollupPending WHERE callId = ?')
  const before = db.raw.prepare<[number], { costNanoUsd: number | null; priceState: number }>(
    'SELECT costNanoUsd, priceState FROM callRows WHERE id = ?',
  )
  const prepare = (table: RollupTable, at: string) =>
    db.raw.prepare(
      `UPDATE ${table} SET costNanoUsd = costNanoUsd + ?, unpriced = unpriced + ?,
         mostCostNanoUsd = max(mostCostNanoUsd, ?)
       WHERE ("at", ${ROLLED_BY.map((column) => `"${column}"`)}) =
         (SELECT ${at}, ${ROLLED_BY.map(fromRow)} FROM callRows WHERE id = ?)`,
    )
  const hours = prepare('usageHourly', 'usageHour(id / 1024)')
  const days = prepare(
    'usageDaily',
    'CASE WHEN usageHour(id / 1024) < ? THEN usageDay(id / 1024) END',
  )
  return function adjust(id, { costNanoUsd, priceState }) {
    if (id > upTo || isPending.get(id) !== undefined) return
    const was = before.get(id)
    if (!was) return
    const figures = [
      (costNanoUsd ?? 0) - (was.costNanoUsd ?? 0),
      Number(priceState === 'unknown') - Number(was.priceState === CODES.unknown),
      costNanoUsd ?? 0,
    ]
    hours.run(...figures, id)
    days.run(...figures, daysFrom, id)
    spoil(callTime(id))
  }
}
