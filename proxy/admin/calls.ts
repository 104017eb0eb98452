import { z } from 'zod'
import { callExport } from '../contract/callExport.ts'
import {
  type CallDetail,
  type CallPage,
  type CallSums,
  callPage,
  type SummaryLine,
  summaryBy,
} from '../contract/calls.ts'
import type { Job } from '../contract/jobs.ts'
import { readBody } from './bodies.ts'
import { conditionsFor } from './callConditions.ts'
import { startCallExport } from './callExport.ts'
import { problem } from './problems.ts'
import { reaches, teamFilter } from './subjects.ts'
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

  /** Writes the calls of a filter into a file, as a job that `jobs.list` tells of. */
  export: administrator
    .input(callExport)
    .mutation(({ ctx, input }): Job => startCallExport(ctx, input)),

  get: administrator
    .input(z.strictObject({ id: z.string().max(64) }))
    .query(async ({ ctx, input }): Promise<CallDetail> => {
      const call = await ctx.services.reports.callById(input.id)
      if (!call || !reaches(ctx.actor, call.teamId))
        throw problem('NOT_FOUND', 'There is no call of this id in the ledger.')
      return call
    }),

  body: readBody,

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
