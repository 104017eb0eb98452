import { DateTime } from 'luxon'
import { endOfDay } from '../../base/days.ts'
import { firstCallIdAt } from '../../base/ids.ts'
import type { SummaryBy, SummaryLine } from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import { usageOfRow } from './callRecord.ts'
import { type Sums, selectSums, toTotals } from './sums.ts'

export interface SummaryRequest {
  by: SummaryBy
  since?: number | undefined
  until?: number | undefined
  /** Only calls of this team. */
  teamId?: string | undefined
  /** Time zone in which days begin. */
  timeZone: string
}

/** What calls add up to by member, team, model, key or day; the dearest first, days newest first. */
export function summaryBy(db: Db, request: SummaryRequest): SummaryLine[] {
  if (request.by === 'day') return byDay(db, request)
  return byColumn(db, request.by, request)
}

const COLUMN = { member: 'memberId', team: 'teamId', model: 'model', key: 'keyId' } as const
/** Calls that were refused before it was known whom or what they were for. */
const NOBODY = {
  member: '(no member)',
  team: '(no team)',
  model: '(no model)',
  key: '(no key)',
} as const

function byColumn(
  db: Db,
  by: Exclude<SummaryBy, 'day'>,
  { since, until, teamId }: SummaryRequest,
): SummaryLine[] {
  const column = COLUMN[by]
  let query = selectSums(db).select(`${column} as group`).groupBy(column)
  if (since !== undefined) query = query.where('id', '>=', firstCallIdAt(since))
  if (until !== undefined) query = query.where('id', '<', firstCallIdAt(until))
  if (teamId !== undefined) query = query.where('teamId', '=', teamId)
  const names = namesFor(db, by)
  return db
    .all(query)
    .map((row) => toLine(row.group ?? '', labelOf(row.group), row))
    .sort((a, b) => b.costNanoUsd - a.costNanoUsd || b.calls - a.calls || compare(a, b))

  function labelOf(group: string | null): string {
    return group === null ? NOBODY[by] : (names.get(group) ?? group)
  }
}

function namesFor(db: Db, by: SummaryBy): Map<string, string> {
  if (by === 'model') return new Map()
  const { sql } = db
  const rows =
    by === 'key'
      ? db.all(sql.selectFrom('keys').select(['id', 'label as name']))
      : db.all(sql.selectFrom(by === 'team' ? 'teams' : 'members').select(['id', 'name']))
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function byDay(db: Db, { since, until, teamId, timeZone }: SummaryRequest): SummaryLine[] {
  const first = db.get(
    db.sql
      .selectFrom('calls')
      .select(({ fn }) => [fn.min('startedAt').as('from'), fn.max('startedAt').as('to')]),
  )
  if (!first?.from) return []
  const from = Math.max(first.from, since ?? 0)
  const to = Math.min(first.to + 1, until ?? Number.POSITIVE_INFINITY)
  const lines: SummaryLine[] = []
  // A day is what the calendar says: 23 or 25 hours long when the clocks change.
  for (let begin = from; begin < to; begin = endOfDay(begin, timeZone)) {
    const day = selectSums(db)
      .where('id', '>=', firstCallIdAt(begin))
      .where('id', '<', firstCallIdAt(Math.min(endOfDay(begin, timeZone), to)))
    const sums = db.get(teamId === undefined ? day : day.where('teamId', '=', teamId))
    const name = DateTime.fromMillis(begin, { zone: timeZone }).toISODate() ?? ''
    if (sums && sums.calls > 0) lines.push(toLine(name, name, sums))
  }
  return lines.reverse()
}

function toLine(group: string, label: string, sums: Sums): SummaryLine {
  return { group, label, ...toTotals(sums), failed: sums.failed ?? 0, usage: usageOfRow(sums) }
}

const compare = (a: SummaryLine, b: SummaryLine) => (a.label < b.label ? -1 : 1)
