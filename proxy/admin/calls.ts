import { z } from 'zod'
import { readQuery } from '../contract/callQuery.ts'
import { problemWords } from '../contract/callQueryWords.ts'
import {
  type CallDetail,
  type CallFilter,
  type CallPage,
  type CallSums,
  callPage,
  type SummaryLine,
  summaryBy,
} from '../contract/calls.ts'
import type { CallConditions } from '../store/reports/calls.ts'
import { problem } from './problems.ts'
import { onlyTeam, type Reach, reaches, teamFilter } from './subjects.ts'
import { administrator, router } from './trpc.ts'

const at = z.number().int().nonnegative()

export const callsRouter = router({
  page: administrator
    .input(callPage)
    .query(
      ({ ctx, input }): Promise<CallPage> =>
        ctx.services.reports.callsPage({ ...input, filter: conditionsFor(ctx, input.filter) }),
    ),

  /** What a filter adds up to; `before` goes on where an earlier answer stopped. */
  totals: administrator
    .input(callPage.omit({ limit: true }))
    .query(
      ({ ctx, input }): Promise<CallSums> =>
        ctx.services.reports.callTotals({ ...input, filter: conditionsFor(ctx, input.filter) }),
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

/** The filter as the store takes it, kept to the calls of the own team where the administrator is a lead. */
export function conditionsFor(
  { actor }: Pick<Reach, 'actor'>,
  { query: text, ...times }: CallFilter,
): CallConditions {
  const { query, problems } = readQuery(text ?? '')
  // A part that was left out would answer more than was asked for.
  if (problems.length > 0) throw problem('BAD_REQUEST', problems.map(problemWords).join(' '))
  return { ...times, query, teamId: onlyTeam(actor) }
}
