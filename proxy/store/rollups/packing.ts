import type { Statement } from 'better-sqlite3'
import type { Db } from '../db.ts'
import { PACKED, packFigures, packTimes } from './pack.ts'
import { knownOf, rolledDayOf, rollupState } from './state.ts'

export type PackTable = 'packedHours' | 'packedDays'

const FROM = { packedHours: 'usageHourly', packedDays: 'usageDaily' } as const

type Row = (number | Uint8Array | null)[]

/** The statements that keep the packs of one table; each runs inside the caller's transaction. */
export class Packing {
  readonly #rows: Statement<[number], Row>
  readonly #keep: Statement<[number, Buffer, Buffer]>
  readonly #next: Statement<[number, number], number | null>
  readonly #stale: Statement<[], number>
  readonly #remove: Statement<[number, number]>

  constructor({ raw }: Db, table: PackTable) {
    const from = FROM[table]
    this.#rows = raw
      .prepare<[number], Row>(
        `SELECT ${PACKED.map((column) => `"${column}"`)}, totalMs, firstByteMs FROM ${from} WHERE "at" = ?`,
      )
      .raw()
    this.#keep = raw.prepare(
      `INSERT OR REPLACE INTO ${table} ("at", figures, times) VALUES (?, ?, ?)`,
    )
    this.#next = raw
      .prepare<[number, number], number | null>(
        `SELECT min("at") FROM ${from} WHERE "at" >= ? AND "at" < ?`,
      )
      .pluck()
    this.#stale = raw
      .prepare<[], number>(`SELECT "at" FROM ${table} WHERE figures IS NULL ORDER BY "at" LIMIT 1`)
      .pluck()
    this.#remove = raw.prepare(`DELETE FROM ${table} WHERE "at" >= ? AND "at" < ?`)
  }

  /** What is to be packed: something stale, or the first from a moment on and before another. */
  next(from: number, before: number): number | undefined {
    return this.#stale.get() ?? this.#next.get(from, before) ?? undefined
  }

  pack(at: number): void {
    const rows = this.#rows.all(at)
    const times = rows.flatMap((row) => row.slice(PACKED.length) as (Uint8Array | null)[])
    this.#keep.run(at, packFigures(rows as number[][]), packTimes(times))
  }

  remove(from: number, to: number): void {
    this.#remove.run(from, to)
  }
}

/**
 * Says that something changes among the rollups of a call, so that what was packed of them is not read any more; inside
 * the transaction in which it does.
 */
export function packSpoiler(db: Db): (startedAt: number) => void {
  const { hoursPackedTo, daysPackedTo, daysFrom } = rollupState(db)
  const prepare = (table: PackTable) =>
    db.raw.prepare(
      // What had no rollups at all before is packed as well.
      `INSERT INTO ${table} ("at") VALUES (?)
       ON CONFLICT ("at") DO UPDATE SET figures = NULL, times = NULL WHERE figures IS NOT NULL`,
    )
  const [spoilHour, spoilDay] = [prepare('packedHours'), prepare('packedDays')]
  let [lastHour, lastDay] = [Number.NaN, Number.NaN]
  return function spoil(startedAt) {
    const hour = knownOf(db).clock.hourOf(startedAt)
    if (hour === lastHour || hour >= Math.max(hoursPackedTo, daysFrom)) return
    lastHour = hour
    if (hour < hoursPackedTo) spoilHour.run(hour)
    const day = rolledDayOf(db, startedAt)
    if (day === lastDay || hour >= daysFrom || day >= daysPackedTo) return
    lastDay = day
    spoilDay.run(day)
  }
}
