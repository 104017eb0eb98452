import { firstCallIdAt } from '../base/ids.ts'
import type { Db } from './db.ts'
import { Names } from './names.ts'
import { rollupAdjuster } from './rollups/adjust.ts'
import type { CallRow, RepricedCallRow, RepricingRow } from './schema/calls.ts'

/** A finished call that used something, and the preset of the key it went out with. */
export type PricedRow = CallRow & { preset: string | null }

/** The next calls of a stretch of time whose cost is ours to compute, oldest first. */
export function callsToPrice(
  db: Db,
  { since, until, after, limit }: { since: number; until: number; after: number; limit: number },
): PricedRow[] {
  return db.all(
    db.sql
      .selectFrom('calls')
      .leftJoin('keys', 'keys.id', 'calls.keyId')
      .selectAll('calls')
      .select('keys.preset as preset')
      .where('calls.id', '>', Math.max(after, firstCallIdAt(since) - 1))
      .where('calls.id', '<', firstCallIdAt(until))
      .where('calls.endedAt', 'is not', null)
      .where('calls.usageState', '!=', 'none')
      .where('calls.priceState', '!=', 'reported')
      .where('calls.model', 'is not', null)
      .orderBy('calls.id')
      .limit(limit),
  )
}

/** A call's cost as it becomes. */
export type NewCost = Pick<CallRow, 'id' | 'costNanoUsd' | 'priceState' | 'priceId'>

export function insertRepricing(db: Db, repricing: RepricingRow): void {
  db.run(db.sql.insertInto('repricings').values(repricing))
}

/** Gives calls another cost and keeps the one before, all or none of them. */
export function repriceCalls(db: Db, repricingId: string, costs: readonly NewCost[]): void {
  // Prepared once for the batch: building SQL for each row would cost more than running it.
  const keep = db.raw.prepare(
    `INSERT INTO repricedCalls (callId, repricingId, costNanoUsd, priceState, priceId)
     SELECT id, ?, costNanoUsd, priceState, priceId FROM calls WHERE id = ?`,
  )
  const update = db.raw.prepare(
    'UPDATE callRows SET costNanoUsd = ?, priceState = ?, price = ? WHERE id = ?',
  )
  const names = new Names(db)
  const adjust = rollupAdjuster(db)
  db.transaction(() => {
    for (const { id, costNanoUsd, priceState, priceId } of costs) {
      keep.run(repricingId, id)
      adjust(id, { costNanoUsd, priceState })
      update.run(costNanoUsd, names.code(priceState), names.code(priceId), id)
    }
    db.run(
      db.sql
        .updateTable('repricings')
        .set(({ eb }) => ({ calls: eb('calls', '+', costs.length) }))
        .where('id', '=', repricingId),
    )
  })
}

/** What calls cost before they were priced anew. */
export function costsBefore(db: Db, repricingId: string): RepricedCallRow[] {
  return db.all(
    db.sql
      .selectFrom('repricedCalls')
      .selectAll()
      .where('repricingId', '=', repricingId)
      .orderBy('callId'),
  )
}
