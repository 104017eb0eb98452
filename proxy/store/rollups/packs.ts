import type { Db } from '../db.ts'
import type { PackTable } from './packing.ts'
import type { RollupState } from './state.ts'

/** Packs of a stretch of time. */
export interface PackedStretch {
  table: PackTable
  begin: number
  /** The first moment left out. */
  end: number
}

export function packedTo(state: RollupState, table: PackTable): number {
  return table === 'packedHours' ? state.hoursPackedTo : state.daysPackedTo
}

/** Moments whose packs are not true any more, newest first: what they should hold is read from rollups. */
export function staleIn({ raw }: Db, { table, begin, end }: PackedStretch): number[] {
  return raw
    .prepare<[number, number], number>(
      `SELECT "at" FROM ${table} WHERE figures IS NULL AND "at" >= ? AND "at" < ? ORDER BY "at" DESC`,
    )
    .pluck()
    .all(begin, end)
}

export interface Pack {
  at: number
  figures: Uint8Array
  times: Uint8Array | null
}

type PackRow = [at: number, figures: Uint8Array, times: Uint8Array | null]

/** Every pack of a stretch that is true, oldest first. */
export function eachPack(
  { raw }: Db,
  { table, begin, end }: PackedStretch,
  withTimes: boolean,
  take: (pack: Pack) => void,
): void {
  const rows = raw
    .prepare<[number, number], PackRow>(
      `SELECT "at", figures, ${withTimes ? 'times' : 'NULL'} FROM ${table}
       WHERE "at" >= ? AND "at" < ? AND figures IS NOT NULL ORDER BY "at"`,
    )
    .raw()
  for (const [at, figures, times] of rows.iterate(begin, end)) take({ at, figures, times })
}

/** The newest packs before the end of a stretch, newest first, and stale ones among them without figures. */
export function newestPacks(
  { raw }: Db,
  { table, begin, end }: PackedStretch,
  limit: number,
): { at: number; figures: Uint8Array | null }[] {
  return raw
    .prepare<[number, number, number], { at: number; figures: Uint8Array | null }>(
      `SELECT "at", figures FROM ${table} WHERE "at" >= ? AND "at" < ? ORDER BY "at" DESC LIMIT ?`,
    )
    .all(begin, end, limit)
}
