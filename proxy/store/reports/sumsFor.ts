import type { Db } from '../db.ts'
import { usageSums } from './usage/sums.ts'

export interface SumLine {
  id: string
  calls: number
  costNanoUsd: number
  unpriced: number
}

const DIMENSION = { memberId: 'member', teamId: 'team', keyId: 'key' } as const

/** Calls and money since a moment, for each member, team or key that had any. */
export function sumsFor(
  db: Db,
  { column, since }: { column: keyof typeof DIMENSION; since: number },
): SumLine[] {
  const dimension = DIMENSION[column]
  const lines = usageSums(db, {
    since,
    by: [dimension],
    filter: { [dimension]: { except: [null] } },
  })
  return lines.map(({ groups: [id], calls, costNanoUsd, unpriced }) => ({
    ...{ id: id ?? '', calls, costNanoUsd, unpriced },
  }))
}

export interface UnpricedModel {
  provider: string
  model: string
  calls: number
}

/** Models that were called since a moment and whose price nobody knows, the most called first. */
export function unpricedModels(db: Db, since: number): UnpricedModel[] {
  const keys = db.all(db.sql.selectFrom('keys').select(['id', 'preset', 'provider']))
  const vendors = new Map(keys.map(({ id, preset, provider }) => [id, preset ?? provider]))
  const found = new Map<string, UnpricedModel>()
  for (const { groups, unpriced } of usageSums(db, { since, by: ['key', 'model'] })) {
    if (unpriced === 0) continue
    const provider = vendors.get(groups[0] ?? '') ?? ''
    const model = groups[1] ?? ''
    const line = found.get(`${provider} ${model}`) ?? { provider, model, calls: 0 }
    line.calls += unpriced
    found.set(`${provider} ${model}`, line)
  }
  return [...found.values()].sort((a, b) => b.calls - a.calls)
}
