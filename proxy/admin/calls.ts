import { z } from 'zod'
import {
  type CallDetail,
  type CallFilter,
  type CallRecord,
  type CallTotals,
  callFilter,
  callPage,
  type SummaryLine,
  summaryBy,
} from '../contract/calls.ts'
import { problem } from './problems.ts'
import { type Reach, reaches, teamFilter } from './subjects.ts'
import { administrator, router } from './trpc.ts'

const at = z.number().int().nonnegative()

export const callsRouter = router({
  page: administrator
    .input(callPage)
    .query(
      ({ ctx, input }): Promise<{ calls: CallRecord[]; more: boolean }> =>
        ctx.services.reports.callsPage({ ...input, filter: reachable(ctx, input.filter) }),
    ),

  totals: administrator
    .input(z.strictObject({ filter: callFilter.default({}) }))
    .query(
      ({ ctx, input }): Promise<CallTotals> =>
        ctx.services.reports.callTotals(reachable(ctx, input.filter)),
    ),

  get: administrator
    .input(z.strictObject({ id: z.string().max(64) }))
    .query(async ({ ctx, input }): Promise<CallDetail> => {
      const call = await ctx.services.reports.callById(input.id)
      if (!call || !reaches(ctx.actor, call.teamId))
        throw problem('NOT_FOUND', 'There is no call of this id in the ledger.')
      return call
    }),

  summary: administrator
    .input(
      z.strictObject({
        by: summaryBy,
        since: at.optional(),
        until: at.optional(),
        teamId: z.string().optional(),
      }),
    )
    .query(({ ctx, input }): Promise<SummaryLine[]> => {
      const { reports, settings } = ctx.services
      const teamId = teamFilter(ctx, input.teamId)
      return reports.summaryBy({ ...input, teamId, timeZone: settings.get('timeZone') })
    }),
})

/** The filter, kept to the calls that were made in the own team where the administrator is a lead. */
function reachable(reach: Reach, filter: CallFilter): CallFilter {
  const teamId = teamFilter(reach, filter.teamId)
  return teamId === undefined ? filter : { ...filter, teamId }
}
