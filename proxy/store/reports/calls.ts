import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import { callTime, firstCallIdAt, formatCallId, parseCallId } from '../../base/ids.ts'
import { INPUT_BUCKETS, OUTPUT_BUCKETS } from '../../contract/amounts.ts'
import type { CallQuery } from '../../contract/callQuery.ts'
import type {
  CallDetail,
  CallPage,
  CallRecord,
  CallSums,
  CallTotals,
  Searched,
} from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import { CODES, codeOf } from '../names.ts'
import { toPriceRow } from '../prices.ts'
import { asNamed, type Condition, conditionText } from '../rollups/conditions.ts'
import { knownOf } from '../rollups/state.ts'
import type { Tables } from '../schema.ts'
import { callBodies } from './callBodies.ts'
import { selectNamedCalls, toCallRecord } from './callRecord.ts'
import { rollupCondition, sumOfColumns, termCondition } from './callTerms.ts'
import { traceOf } from './callTrace.ts'
import { candidateHours } from './candidateHours.ts'
import { hoursOfWeek } from './hoursOfWeek.ts'
import { sumsOfRollups } from './rolledTotals.ts'
import { addTotals } from './sums.ts'
import { type Stretch, walkBack } from './walkBack.ts'

/** Which calls a report is about. */
export interface CallConditions {
  /** Epoch milliseconds; `until` is the first moment left out. */
  since?: number | undefined
  until?: number | undefined
  query?: CallQuery | undefined
  /** Kept to the calls made in this team, whatever is asked for: for its lead. */
  teamId?: string | undefined
}

export interface CallsQuestion {
  filter: CallConditions
  /** Only calls older than this one (its public id). */
  before?: string | undefined
  /** After so long a search answers what it has found, milliseconds. */
  patienceMs?: number | undefined
}

/** How long others wait for the reading thread at most. */
const PATIENCE_MS = 250

/** One page of calls, newest first. An unknown `before` gives an empty page. */
export function callsPage(db: Db, question: CallsQuestion & { limit: number }): CallPage {
  const { limit, patienceMs = PATIENCE_MS } = question
  const ids: number[] = []
  const select = db.sql.selectFrom('callRows').select('callRows.id').orderBy('callRows.id', 'desc')
  const stoppedAt = search(db, question, patienceMs, select, (read) => {
    for (const { id } of read(limit + 1 - ids.length)) ids.push(id)
    return ids.length > limit ? 'enough' : 'more'
  })
  const calls = callsOf(db, ids.slice(0, limit))
  if (ids.length > limit) {
    return { calls, more: true, next: calls.at(-1)?.id ?? null, lookedBackTo: null }
  }
  return { calls, more: stoppedAt !== null, ...stopOf(stoppedAt) }
}

/**
 * What a filter adds up to: from rollups where they tell it, else counted; a long count stops on the way and says
 * where to go on.
 */
export function callTotals(db: Db, question: CallsQuestion): CallSums {
  if (question.before === undefined) {
    const sums = sumsOfRollups(db, question.filter)
    if (sums) return { ...sums, next: null, lookedBackTo: null }
  }
  let totals = knownTotals(undefined)
  const patienceMs = question.patienceMs ?? PATIENCE_MS
  const stoppedAt = search(db, question, patienceMs, selectTotals(db), (read) => {
    totals = addTotals(totals, knownTotals(read(1)[0]))
    return 'more'
  })
  return { ...totals, ...stopOf(stoppedAt) }
}

/** Calls by their ids, newest first, with everything that is shown of them. */
function callsOf(db: Db, ids: readonly number[]): CallRecord[] {
  const among = sql<SqlBool>`calls.id in (select value from json_each(${JSON.stringify(ids)}))`
  const rows = selectNamedCalls(db).where(among).orderBy('calls.id', 'desc')
  return db.all(rows).map(toCallRecord)
}

function stopOf(id: number | null): Searched {
  if (id === null) return { next: null, lookedBackTo: null }
  return { next: formatCallId(id), lookedBackTo: callTime(id) }
}

/**
 * Looks for the calls of a filter where rollups say they can be, in one view of the database. `select` is asked of each
 * place in turn, as often as `look` reads so many of its rows.
 */
