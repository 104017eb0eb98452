import type { Limit, LimitClear } from '../../contract/limits.ts'
import { BucketCounter } from './bucketCounter.ts'
import type { Calendar } from './calendar.ts'
import type { Counter } from './counter.ts'
import type { Sizes } from './sizes.ts'
import { SlidingCounter, slidingFrom } from './slidingCounter.ts'
import { ENDLESS, WindowCounter } from './windowCounter.ts'

/** An empty counter of the limit's kind. */
export function newCounter(
  { window }: Limit,
  sizes: Sizes,
  now: number,
  calendar: Calendar,
): Counter {
  switch (window.kind) {
    case 'fixed':
      return new WindowCounter(sizes, (at) => calendar(window.every, at), now)
    case 'sliding':
      return new SlidingCounter(sizes, window.seconds)
    case 'bucket':
      return new BucketCounter(sizes, window)
    case 'never':
      return new WindowCounter(sizes, () => ENDLESS, now)
  }
}

/**
 * Since when calls count in a counter; what a window holds counts from its beginning, also what was before the
 * limit was set, but a prepaid pot begins when it is set. Minus infinity where no moment can be told.
 */
export function countsFrom(
  limit: Limit,
  memberId: string | null,
  clears: readonly LimitClear[],
  now: number,
  calendar: Calendar,
): number {
  if (limit.metric === 'concurrent') return Number.NEGATIVE_INFINITY
  return Math.max(windowFrom(limit, now, calendar), clearedAt(limit, memberId, clears))
}

/** When counting last began anew, for all or for this member; minus infinity when it never did. */
export function clearedAt(
  limit: Limit,
  memberId: string | null,
  clears: readonly LimitClear[],
): number {
  return clears.reduce(
    (last, clear) =>
      clear.limitId === limit.id &&
      (clear.memberId === null || clear.memberId === (memberId ?? limit.subjectId))
        ? Math.max(last, clear.at)
        : last,
    Number.NEGATIVE_INFINITY,
  )
}

function windowFrom({ window, createdAt }: Limit, now: number, calendar: Calendar): number {
  switch (window.kind) {
    case 'fixed':
      return calendar(window.every, now).start
    case 'sliding':
      return slidingFrom(window.seconds, now)
    case 'bucket':
      return Number.NEGATIVE_INFINITY
    case 'never':
      return createdAt
  }
}
