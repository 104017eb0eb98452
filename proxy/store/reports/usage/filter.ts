import type { DimensionFilter, UsageDimension, UsageFilter } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { CODES, codeOf } from '../../names.ts'
import type { RolledBy } from '../../rollups/columns.ts'

/** The column that holds a dimension's code; `status` is two of them. */
export const COLUMN_OF = {
  member: 'member',
  team: 'team',
  token: 'token',
  key: 'key',
  provider: 'provider',
  model: 'model',
  endpoint: 'endpoint',
  client: 'family',
} as const satisfies Record<Exclude<UsageDimension, 'status'>, RolledBy>

/** How a source of sums writes one of its columns. */
export type ColumnText = (column: RolledBy) => string

/** A filter as conditions on codes; codes are numbers of our own, so they are written out. */
export function filterConditions(
  db: Db,
  filter: UsageFilter,
  teamId: string | undefined,
  text: ColumnText,
): string[] {
  const conditions = Object.entries(filter).flatMap(([dimension, asked]) =>
    asked ? conditionsOf(db, dimension as UsageDimension, asked, text) : [],
  )
  if (teamId !== undefined) conditions.push(`${text('team')} = ${codeOf(db, teamId) ?? -1}`)
  return conditions
}

function conditionsOf(
  db: Db,
  dimension: UsageDimension,
  { only, except }: DimensionFilter,
  text: ColumnText,
): string[] {
  const among =
    dimension === 'status'
      ? (values: readonly (string | null)[]) => statusAmong(values, text)
      : (values: readonly (string | null)[]) => {
          const codes = values.flatMap((value) => codeOf(db, value) ?? [])
          return `${text(COLUMN_OF[dimension])} IN (${codes})`
        }
  return [
    ...(only ? [among(only)] : []),
    ...(except && except.length > 0 ? [`NOT ${among(except)}`] : []),
  ]
}

const OUTCOMES = ['ok', 'refused', 'failed', 'aborted', 'interrupted', 'open'] as const
const STATUS = /^(?:(ok|refused|failed|aborted|interrupted|open)(?: |$))?(?:(\d{3})|([1-5])xx)?$/

/** `refused`, `429`, `4xx`, or both as in `refused 429`. Anything else is the status of no call. */
function statusAmong(values: readonly (string | null)[], text: ColumnText): string {
  const conditions = values.map((value) => {
    const [all, outcome, status, hundreds] = STATUS.exec(value ?? '') ?? []
    if (!all) return 'false'
    const parts: string[] = []
    const known = OUTCOMES.find((name) => name === outcome)
    if (known) parts.push(`${text('outcome')} = ${CODES[known]}`)
    if (status) parts.push(`${text('status')} = ${Number(status)}`)
    if (hundreds) parts.push(`${text('status')} BETWEEN ${hundreds}00 AND ${hundreds}99`)
    return `(${parts.join(' AND ')})`
  })
  return `(${conditions.join(' OR ') || 'false'})`
}
