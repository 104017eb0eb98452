import type { Statement } from 'better-sqlite3'
import type { Db } from '../db.ts'
import { fromRow, ROLLED_BY, type RollupTable, SUMS } from './columns.ts'

const BY = ROLLED_BY.map((column) => `"${column}"`)
const KEY = ['"at"', ...BY]
const COLUMNS = SUMS.map(({ column }) => column)
const EVER = Number.MAX_SAFE_INTEGER

/** Adds sums to a rollup table: `select` gives the key and then the sums. */
const addTo = (table: RollupTable, select: string) => `
  INSERT INTO ${table} (${[...KEY, ...COLUMNS]}) ${select}
  ON CONFLICT (${KEY}) DO UPDATE SET ${SUMS.map(
    (sum) => `${sum.column} = ${sum.with(`${table}.${sum.column}`, `excluded.${sum.column}`)}`,
  )}`

const ofRows = (at: string, where: string) => `
  SELECT ${at}(id / 1024), ${ROLLED_BY.map(fromRow)}, ${SUMS.map((sum) => sum.ofRows)}
  FROM callRows WHERE ${where} GROUP BY ${KEY.map((_, index) => index + 1)}`

const SLICE = 'id > ? AND id <= ? AND endedMs IS NOT NULL'
const SETTLED = 'id IN (SELECT callId FROM rollupPending) AND endedMs IS NOT NULL'

/** The statements that bring calls into the rollups; each runs inside the caller's transaction. */
export class TakeUp {
  readonly #sliceHours: Statement
  readonly #sliceDays: Statement
  readonly #settledHours: Statement
  readonly #settledDays: Statement
  readonly #hourToDay: Statement

  constructor({ raw }: Db) {
    const before = 'usageHour(id / 1024) < ?'
    this.#sliceHours = raw.prepare(addTo('usageHourly', ofRows('usageHour', SLICE)))
    this.#sliceDays = raw.prepare(addTo('usageDaily', ofRows('usageDay', `${SLICE} AND ${before}`)))
    this.#settledHours = raw.prepare(addTo('usageHourly', ofRows('usageHour', SETTLED)))
    this.#settledDays = raw.prepare(
      addTo('usageDaily', ofRows('usageDay', `${SETTLED} AND ${before}`)),
    )
    this.#hourToDay = raw.prepare(
      addTo('usageDaily', `SELECT ?, ${BY}, ${COLUMNS} FROM usageHourly WHERE "at" = ? AND true`),
    )
  }

  /** Calls after one id up to another. Days take up only what began in hours before `daysFrom`. */
  slice(after: number, upTo: number, daysFrom: number | null): void {
    this.#sliceHours.run(after, upTo)
    this.#sliceDays.run(after, upTo, daysFrom ?? EVER)
  }

  /** Pending calls that are over. */
  settled(daysFrom: number | null): void {
    this.#settledHours.run()
    this.#settledDays.run(daysFrom ?? EVER)
  }

  hourToDay(hour: number, day: number): void {
    this.#hourToDay.run(day, hour)
  }
}
