import type { Statement } from 'better-sqlite3'
import { USAGE_BUCKETS } from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import { hourShift } from './clock.ts'
import { fromRow, ROLLED_BY, type RollupTable, SUMS } from './columns.ts'
import { knownOf } from './state.ts'

const HOUR_MS = 3_600_000

const BY = ROLLED_BY.map((column) => `"${column}"`)
const KEY = ['"at"', ...BY]
const COLUMNS = SUMS.map(({ column }) => column)

/** Adds sums to a rollup table: `select` gives the key and then the sums. */
const addTo = (table: RollupTable, select: string) => `
  INSERT INTO ${table} (${[...KEY, ...COLUMNS]}) ${select}
  ON CONFLICT (${KEY}) DO UPDATE SET ${SUMS.map(
    (sum) => `${sum.column} = ${sum.with(`${table}.${sum.column}`, `excluded.${sum.column}`)}`,
  )}`

const ofRows = (at: string, where: string) => `
  SELECT ${at}, ${ROLLED_BY.map(fromRow)}, ${SUMS.map((sum) => sum.ofRows)}
  FROM callRows WHERE ${where} GROUP BY ${KEY.map((_, index) => index + 1)}`

/** As `hourOf` of the clock has it, given how far hours are off: plain SQL, because every call comes by here. */
const HOUR = `(id / 1024 + @shift) / ${HOUR_MS} * ${HOUR_MS} - @shift`
const SLICE = 'id > @after AND id <= @upTo AND endedMs IS NOT NULL'
const SETTLED = 'id IN (SELECT callId FROM rollupPending) AND endedMs IS NOT NULL'

/** Which buckets some calls use, a bit for each. */
const used = (where: string) => `
  SELECT ${USAGE_BUCKETS.map((bucket, place) => `ifnull(max(${bucket}) > 0, 0) * ${2 ** place}`).join(' + ')}
  FROM callRows WHERE ${where}`

/** Whether some calls use a bucket that is none of `known`: cheaper than to tell which. */
const usesOther = (where: string, known: number) => {
  const others = USAGE_BUCKETS.filter((_, place) => (known & (2 ** place)) === 0)
  return `SELECT 1 FROM callRows WHERE ${where} AND ${others.join(' + ') || 0} > 0 LIMIT 1`
}

/** The statements that bring calls into the rollups; each runs inside the caller's transaction. */
export class TakeUp {
  readonly #db: Db
  readonly #sliceHours: Statement
  readonly #settledHours: Statement
  readonly #settledDays: Statement
  readonly #hourToDay: Statement
  readonly #sliceUses: Statement<[object], number>
  #sliceUsesOther: { than: number; statement: Statement<[object], number> } | undefined
  readonly #settledUses: Statement<[], number>

  constructor(db: Db) {
    this.#db = db
    const { raw } = db
    this.#sliceHours = raw.prepare(addTo('usageHourly', ofRows(HOUR, SLICE)))
    this.#settledHours = raw.prepare(addTo('usageHourly', ofRows(HOUR, SETTLED)))
    this.#settledDays = raw.prepare(
      addTo('usageDaily', ofRows('usageDay(id / 1024)', `${SETTLED} AND ${HOUR} < @daysFrom`)),
    )
    this.#sliceUses = raw.prepare<[object], number>(used(SLICE)).pluck()
    this.#settledUses = raw.prepare<[], number>(used(SETTLED)).pluck()
    this.#hourToDay = raw.prepare(
      addTo('usageDaily', `SELECT ?, ${BY}, ${COLUMNS} FROM usageHourly WHERE "at" = ? AND true`),
    )
  }

  /** Calls after one id up to another. Answers which buckets they use beside those that are known. */
  slice(after: number, upTo: number, known: number): number {
    this.#sliceHours.run({ after, upTo, shift: this.#shift() })
    if (this.#sliceUsesOther?.than !== known) {
      const text = usesOther(SLICE, known)
      const statement = this.#db.raw.prepare<[object], number>(text).pluck()
      this.#sliceUsesOther = { than: known, statement }
    }
    if (this.#sliceUsesOther.statement.get({ after, upTo }) === undefined) return 0
    return this.#sliceUses.get({ after, upTo }) ?? 0
  }

  /** Pending calls that are over. Days take up only what began in hours before `daysFrom`. */
  settled(daysFrom: number): number {
    const shift = this.#shift()
    this.#settledHours.run({ shift })
    this.#settledDays.run({ shift, daysFrom })
    return this.#settledUses.get() ?? 0
  }

  hourToDay(hour: number, day: number): void {
    this.#hourToDay.run(day, hour)
  }

  #shift(): bigint {
    // Whole numbers are bound as REAL otherwise, whose division has a fraction.
    return BigInt(hourShift(knownOf(this.#db).clock.zone))
  }
}
