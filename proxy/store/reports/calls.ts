import type { z } from 'zod'
import { firstCallIdAt, formatCallId, parseCallId } from '../../base/ids.ts'
import type {
  CallDetail,
  CallFilter,
  CallRecord,
  CallTotals,
  callPage,
} from '../../contract/calls.ts'
import type { Db } from '../db.ts'
import { toPriceRow } from '../prices.ts'
import { selectNamedCalls, toCallRecord } from './callRecord.ts'
import { selectSums, toTotals } from './sums.ts'

const EXACT = [
  'memberId',
  'teamId',
  'tokenId',
  'keyId',
  'model',
  'provider',
  'outcome',
  'status',
] as const

/** One page of calls, newest first, and whether older ones follow. An unknown `before` gives an empty page. */
export function callsPage(
  db: Db,
  { filter, before, limit }: z.output<typeof callPage>,
): { calls: CallRecord[]; more: boolean } {
  const olderThan = before === undefined ? undefined : (parseCallId(before) ?? 0)
  let query = selectNamedCalls(db)
    .orderBy('calls.id', 'desc')
    .limit(limit + 1)
  if (olderThan !== undefined) query = query.where('calls.id', '<', olderThan)
  for (const [column, operator, value] of conditions(filter)) {
    query = query.where(`calls.${column}`, operator, value)
  }
  const rows = db.all(query)
  return { calls: rows.slice(0, limit).map(toCallRecord), more: rows.length > limit }
}

export function callTotals(db: Db, filter: CallFilter): CallTotals {
  let query = selectSums(db)
  for (const [column, operator, value] of conditions(filter)) {
    query = query.where(`calls.${column}`, operator, value)
  }
  return toTotals(db.get(query))
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
  }
}

type Condition = ['id', '>=' | '<', number] | [(typeof EXACT)[number], '=', string | number]

/** Times become ranges of ids, which need no index of their own. */
function conditions(filter: CallFilter): Condition[] {
  const found: Condition[] = []
  if (filter.since !== undefined) found.push(['id', '>=', firstCallIdAt(filter.since)])
  if (filter.until !== undefined) found.push(['id', '<', firstCallIdAt(filter.until)])
  for (const column of EXACT) {
    const value = filter[column]
    if (value !== undefined) found.push([column, '=', value])
  }
  return found
}
