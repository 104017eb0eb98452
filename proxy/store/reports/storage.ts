import { firstCallIdAt } from '../../base/ids.ts'
import type { StoragePreview } from '../../contract/storage.ts'
import { countTakable } from '../audit/beginning.ts'
import type { Db } from '../db.ts'
import { addressesFrom, type SweepPlan, usedBytes } from '../retention/sweep.ts'
import { deletableUntil } from '../rollups/changeZone.ts'
import { knownOf, rollupState } from '../rollups/state.ts'

/** How much a deletion by this plan would take away, as far as age goes. */
export function storagePreview(db: Db, plan: SweepPlan): Omit<StoragePreview, 'neededFrom'> {
  const deletable = deletableUntil(db)
  const { rowsFrom, hoursFrom } = rollupState(db)
  const { clock } = knownOf(db)
  const idAt = (moment: number) => firstCallIdAt(Math.max(0, Math.min(moment, deletable)))
  const rowsTo = Math.max(rowsFrom, firstCallIdAt(clock.hourOf(Math.min(plan.calls, deletable))))
  const hoursTo = Math.max(hoursFrom, clock.dayOf(Math.min(plan.hours, rowsTo / 1024)))
  const count = (from: string, ...values: number[]) =>
    db.raw
      .prepare<number[], number>(`SELECT count(*) FROM ${from}`)
      .pluck()
      .get(...values) ?? 0
  return {
    calls: count('callRows WHERE id < ?', rowsTo),
    details: count('callDetails WHERE callId < ?', Math.max(rowsTo, idAt(plan.details))),
    // Those of calls that are deleted themselves are not counted twice.
    addresses: count(
      'callRows WHERE id > ? AND id < ? AND address <> 0',
      Math.max(addressesFrom(db), rowsTo - 1),
      idAt(plan.addresses),
    ),
    hours: count('usageHourly WHERE "at" < ?', hoursTo),
    alarms: count(`alarms WHERE lastAt < ? AND state = 'solved'`, plan.alarms),
    audit: countTakable(db, plan.audit),
    bytesTooMany: plan.mostBytes === null ? 0 : Math.max(0, usedBytes(db) - plan.mostBytes),
  }
}