function search<Row>(
  db: Db,
  question: CallsQuestion,
  patienceMs: number,
  select: SelectQueryBuilder<Tables, 'callRows', Row>,
  look: (read: (limit: number) => Row[]) => 'more' | 'enough',
): number | null {
  return db.snapshot(() => {
    const { query, teamId } = question.filter
    const terms = query?.terms ?? []
    // Of a team that never had a call there is no code, and no call either.
    const ofTeam: Condition[] =
      teamId === undefined ? [] : [{ column: 'team', among: [codeOf(db, teamId) ?? -1] }]
    const conditions = [
      ...ofTeam.map((condition) => sql.raw<SqlBool>(conditionText(condition, asNamed))),
      ...terms.flatMap((term) => (term.field === 'hour' ? [] : termCondition(db, term))),
    ]
    const candidates = candidateHours(db, {
      ...wholeStretch(db, question),
      conditions: [...ofTeam, ...terms.flatMap((term) => rollupCondition(db, term) ?? [])],
    })
    // Built once: in a search through a year of hours that would take longer than to run it.
    const built = conditions
      .reduce((kept, condition) => kept.where(condition), select)
      .where('callRows.id', '>=', 0)
      .where('callRows.id', '<', 0)
      .limit(0)
      .compile()
    const fixed = built.parameters.slice(0, -3)
    const meant = hoursOfWeek(candidates, terms, knownOf(db).clock)
    return walkBack(meant, patienceMs, ({ from, to }) =>
      look((limit) =>
        db.all({ compile: () => ({ ...built, parameters: [...fixed, from, to, limit] }) }),
      ),
    )
  })
}

function selectTotals(db: Db) {
  return db.sql
    .selectFrom('callRows')
    .select(({ fn }) => [
      fn.countAll<number>().as('calls'),
      sql<number | null>`sum(${sumOfColumns(INPUT_BUCKETS)})`.as('inputTokens'),
      sql<number | null>`sum(${sumOfColumns(OUTPUT_BUCKETS)})`.as('outputTokens'),
      fn.sum<number | null>('costNanoUsd').as('costNanoUsd'),
      sql<number | null>`sum("priceState" = ${CODES.unknown})`.as('unpriced'),
    ])
}

/** Sums over nothing are null and count as zero. */
function knownTotals(sums: Record<keyof CallTotals, number | null> | undefined): CallTotals {
  return {
    calls: sums?.calls ?? 0,
    inputTokens: sums?.inputTokens ?? 0,
    outputTokens: sums?.outputTokens ?? 0,
    costNanoUsd: sums?.costNanoUsd ?? 0,
    unpriced: sums?.unpriced ?? 0,
  }
}

export function callById(db: Db, id: string): CallDetail | undefined {
  const number = parseCallId(id)
  if (number === undefined || formatCallId(number) !== id) return undefined
  const row = db.get(selectNamedCalls(db).where('calls.id', '=', number))
  if (!row) return undefined
  const price =
    row.priceId === null
      ? undefined
      : db.get(db.sql.selectFrom('prices').selectAll().where('id', '=', row.priceId))
  return {
    ...toCallRecord(row),
    rawUsage: row.rawUsage,
    price: price ? toPriceRow(price) : null,
    requestBytes: row.requestBytes,
    answerBytes: row.answerBytes,
    trace: traceOf(db, row),
    bodies: callBodies(db, row),
  }
}

/** The ids to look through: the times of the filter as ids, no further than the ledger reaches. */
function wholeStretch(db: Db, { filter, before }: CallsQuestion): Stretch {
  const { first, last } = db.get(
    db.sql
      .selectFrom('callRows')
      .select([
        sql<number | null>`(select min(id) from "callRows")`.as('first'),
        sql<number | null>`(select max(id) from "callRows")`.as('last'),
      ])
      .limit(1),
  ) ?? { first: null, last: null }
  if (first === null || last === null) return { from: 0, to: 0 }
  const until = filter.until === undefined ? Number.POSITIVE_INFINITY : firstCallIdAt(filter.until)
  const olderThan = before === undefined ? Number.POSITIVE_INFINITY : (parseCallId(before) ?? 0)
  const asked = idsAsked(filter.query)
  return {
    from: Math.max(first, asked.from, filter.since === undefined ? 0 : firstCallIdAt(filter.since)),
    to: Math.min(last + 1, asked.to, until, olderThan),
  }
}

/** Where calls are asked for by their ids, nothing else is looked at. */
function idsAsked(query: CallQuery | undefined): Stretch {
  const stretch = { from: 0, to: Number.POSITIVE_INFINITY }
  for (const term of query?.terms ?? []) {
    if (term.negated || term.field !== 'id') continue
    const ids = term.ids.map((id) => parseCallId(id) ?? 0)
    stretch.from = Math.max(stretch.from, Math.min(...ids))
    stretch.to = Math.min(stretch.to, Math.max(...ids) + 1)
  }
  return stretch
}
