import type { Db } from '../../store/db.ts'
import { listLimits, raisesOf } from '../../store/limits.ts'
import type { Budget } from './order.ts'

/**
 * What the workspace and each team may spend in a calendar month: limits on money that count every call. Of several
 * the smallest; one that was set after the month says nothing about it.
 */
export function monthBudgets(db: Db, { from, to }: { from: number; to: number }): Budget[] {
  const budgets = new Map<string | null, Budget>()
  for (const { id, level, subjectId, each, metric, window, scope, size, createdAt } of listLimits(
    db,
  )) {
    const isMonthly = window.kind === 'fixed' && window.every === 'month'
    const isAll =
      !each && scope.models.length + scope.providers.length + scope.endpoints.length === 0
    if (metric !== 'money' || !isMonthly || !isAll || createdAt >= to) continue
    if (level !== 'workspace' && level !== 'team') continue
    const known = budgets.get(subjectId)
    if (known && known.sizeNanoUsd <= size) continue
    const raises = raisesOf(db, id).filter(
      (raise) => raise.memberId === null && raise.createdAt < to && raise.until > from,
    )
    const most = Math.max(size, ...raises.map((raise) => raise.size))
    budgets.set(subjectId, {
      ...{ teamId: subjectId, sizeNanoUsd: size },
      raisedToNanoUsd: most > size ? most : null,
    })
  }
  return [...budgets.values()]
}
