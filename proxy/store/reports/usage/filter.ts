import type { DimensionFilter, UsageDimension, UsageFilter } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { CODES, codeOf } from '../../names.ts'
import type { RolledBy } from '../../rollups/columns.ts'
import type { Condition } from '../../rollups/conditions.ts'

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

/** A filter as conditions on codes. */
export function filterConditions(
  db: Db,
  filter: UsageFilter,
  teamId: string | undefined,
): Condition[] {
  const conditions = Object.entries(filter).flatMap(([dimension, asked]) =>
    asked ? conditionsOf(db, dimension as UsageDimension, asked) : [],
  )
  if (teamId !== undefined) conditions.push({ column: 'team', among: [codeOf(db, teamId) ?? -1] })
  return conditions
}

function conditionsOf(
  db: Db,
  dimension: UsageDimension,
  { only, except }: DimensionFilter,
): Condition[] {
  const among = (values: readonly (string | null)[]): Condition => {
    if (dimension === 'status') return { any: values.map(hasStatus) }
    const codes = values.flatMap((value) => codeOf(db, value) ?? [])
    return { column: COLUMN_OF[dimension], among: codes }
  }
  return [
    ...(only ? [among(only)] : []),
    ...(except && except.length > 0 ? [{ not: among(except) }] : []),
  ]
}

const OUTCOMES = ['ok', 'refused', 'failed', 'aborted', 'interrupted', 'open'] as const
const STATUS = /^(?:(ok|refused|failed|aborted|interrupted|open)(?: |$))?(?:(\d{3})|([1-5])xx)?$/

/** `refused`, `429`, `4xx`, or both as in `refused 429`. Anything else is the status of no call. */
function hasStatus(value: string | null): Condition {
  const [all, outcome, status, hundreds] = STATUS.exec(value ?? '') ?? []
  if (!all) return { any: [] }
  const parts: Condition[] = []
  const known = OUTCOMES.find((name) => name === outcome)
  if (known) parts.push({ column: 'outcome', among: [CODES[known]] })
  if (status) parts.push({ column: 'status', among: [Number(status)] })
  if (hundreds) {
    const from = Number(hundreds) * 100
    parts.push({ column: 'status', from, to: from + 99 })
  }
  return { all: parts }
}
