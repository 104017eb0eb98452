import { callTime, firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { nextDay, type RollupClock } from '../rollups/clock.ts'
import type { RollupTable } from '../rollups/columns.ts'
import {
  asNamed,
  type Condition,
  conditionTest,
  conditionText,
  placesOf,
} from '../rollups/conditions.ts'
import { PackReader } from '../rollups/pack.ts'
import { newestPacks, packedTo } from '../rollups/packs.ts'
import { knownOf, learn, type RollupState, rollupState } from '../rollups/state.ts'
import type { Stretch } from './walkBack.ts'

const HOUR_MS = 3_600_000

export interface CandidateQuestion extends Stretch {
  /**
   * On rollups: what is told apart there is told exactly; what is `most` says how far the calls of a rollup reach. What
   * rollups cannot tell must be left out.
   */
  conditions: readonly Condition[]
}

/**
 * Where calls can be that fulfil some conditions, newest first: the rollups are the index of the ledger. What is not
 * rolled up yet may hold anything. Looks only as far back as the answers are taken, and is only right as long as
 * the transaction lasts in which they are.
 */
export function* candidateHours(db: Db, question: CandidateQuestion): Generator<Stretch> {
  learn(db)
  const state = rollupState(db)
  const { from, to, conditions } = question
  const rolledTo = state.clearing === 1 || conditions.length === 0 ? from : state.upTo + 1
  if (to > Math.max(from, rolledTo)) yield { from: Math.max(from, rolledTo), to }
  const end = Math.min(to, rolledTo)
  if (end <= from) return
  const { clock } = knownOf(db)
  const pending = pendingHours(db, clock, { from, to: end })
  const held = new Held(db, state, conditions)
  for (const day of daysWithHours(held, state, clock, { from, to: end }, pending)) {
    const hours = new Set([
      ...held.hoursOf(day),
      ...pending.filter((hour) => hour >= day.from && hour < day.to),
    ])
    yield* joined(
      [...hours].sort((a, b) => b - a),
      { from, to: end },
    )
  }
}

/** Days, newest first, in which something can be; as times. Where days are being made anew, every day is one. */
function* daysWithHours(
  held: Held,
  { daysFrom }: RollupState,
  clock: RollupClock,
  { from, to }: Stretch,
  pending: readonly number[],
): Generator<Stretch> {
  const first = clock.hourOf(callTime(from))
  const firstDay = clock.dayOf(first)
  // The day from which on not all hours are in their days.
  const growing = clock.dayOf(daysFrom)
  for (let until = callTime(to - 1) + 1; until > first; ) {
    const passedOver = pending.find((hour) => hour < until) ?? Number.NEGATIVE_INFINITY
    const found =
      until > growing ? clock.dayOf(until - 1) : held.newestDay({ from: firstDay, to: until })
    const day = Math.max(found ?? Number.NEGATIVE_INFINITY, passedOver)
    if (day === Number.NEGATIVE_INFINITY) return
    const begin = clock.dayOf(day)
    yield { from: Math.max(first, begin), to: Math.min(until, nextDay(clock, begin + 1)) }
    until = begin
  }
}

/** So many days are read from their packs at a time: rare calls lie far back. */
const DAYS_AT_ONCE = 32
/** More hours than a day has. */
const HOURS_OF_DAY = 30

/** Which hours and days hold rollups that fulfil all conditions. */
class Held {
  readonly #db: Db
  readonly #packedTo: Record<RollupTable, number>
  readonly #where: string
  readonly #reader: PackReader
  readonly #test: ReturnType<typeof conditionTest>
  /** Newest first, as far as they were looked through already, and up to where that is all of them. */
  #days: number[] = []
  #daysFrom = Number.POSITIVE_INFINITY

  constructor(db: Db, state: RollupState, conditions: readonly Condition[]) {
    const all: Condition = { all: conditions }
    this.#db = db
    this.#packedTo = {
      usageHourly: packedTo(state, 'packedHours'),
      usageDaily: packedTo(state, 'packedDays'),
    }
    this.#where = conditionText(all, asNamed)
    this.#reader = new PackReader(placesOf(all))
    this.#test = conditionTest(all)
  }

  /** Its last rollups before `to`; undefined where there are none. */
  newestDay({ from, to }: Stretch): number | undefined {
    for (;;) {
      const known = this.#days.find((day) => day < to)
      if (known !== undefined) return known >= from ? known : undefined
      const end = Math.min(to, this.#daysFrom)
      if (end <= from) return undefined
      this.#lookThrough(from, end)
    }
  }

  /** The next days before `to`, as many as are read at once. */
  #lookThrough(from: number, to: number): void {
    const packed = { table: 'packedDays', begin: from, end: to } as const
    const unpackedFrom = Math.max(from, this.#packedTo.usageDaily)
    if (unpackedFrom < to) {
      this.#days = this.#rowsAmong('usageDaily', { from: unpackedFrom, to }, DAYS_AT_ONCE)
      this.#daysFrom = this.#days.length < DAYS_AT_ONCE ? unpackedFrom : (this.#days.at(-1) ?? from)
      return
    }
    const packs = newestPacks(this.#db, packed, DAYS_AT_ONCE)
    this.#days = packs.flatMap(({ at, figures }) =>
      this.#holds('usageDaily', at, figures) ? [at] : [],
    )
    this.#daysFrom = packs.length < DAYS_AT_ONCE ? from : (packs.at(-1)?.at ?? from)
  }

  /** The hours of a day, or of a part of one. */
  hoursOf({ from, to }: Stretch): number[] {
    const end = Math.min(to, this.#packedTo.usageHourly)
    const packed = { table: 'packedHours', begin: from, end } as const
    return [
      ...(end < to ? this.#rowsAmong('usageHourly', { from: Math.max(from, end), to }) : []),
      ...(end > from ? newestPacks(this.#db, packed, HOURS_OF_DAY) : []).flatMap(
        ({ at, figures }) => (this.#holds('usageHourly', at, figures) ? [at] : []),
      ),
    ]
  }

  #holds(table: RollupTable, at: number, figures: Uint8Array | null): boolean {
    if (figures === null) return this.#rowsAmong(table, { from: at, to: at + 1 }).length > 0
    const reader = this.#reader
    reader.read(figures)
    for (let row = 0; row < reader.rows; row++) if (this.#test(reader.columns, row)) return true
    return false
  }

  /** The same from the rollups themselves, newest first. */
  #rowsAmong(table: RollupTable, { from, to }: Stretch, most = HOURS_OF_DAY): number[] {
    return this.#db.raw
      .prepare<[number, number, number], number>(
        `SELECT DISTINCT "at" FROM ${table} WHERE "at" >= ? AND "at" < ? AND ${this.#where}
         ORDER BY "at" DESC LIMIT ?`,
      )
      .pluck()
      .all(from, to, most)
  }
}

/** Hours of calls that were passed over, newest first: they are few. */
function pendingHours(db: Db, { hourOf }: RollupClock, { from, to }: Stretch): number[] {
  const rows = db.all(
    db.sql
      .selectFrom('rollupPending')
      .select('callId')
      .where('callId', '>=', from)
      .where('callId', '<', to)
      .orderBy('callId', 'desc'),
  )
  return [...new Set(rows.map(({ callId }) => hourOf(callTime(callId))))]
}

/** Hours that follow each other as one stretch of ids, kept to what was asked for. */
function* joined(hours: readonly number[], { from, to }: Stretch): Generator<Stretch> {
  let end: number | undefined
  for (const [index, hour] of hours.entries()) {
    end ??= hour + HOUR_MS
    if (hours[index + 1] === hour - HOUR_MS) continue
    const stretch = {
      from: Math.max(from, firstCallIdAt(hour)),
      to: Math.min(to, firstCallIdAt(end)),
    }
    if (stretch.from < stretch.to) yield stretch
    end = undefined
  }
}
