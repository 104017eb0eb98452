import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type LimitCheck,
  type LimitExplanation,
  type LimitPreview,
  type LimitStanding,
  type LimitSummary,
  limitChange,
  limitCounter,
  newLimit,
  newRaise,
  newTopUp,
  previewedLimit,
  standingsOf,
} from '../contract/limits.ts'
import { limitSubject } from '../store/limitSubjects.ts'
import {
  clearsOf,
  endRaise,
  findRaise,
  insertClear,
  insertLimit,
  insertRaise,
  insertTopUp,
  limitState,
  removeLimit,
  restoreLimit,
  topUpsOf,
  updateLimit,
} from '../store/limits.ts'
import { checkLimit } from './limitChecks.ts'
import { explainLimit } from './limitExplanation.ts'
import {
  anyLimitOrProblem,
  counterOwner,
  limitOrProblem,
  reachesLimit,
  standingsFor,
  subjectOrProblem,
} from './limitReach.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { type ActorContext, administrator, router } from './trpc.ts'

const byId = z.strictObject({ id: z.string() })

export const limitsRouter = router({
  list: administrator.query(({ ctx }): LimitSummary[] => summaries(ctx)),

  add: administrator.input(newLimit).mutation(({ ctx, input }): { id: string } => {
    const { db, now } = ctx.services
    checkLimit(ctx, input)
    const id = newId('lim')
    insertLimit(db, { ...input, id, createdAt: now() })
    limitsChanged(ctx.services)
    return { id }
  }),

  change: administrator.input(limitChange).mutation(({ ctx, input }) => {
    const { db } = ctx.services
    const { id, createdAt, ...before } = limitOrProblem(ctx, input.id)
    // The parts fit each other as those of a new limit must.
    const { id: _, ...change } = input
    checkLimit(ctx, newLimit.parse({ ...before, ...change }), id)
    updateLimit(db, input)
    limitsChanged(ctx.services)
  }),

  remove: administrator.input(byId).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const { id } = limitOrProblem(ctx, input.id)
    removeLimit(db, id, now())
    limitsChanged(ctx.services)
  }),

  /** Undoes a removal: the same limit with its pot, raises and clears, which a new one would not have. */
  restore: administrator.input(byId).mutation(({ ctx, input }) => {
    const { db } = ctx.services
    const { limit, removedAt } = anyLimitOrProblem(ctx, input.id)
    if (removedAt === null) return
    checkLimit(ctx, limit)
    restoreLimit(db, limit.id)
    limitsChanged(ctx.services)
  }),

  /** Another size until a moment; what was used stays used. */
  raise: administrator.input(newRaise).mutation(({ ctx, input }): { id: string } => {
    const { db, now } = ctx.services
    const limit = limitOrProblem(ctx, input.limitId)
    const memberId = counterOwner(ctx, limit, input.memberId)
    if (input.until <= now())
      throw problem('BAD_REQUEST', 'This moment is over. Give one that is still to come.')
    if (input.size === limit.size)
      throw problem('BAD_REQUEST', 'The limit has this size already. Give another one.')
    const id = newId('rai')
    insertRaise(db, { ...input, id, memberId, createdAt: now() })
    limitsChanged(ctx.services)
    return { id }
  }),

  endRaise: administrator.input(byId).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const raise = findRaise(db, input.id)
    if (!raise) throw problem('NOT_FOUND', 'This raise is no longer there. Look at the list again.')
    limitOrProblem(ctx, raise.limitId)
    endRaise(db, raise.id, now())
    limitsChanged(ctx.services)
  }),

  topUp: administrator.input(newTopUp).mutation(({ ctx, input }): { id: string } => {
    const { db, now } = ctx.services
    const limit = limitOrProblem(ctx, input.limitId)
    if (limit.window.kind !== 'never' || limit.metric === 'concurrent') {
      throw problem(
        'CONFLICT',
        'Only a prepaid limit can be topped up; this one fills up by itself. Raise it instead.',
      )
    }
    const inPot = topUpsOf(db, limit.id).reduce((sum, { amount }) => sum + amount, limit.size)
    if (!Number.isSafeInteger(inPot + input.amount))
      throw problem('BAD_REQUEST', 'The pot would hold more than can be counted. Put in less.')
    const id = newId('top')
    insertTopUp(db, { ...input, id, createdAt: now() })
    limitsChanged(ctx.services)
    return { id }
  }),

  /** Counting begins anew; the calls before keep standing in the ledger. */
  clear: administrator.input(limitCounter).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const limit = limitOrProblem(ctx, input.limitId)
    if (limit.metric === 'concurrent') {
      throw problem(
        'CONFLICT',
        'Calls in flight are counted as they are now, so there is nothing to clear. They leave the counter when they end.',
      )
    }
    const memberId = counterOwner(ctx, limit, input.memberId)
    insertClear(db, { limitId: limit.id, memberId, at: now() })
    limitsChanged(ctx.services)
  }),

  /** What a limit, new or changed, would have stopped in the last 14 days. */
  preview: administrator
    .input(previewedLimit)
    .query(({ ctx, input }): Promise<LimitPreview> => preview(ctx, input)),

  explain: administrator.input(limitCounter).query(({ ctx, input }): Promise<LimitExplanation> => {
    const limit = limitOrProblem(ctx, input.limitId)
    const memberId = counterOwner(ctx, limit, input.memberId)
    if (limit.each && memberId === null)
      throw problem('BAD_REQUEST', 'Each member has a counter of their own: say whose is meant.')
    return explainLimit(ctx.services, limit, memberId)
  }),

  standings: administrator
    .input(standingsOf.default({}))
    .query(({ ctx, input }): LimitStanding[] => standingsFor(ctx, input)),

  /** Every counter against the ledger. */
  selfCheck: administrator.query(({ ctx }): Promise<LimitCheck> => ctx.services.limits.selfCheck()),
})

async function preview(
  ctx: ActorContext,
  { limit, id }: z.output<typeof previewedLimit>,
): Promise<LimitPreview> {
  const { services } = ctx
  const { db, now, settings } = services
  subjectOrProblem(ctx, limit)
  const stored = id === undefined ? undefined : limitOrProblem(ctx, id)
  const look = services.lookback()
  try {
    return await look.limitPreview({
      limit: { ...limit, id: stored?.id ?? '', createdAt: stored?.createdAt ?? now() },
      exists: stored !== undefined,
      topUps: stored ? topUpsOf(db, stored.id) : [],
      clears: stored ? clearsOf(db, stored.id) : [],
      now: now(),
      timeZone: settings.get('timeZone'),
    })
  } finally {
    await look.close()
  }
}

function summaries(ctx: ActorContext): LimitSummary[] {
  const { db, now } = ctx.services
  const { limits, raises, topUps } = limitState(db, now())
  const reached = limits.filter((limit) => reachesLimit(ctx, limit))
  return reached.map((limit) => ({
    ...limit,
    subjectName: limitSubject(db, limit.level, limit.subjectId)?.name ?? '',
    raises: raises.filter(({ limitId }) => limitId === limit.id),
    toppedUp: topUps
      .filter(({ limitId }) => limitId === limit.id)
      .reduce((sum, { amount }) => sum + amount, 0),
  }))
}

export function limitsChanged({ limits, live }: AdminServices): void {
  limits.changed()
  live.changed('limits')
}
