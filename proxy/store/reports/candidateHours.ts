import type { RawBuilder, SqlBool } from 'kysely'
import { callTime, firstCallIdAt } from '../../base/ids.ts'
import type { Db } from '../db.ts'
import { nextDay, type RollupClock } from '../rollups/clock.ts'
import type { RollupTable } from '../rollups/columns.ts'
import { knownOf, learn, type RollupState, rollupState } from '../rollups/state.ts'
import type { Stretch } from './walkBack.ts'

const HOUR_MS = 3_600_000

export interface CandidateQuestion extends Stretch {
  /**
   * On the columns of rollups: what is told apart there is told exactly; `mostCostNanoUsd`, `mostTotalMs` and
   * `mostFirstByteMs` say how far the calls of a rollup reach. What rollups cannot tell must be left out.
   */
  conditions: readonly RawBuilder<SqlBool>[]
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
  for (const day of daysWithHours(db, state, clock, { ...question, to: end }, pending)) {
    const hours = new Set([
      ...hoursIn(db, 'usageHourly', day, conditions),
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
  db: Db,
  { daysFrom }: RollupState,
  clock: RollupClock,
  { from, to, conditions }: CandidateQuestion,
  pending: readonly number[],
): Generator<Stretch> {
  const first = clock.hourOf(callTime(from))
  for (let until = callTime(to - 1) + 1; until > first; ) {
    const held = pending.find((hour) => hour < until) ?? Number.NEGATIVE_INFINITY
    const newest = clock.dayOf(until - 1)
    const found =
      nextDay(clock, newest + 1) > daysFrom
        ? newest
        : lastIn(db, 'usageDaily', { from: clock.dayOf(first), to: until }, conditions)
    const day = Math.max(found ?? Number.NEGATIVE_INFINITY, held)
    if (day === Number.NEGATIVE_INFINITY) return
    const begin = clock.dayOf(day)
    yield { from: Math.max(first, begin), to: Math.min(until, nextDay(clock, begin + 1)) }
    until = begin
  }
}

function lastIn(
  db: Db,
  table: RollupTable,
  { from, to }: Stretch,
  conditions: CandidateQuestion['conditions'],
): number | undefined {
  let query = db.sql.selectFrom(table).select('at').where('at', '>=', from).where('at', '<', to)
  for (const condition of conditions) query = query.where(condition)
  return db.get(query.orderBy('at', 'desc').limit(1))?.at
}

function hoursIn(
  db: Db,
  table: RollupTable,
  { from, to }: Stretch,
  conditions: CandidateQuestion['conditions'],
): number[] {
  let query = db.sql.selectFrom(table).select('at').distinct()
  query = query.where('at', '>=', from).where('at', '<', to)
  for (const condition of conditions) query = query.where(condition)
  return db.all(query).map(({ at }) => at)
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
