import type { Statement } from 'better-sqlite3'
import { callTime, firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { nextDay } from './clock.ts'
import { Packing, packSpoiler } from './packing.ts'
import { knownOf, learn, type RollupState, rollupState, setState } from './state.ts'
import { TakeUp } from './takeUp.ts'

/** So many calls are rolled up in one go: some milliseconds in which no call can begin or end. Fewer cost more in all. */
const SLICE = 1000
const HOUR_MS = 3_600_000
/** A call in flight holds the mark for so long; afterwards it is left pending and taken up when it is over. */
const PATIENCE_MS = 60_000

/**
 * Rolls calls up by hour and day, on the writer's connection and a little at a time. The mark moves in the same
 * transaction as the sums: rollups, calls after the mark and pending calls are the whole truth at every moment.
 */
export class RollUp {
  readonly #db: Db
  readonly #now: () => number
  readonly #takeUp: TakeUp
  readonly #firstOpen: Statement<[number, number], number | null>
  readonly #sliceEnd: Statement<[number, number], number | null>
  readonly #leave: Statement<[number, number]>
  readonly #isSettled: Statement<[], number>
  readonly #dropSettled: Statement
  readonly #nextHour: Statement<[number, number], number | null>
  readonly #settled: Statement<[], number>
  readonly #hours: Packing
  readonly #days: Packing

  /** Larger slices are faster in all, where nobody waits. */
  constructor(db: Db, now: () => number, slice = SLICE) {
    this.#db = db
    this.#now = now
    knownOf(db)
    this.#takeUp = new TakeUp(db)
    const prepare = <Inputs extends unknown[], Value>(text: string) =>
      db.raw.prepare<Inputs, Value>(text).pluck()
    this.#firstOpen = prepare(
      'SELECT min(id) FROM callRows WHERE endedMs IS NULL AND id > ? AND id >= ?',
    )
    this.#sliceEnd = prepare(
      `SELECT max(id) FROM (SELECT id FROM callRows WHERE id > ? AND id < ? ORDER BY id LIMIT ${slice})`,
    )
    this.#leave = db.raw.prepare(
      'INSERT INTO rollupPending SELECT id FROM callRows WHERE endedMs IS NULL AND id > ? AND id <= ?',
    )
    // CROSS keeps the order: without statistics SQLite would look through all calls for the few that are pending.
    this.#isSettled = prepare(
      'SELECT 1 FROM rollupPending CROSS JOIN callRows ON id = callId WHERE endedMs IS NOT NULL LIMIT 1',
    )
    this.#dropSettled = db.raw.prepare(
      `DELETE FROM rollupPending WHERE callId IN
       (SELECT id FROM rollupPending CROSS JOIN callRows ON id = callId WHERE endedMs IS NOT NULL)`,
    )
    this.#settled = prepare(
      'SELECT callId FROM rollupPending CROSS JOIN callRows ON id = callId WHERE endedMs IS NOT NULL',
    )
    this.#hours = new Packing(db, 'packedHours')
    this.#days = new Packing(db, 'packedDays')
    this.#nextHour = prepare('SELECT min("at") FROM usageHourly WHERE "at" >= ? AND "at" < ?')
  }

  /** Does a little of what is to be done, and says whether there is more. */
  step(): boolean {
    const more = this.#db.transaction(() => this.#step(rollupState(this.#db)))
    learn(this.#db)
    return more
  }

  #step(state: RollupState): boolean {
    if (state.clearing === 1) return this.#clearHour(state)
    if (this.#isSettled.get() !== undefined) {
      const spoil = packSpoiler(this.#db)
      for (const id of this.#settled.all()) spoil(callTime(id))
      this.#noteUses(this.#takeUp.settled(state.daysFrom))
      this.#dropSettled.run()
    }
    if (this.#slice(state)) return true
    return this.#hourToDay(state) || this.#pack(state)
  }

  #slice({ upTo, buckets }: RollupState): boolean {
    const patient = firstCallIdAt(this.#now() - PATIENCE_MS)
    const open = this.#firstOpen.get(upTo, patient) ?? Number.MAX_SAFE_INTEGER
    const end = this.#sliceEnd.get(upTo, open) ?? undefined
    if (end === undefined) return false
    this.#leave.run(upTo, end)
    this.#noteUses(this.#takeUp.slice(upTo, end, buckets))
    setState(this.#db, { upTo: end })
    return true
  }

  #noteUses(buckets: number): void {
    const known = rollupState(this.#db).buckets
    if ((known | buckets) !== known) setState(this.#db, { buckets: known | buckets })
  }

  /** The next hour that is over goes into its day. Whoever asks for `daysFrom` finds all hours before in their days. */
  #hourToDay({ hoursFrom, daysFrom, upTo }: RollupState): boolean {
    const { raw } = this.#db
    const { clock } = knownOf(this.#db)
    const hour = this.#nextHour.get(daysFrom, clock.hourOf(callTime(upTo)))
    if (hour === null || hour === undefined) return false
    const day = Math.max(clock.dayOf(hour), hoursFrom)
    // Begun anew: what stands up to its end was cut in another zone.
    if (day >= daysFrom) {
      const end = nextDay(clock, hour + 1)
      raw.prepare('DELETE FROM usageDaily WHERE "at" >= ? AND "at" < ?').run(daysFrom, end)
      this.#days.remove(daysFrom, end)
    }
    this.#takeUp.hourToDay(hour, day)
    setState(this.#db, { daysFrom: hour + HOUR_MS })
    return true
  }

  /** One hour or day that is over, and goes into its day no more. */
  #pack({ daysFrom, hoursPackedTo, daysPackedTo }: RollupState): boolean {
    const { clock } = knownOf(this.#db)
    const hour = this.#hours.next(hoursPackedTo, daysFrom)
    if (hour !== undefined) {
      this.#hours.pack(hour)
      setState(this.#db, { hoursPackedTo: Math.max(hoursPackedTo, hour + HOUR_MS) })
      return true
    }
    const day = this.#days.next(daysPackedTo, clock.dayOf(daysFrom))
    if (day === undefined) return false
    this.#days.pack(day)
    setState(this.#db, { daysPackedTo: Math.max(daysPackedTo, day + 1) })
    return true
  }

  #clearHour({ rowsFrom }: RollupState): boolean {
    const { raw } = this.#db
    const hour = raw
      .prepare<[number], number | null>('SELECT max("at") FROM usageHourly WHERE "at" > ?')
      .pluck()
      .get(callTime(rowsFrom) - HOUR_MS)
    if (typeof hour === 'number') {
      raw.prepare('DELETE FROM usageHourly WHERE "at" = ?').run(hour)
      this.#hours.remove(hour, Number.MAX_SAFE_INTEGER)
    } else setState(this.#db, { clearing: 0 })
    return true
  }
}
