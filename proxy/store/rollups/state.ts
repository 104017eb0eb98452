import type { Db } from '../db.ts'
import type { RollupStateRow } from '../schema/rollups.ts'
import { type RollupClock, rollupClock } from './clock.ts'
import { teachHistograms } from './histogram.ts'

export type RollupState = Omit<RollupStateRow, 'id'>

export function rollupState(db: Db): RollupState {
  const state = db.get(db.sql.selectFrom('rollupState').selectAll())
  if (!state) throw new Error('The database does not say how far it is rolled up')
  return state
}

/** What a connection knows of rollups without asking the database. */
interface Known {
  clock: RollupClock
  /** As in the state; only the writer's are kept up to date all the time. */
  upTo: number
  hoursFrom: number
}

const KNOWN = new WeakMap<Db, Known>()

/** Teaches a connection the functions of rollups, once. */
export function knownOf(db: Db): Known {
  const known = KNOWN.get(db)
  if (known) return known
  const { zone, upTo, hoursFrom } = rollupState(db)
  const made: Known = { clock: rollupClock(zone), upTo, hoursFrom }
  KNOWN.set(db, made)
  teachHistograms(db)
  db.raw.function('usageHour', (at) => made.clock.hourOf(Number(at)))
  db.raw.function('usageDay', (at) => rolledDayOf(db, Number(at)))
  return made
}

/**
 * Under which day a moment is rolled up. A day of which only the end is left begins there, lest it be mixed with what
 * was kept of its beginning.
 */
export function rolledDayOf(db: Db, at: number): number {
  const { clock, hoursFrom } = knownOf(db)
  return Math.max(clock.dayOf(at), at >= hoursFrom ? hoursFrom : 0)
}

/** Changes the state inside a transaction; whoever commits it calls `learn` afterwards. */
export function setState(db: Db, part: Partial<RollupState>): void {
  db.run(db.sql.updateTable('rollupState').set(part))
}

/** Takes up what the state says now. */
export function learn(db: Db): void {
  const { zone, upTo, hoursFrom } = rollupState(db)
  const known = knownOf(db)
  known.upTo = upTo
  known.hoursFrom = hoursFrom
  if (known.clock.zone !== zone) known.clock = rollupClock(zone)
}
