import { sql } from 'kysely'
import { DateTime } from 'luxon'
import { firstCallIdAt } from '../../base/ids.ts'
import type { OverviewFigures } from '../../contract/status.ts'
import type { Db } from '../db.ts'

const HOUR_MS = 3_600_000

/** The part of the overview's figures that stands in the ledger. */
export type LedgerFigures = Omit<
  OverviewFigures,
  'at' | 'inFlight' | 'streaming' | 'callsPerSecond'
>

export function ledgerFigures(
  db: Db,
  { now, timeZone }: { now: number; timeZone: string },
): LedgerFigures {
  const today = db.get(
    db.sql
      .selectFrom('calls')
      .select(({ fn }) => [
        fn.countAll<number>().as('calls'),
        fn.sum<number | null>('costNanoUsd').as('costNanoUsd'),
        sql<number | null>`sum("priceState" = 'unknown')`.as('unpriced'),
      ])
      .where('id', '>=', firstCallIdAt(startOfToday(now, timeZone))),
  )
  const hour = db.get(
    db.sql
      .selectFrom('calls')
      .select(({ fn }) => [
        fn.countAll<number>().as('calls'),
        sql<number | null>`sum("outcome" IN ('refused', 'failed', 'interrupted'))`.as('errors'),
      ])
      .where('id', '>=', firstCallIdAt(now - HOUR_MS)),
  )
  return {
    spendTodayNanoUsd: today?.costNanoUsd ?? 0,
    unpricedToday: today?.unpriced ?? 0,
    callsToday: today?.calls ?? 0,
    callsLastHour: hour?.calls ?? 0,
    errorsLastHour: hour?.errors ?? 0,
    ...firstBytePercentiles(db, now - HOUR_MS),
  }
}

/** When the day of `now` began where the administrator lives. */
export function startOfToday(now: number, timeZone: string): number {
  return DateTime.fromMillis(now, { zone: timeZone }).startOf('day').toMillis()
}

/** Over answered calls, by nearest rank; null without any. */
function firstBytePercentiles(db: Db, since: number) {
  const waits = db
    .all(
      db.sql
        .selectFrom('calls')
        .select('firstByteMs')
        .where('id', '>=', firstCallIdAt(since))
        .where('outcome', '=', 'ok')
        .where('firstByteMs', 'is not', null)
        .orderBy('firstByteMs'),
    )
    .map(({ firstByteMs }) => firstByteMs)
  const rank = (share: number) => waits[Math.ceil(waits.length * share) - 1] ?? null
  return { firstByteMedianMs: rank(0.5), firstByteP95Ms: rank(0.95) }
}
