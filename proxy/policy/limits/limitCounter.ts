import type { Limit, LimitStanding } from '../../contract/limits.ts'
import type { Counter } from './counter.ts'
import type { Sizes } from './sizes.ts'

/** A counter of a limit, and who is counted. */
export interface LimitCounter {
  limit: Limit
  /** Whose counter it is, where each member has one. */
  memberId: string | null
  counter: Counter
  sizes: Sizes
  /** The highest share that was told, in percent, and in which window; null where windows have no beginning. */
  told: { percent: number; window: number | null }
}

export function standingOf(
  { limit, memberId, counter, sizes }: LimitCounter,
  now: number,
): Omit<LimitStanding, 'subjectName'> {
  const standing = counter.standing(now)
  return {
    limit,
    memberId,
    ...standing,
    left: Math.max(0, standing.size - standing.used - standing.reserved),
    raisedUntil: sizes.raisedUntil(now),
  }
}

/** A share of a counter that was reached for the first time in its window. */
export interface LimitWarning {
  limit: Limit
  memberId: string | null
  percent: number
  used: number
  size: number
}

/**
 * Whether a counter has reached a share that has not been told yet: the one that the limit names, or all of it.
 * Falling below the first one again, as a sliding window does, makes it worth telling anew.
 */
export function warningOf(
  counted: LimitCounter,
  now: number,
  /** A call was stopped by it: as good as all of it. */
  isFull = false,
): LimitWarning | undefined {
  const { limit, memberId, counter, told } = counted
  const first = limit.warnAtPercent
  if (first === null) return undefined
  const { used, size, windowStartedAt } = counter.standing(now)
  const window = limit.window.kind === 'fixed' ? windowStartedAt : null
  const share = used >= size ? 100 : (used / size) * 100
  if (told.window !== window || share < first) told.percent = 0
  told.window = window
  const percent = share >= 100 || isFull ? 100 : first
  if (share < first || percent <= told.percent) return undefined
  told.percent = percent
  return { limit, memberId, percent, used, size }
}
