import { callTime, firstCallIdAt } from '../../base/ids.ts'
import type { SweptKind } from '../../contract/storage.ts'
import type { Db } from '../db.ts'
import { deletableUntil } from '../rollups/changeZone.ts'
import { nextDay } from '../rollups/clock.ts'
import { knownOf, learn, rollupState, setState } from '../rollups/state.ts'
import type { RollupStateRow } from '../schema/rollups.ts'
import { keepUses } from './usesBefore.ts'

/** What began before these moments goes; epoch milliseconds. */
export interface SweepPlan {
  calls: number
  details: number
  addresses: number
  hours: number
  alarms: number
  /** Not deleted here: what stands for such entries must be signed. */
  audit: number
  /** Calls and details from then on stay, however large the database is. */
  neverCalls: number
  neverDetails: number
  /** Null: it may be as large as it likes. */
  mostBytes: number | null
}

/** One slice of the work that was done. */
export interface Slice {
  kind: SweptKind
  rows: number
}

type Sweep = Generator<Slice, void, void>

/** So many rows go at once: a few milliseconds in which no call can begin or end. */
const SLICE = 400
/** Of whole calls fewer: with each go sums, details and the pages they stand on. */
const CALLS_SLICE = 100
const VACUUM_PAGES = 100

/**
 * Deletes what is too old, and then what is too much, a slice at each step. Each slice is a transaction of its own,
 * and where reports stop reading is moved before anything goes: whenever it is cut off, all sums are right, and the
 * next one goes on.
 */
export function* sweep(db: Db, plan: SweepPlan): Sweep {
  yield* deleteDetails(db, plan.details)
  yield* blankAddresses(db, plan.addresses)
  yield* deleteCalls(db, plan.calls)
  if (plan.mostBytes !== null) yield* shrinkTo(db, plan.mostBytes, plan)
  yield* deleteHours(db, plan.hours)
  yield* deleteAlarms(db, plan.alarms)
  yield* vacuum(db)
}

/** What the database holds, without pages that are free. */
export function usedBytes({ raw }: Db): number {
  const pragma = (name: string) => Number(raw.pragma(name, { simple: true }))
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
}

function* deleteDetails(db: Db, until: number): Sweep {
  moveTo(db, 'detailsFrom', firstCallIdAt(Math.min(until, deletableUntil(db))))
  const { detailsFrom } = rollupState(db)
  const sliceEnd = endOfSlice(db, 'callDetails', 'callId', SLICE)
  const remember = remembering(db, 'callDetails', 'callId', ['requestHeaders', 'answerHeaders'])
  const remove = db.raw.prepare('DELETE FROM callDetails WHERE callId <= ?')
  yield* again('details', () =>
    db.transaction(() => {
      const end = sliceEnd.get(detailsFrom) ?? undefined
      if (end === undefined) return 0
      for (const each of remember) each.run(end)
      return remove.run(end).changes
    }),
  )
}

function* blankAddresses(db: Db, until: number): Sweep {
  const before = firstCallIdAt(Math.min(until, deletableUntil(db)))
  const next = db.raw
    .prepare<[number, number], number | null>(
      `SELECT max(id) FROM (SELECT id FROM callRows WHERE id > ? AND id < ? ORDER BY id LIMIT ${SLICE})`,
    )
    .pluck()
  const remember = db.raw.prepare(
    'INSERT OR IGNORE INTO retentionNames SELECT address FROM callRows WHERE id > ? AND id <= ? AND address <> 0',
  )
  const blank = db.raw.prepare(
    'UPDATE callRows SET address = 0 WHERE id > ? AND id <= ? AND address <> 0',
  )
  for (;;) {
    const rows = db.transaction(() => {
      const from = addressesFrom(db)
      const end = next.get(from, before) ?? undefined
      if (end === undefined) return undefined
      remember.run(from, end)
      const { changes } = blank.run(from, end)
      db.run(db.sql.updateTable('retentionState').set({ addressesFrom: end }))
      return changes
    })
    if (rows === undefined) return
    yield { kind: 'addresses', rows }
  }
}

export function addressesFrom(db: Db): number {
  return db.get(db.sql.selectFrom('retentionState').select('addressesFrom'))?.addressesFrom ?? 0
}

function* deleteCalls(db: Db, until: number): Sweep {
  const hour = knownOf(db).clock.hourOf(Math.min(until, deletableUntil(db)))
  moveTo(db, 'rowsFrom', firstCallIdAt(hour))
  const { rowsFrom } = rollupState(db)
  const sliceEnd = endOfSlice(db, 'callRows', 'id', CALLS_SLICE)
  const keep = keepUses(db)
  const remember = [
    ...remembering(db, 'callRows', 'id', ['address', 'client']),
    ...remembering(db, 'callDetails', 'callId', ['requestHeaders', 'answerHeaders']),
  ]
  const beside = ['callDetails', 'callBodies'].map((table) =>
    db.raw.prepare(`DELETE FROM ${table} WHERE callId <= ?`),
  )
  const rows = db.raw.prepare('DELETE FROM callRows WHERE id <= ?')
  yield* again('calls', () =>
    db.transaction(() => {
      const end = sliceEnd.get(rowsFrom) ?? undefined
      if (end === undefined) return 0
      keep.run(end)
      for (const each of remember) each.run(end)
      for (const each of beside) each.run(end)
      return rows.run(end).changes
    }),
  )
}

