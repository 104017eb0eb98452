import { callTime } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { hourShift } from './clock.ts'
import { knownOf, learn, rollupState, setState } from './state.ts'

/**
 * From now on hours and days are those of this zone. Days are made anew from hours by and by; where the hours
 * themselves begin at other minutes, they are made anew from the calls that are still there. Reports do without
 * what is not made yet.
 */
export function changeZone(db: Db, zone: string): void {
  db.transaction(() => {
    const state = rollupState(db)
    if (state.zone === zone) return
    const { daysPackedTo, hoursPackedTo } = state
    const daysFrom = state.hoursFrom
    setState(db, { zone, daysFrom, daysPackedTo: Math.min(daysPackedTo, daysFrom) })
    if (hourShift(zone) === hourShift(state.zone)) return
    db.run(db.sql.deleteFrom('rollupPending'))
    setState(db, {
      ...{ clearing: 1, upTo: Math.max(0, state.rowsFrom - 1) },
      hoursPackedTo: Math.min(hoursPackedTo, callTime(state.rowsFrom)),
    })
  })
  learn(db)
}

/** Up to which moment calls can be deleted without being lost to the reports: a whole hour. */
export function deletableUntil(db: Db): number {
  const { upTo, clearing } = rollupState(db)
  if (clearing === 1) return 0
  const pending = db.get(
    db.sql.selectFrom('rollupPending').select(({ fn }) => fn.min('callId').as('id')),
  )
  const first = pending?.id === null || pending?.id === undefined ? upTo + 1 : pending.id
  return knownOf(db).clock.hourOf(callTime(first))
}
