import { callTime, firstCallIdAt } from '../../../base/ids.ts'
import type { Db } from '../../db.ts'
import { nextDay, nextHour, type RollupClock } from '../../rollups/clock.ts'
import type { RollupTable } from '../../rollups/columns.ts'
import { type PackedStretch, packedTo, staleIn } from '../../rollups/packs.ts'
import type { RollupState } from '../../rollups/state.ts'

/** Where the sums of a stretch of time stand: each call in one part alone. */
export type Part =
  | RolledPart
  /** All calls of a stretch, whether they are rolled up or not. */
  | { from: 'rows'; begin: number; end: number }
  /** Only those that are not rolled up. */
  | { from: 'tail'; begin: number; end: number }

export interface RolledPart {
  from: RollupTable
  begin: number
  end: number
  /** Only these moments of it. */
  only?: readonly number[]
}

export interface Stretch {
  begin: number
  /** The first moment left out. */
  end: number
  /** False where days are too coarse for the question. */
  days: boolean
}

/**
 * A stretch of time cut into whole days and hours, read from rollups, and its edges, read from calls. Where calls, or
 * hours, were deleted, what is left of them counts whole when it begins inside.
 */
export function partsOf(state: RollupState, clock: RollupClock, stretch: Stretch): Part[] {
  const { begin, end } = stretch
  const rowsFrom = callTime(state.rowsFrom)
  const { hoursFrom } = state
  const daysOnly = part('usageDaily', begin, Math.min(end, hoursFrom))
  const from = Math.max(begin, hoursFrom)
  // While hours are made anew, calls that are still there are read themselves.
  if (state.clearing === 1)
    return [
      ...daysOnly,
      ...part('usageHourly', from, Math.min(end, rowsFrom)),
      ...part('rows', Math.max(from, rowsFrom), end),
    ]
  const hours = {
    begin: from < rowsFrom ? from : nextHour(clock, from),
    end: end <= rowsFrom ? end : clock.hourOf(end),
  }
  if (hours.begin >= hours.end) return [...daysOnly, ...part('rows', from, end)]
  return [
    ...daysOnly,
    ...part('rows', from, hours.begin),
    ...part('rows', hours.end, end),
    ...rolled(state, clock, { ...hours, days: stretch.days }),
    ...part('tail', hours.begin, hours.end),
  ]
}

/** Whole hours, as days where whole days are among them. */
function rolled(state: RollupState, clock: RollupClock, { begin, end, days }: Stretch): Part[] {
  const firstDay = nextDay(clock, begin)
  const lastDay = clock.dayOf(Math.min(end, state.daysFrom))
  if (!days || firstDay >= lastDay) return part('usageHourly', begin, end)
  return [
    ...part('usageHourly', begin, firstDay),
    ...part('usageDaily', firstDay, lastDay),
    ...part('usageHourly', lastDay, end),
  ]
}

/** A part told apart into what is packed of it, and what must be read row by row. */
export function packedOf(
  db: Db,
  state: RollupState,
  part: Part,
): { packed?: PackedStretch; parts: Part[] } {
  const { from, begin, end } = part
  if (from !== 'usageHourly' && from !== 'usageDaily') return { parts: [part] }
  const table = from === 'usageHourly' ? 'packedHours' : 'packedDays'
  const packed = { table, begin, end: Math.min(end, packedTo(state, table)) } as const
  if (packed.begin >= packed.end) return { parts: [part] }
  const stale = staleIn(db, packed)
  return {
    packed,
    parts: [
      ...(stale.length > 0 ? [{ ...part, end: packed.end, only: stale }] : []),
      ...(packed.end < end ? [{ ...part, begin: packed.end }] : []),
    ],
  }
}

const part = (from: Part['from'], begin: number, end: number): Part[] =>
  begin < end ? [{ from, begin, end }] : []

/** The condition under which a row of `from` belongs to a part. */
export function whereOf(part: Part, upTo: number): string {
  const { from, begin, end } = part
  if (from === 'usageHourly' || from === 'usageDaily')
    return part.only ? `"at" IN (${part.only})` : `"at" >= ${begin} AND "at" < ${end}`
  const [first, last] = [firstCallIdAt(begin), firstCallIdAt(end)]
  // Of two bounds on the same side SQLite seeks but one, and goes through the whole ledger if it is the wrong one.
  const ids = (least: number) => `id >= ${least} AND id < ${last}`
  return from === 'rows'
    ? ids(first)
    : `id IN (SELECT id FROM callRows WHERE ${ids(Math.max(first, upTo + 1))}
       UNION ALL SELECT callId FROM rollupPending WHERE callId >= ${first} AND callId < ${last})`
}