function endOfSlice(db: Db, table: string, id: string, rows: number) {
  return db.raw
    .prepare<[number], number | null>(
      `SELECT max(${id}) FROM (SELECT ${id} FROM ${table} WHERE ${id} < ? ORDER BY ${id} LIMIT ${rows})`,
    )
    .pluck()
}

/** Statements that note which texts a deletion up to an id may leave without anybody. */
function remembering(db: Db, table: string, id: string, columns: readonly string[]) {
  return columns.map((column) =>
    db.raw.prepare<[number]>(
      `INSERT OR IGNORE INTO retentionNames SELECT ${column} FROM ${table} WHERE ${id} <= ? AND ${column} <> 0`,
    ),
  )
}

/** The oldest details first, then the oldest calls, a day at a time, until the database is small enough. */
function* shrinkTo(db: Db, bytes: number, never: Pick<SweepPlan, 'neverCalls' | 'neverDetails'>) {
  const first = (table: 'callDetails' | 'callRows', id: 'callId' | 'id') =>
    db.raw.prepare<[], number | null>(`SELECT min(${id}) FROM ${table}`).pluck().get() ?? undefined
  const dayAfter = (id: number) => nextDay(knownOf(db).clock, callTime(id) + 1)
  while (usedBytes(db) > bytes) {
    const detail = first('callDetails', 'callId')
    const detailsEnd = Math.min(never.neverDetails, deletableUntil(db))
    if (detail !== undefined && callTime(detail) < detailsEnd) {
      yield* deleteDetails(db, Math.min(dayAfter(detail), detailsEnd))
      continue
    }
    const row = first('callRows', 'id')
    const rowsEnd = knownOf(db).clock.hourOf(Math.min(never.neverCalls, deletableUntil(db)))
    if (row === undefined || callTime(row) >= rowsEnd) return
    yield* deleteCalls(db, Math.min(dayAfter(row), rowsEnd))
  }
}

/** Hours are what calls are found by, and days must hold them before they go. */
function* deleteHours(db: Db, until: number): Sweep {
  const { rowsFrom, daysFrom } = rollupState(db)
  moveTo(db, 'hoursFrom', knownOf(db).clock.dayOf(Math.min(until, callTime(rowsFrom), daysFrom)))
  const { hoursFrom } = rollupState(db)
  const first = db.raw
    .prepare<[number], number | null>('SELECT min("at") FROM usageHourly WHERE "at" < ?')
    .pluck()
  const removePacks = db.raw.prepare('DELETE FROM packedHours WHERE "at" <= ?')
  const remove = db.raw.prepare('DELETE FROM usageHourly WHERE "at" = ?')
  yield* again('hours', () =>
    db.transaction(() => {
      const hour = first.get(hoursFrom)
      if (typeof hour !== 'number') return 0
      removePacks.run(hour)
      return remove.run(hour).changes
    }),
  )
}

/** Alarms that are solved, and whose measures are over. */
function* deleteAlarms(db: Db, before: number): Sweep {
  const old = db.raw
    .prepare<[number], string>(
      `SELECT id FROM alarms WHERE lastAt < ? AND state = 'solved' AND NOT EXISTS
       (SELECT 1 FROM alarmMeasures WHERE alarmId = alarms.id AND endedAt IS NULL) LIMIT 100`,
    )
    .pluck()
  const removals = [
    'alarmOccurrences WHERE alarmId',
    'alarmMeasures WHERE alarmId',
    'alarms WHERE id',
  ]
  const remove = removals.map((of) => db.raw.prepare(`DELETE FROM ${of} = ?`))
  yield* again('alarms', () =>
    db.transaction(() => {
      const ids = old.all(before)
      for (const id of ids) for (const each of remove) each.run(id)
      return ids.length
    }),
  )
}

/** Gives free pages back to the disk; the file itself shrinks when its log is written back. */
export function* vacuum({ raw }: Db): Sweep {
  const free = () => Number(raw.pragma('freelist_count', { simple: true }))
  yield* again('pages', () => {
    const before = free()
    if (before > 0) raw.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
    return before - free()
  })
}

function* again(kind: SweptKind, slice: () => number): Sweep {
  for (let rows = slice(); rows > 0; rows = slice()) yield { kind, rows }
}

/** Moves where reports stop reading; never back. */
function moveTo(
  db: Db,
  mark: keyof Pick<RollupStateRow, 'rowsFrom' | 'hoursFrom' | 'detailsFrom'>,
  to: number,
): void {
  if (to <= rollupState(db)[mark]) return
  setState(db, { [mark]: to })
  learn(db)
}
