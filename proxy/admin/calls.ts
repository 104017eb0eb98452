import { z } from 'zod'
import {
  type CallDetail,
  type CallRecord,
  type CallTotals,
  callFilter,
  callPage,
  type SummaryLine,
  summaryBy,
} from '../contract/calls.ts'
import { problem } from './problems.ts'
import { administrator, router } from './trpc.ts'

const at = z.number().int().nonnegative()

export const callsRouter = router({
  page: administrator
    .input(callPage)
    .query(
      ({ ctx, input }): Promise<{ calls: CallRecord[]; more: boolean }> =>
        ctx.services.reports.callsPage(input),
    ),

  totals: administrator
    .input(z.strictObject({ filter: callFilter.default({}) }))
    .query(({ ctx, input }): Promise<CallTotals> => ctx.services.reports.callTotals(input.filter)),

  get: administrator
    .input(z.strictObject({ id: z.string().max(64) }))
    .query(async ({ ctx, input }): Promise<CallDetail> => {
      const call = await ctx.services.reports.callById(input.id)
      if (!call) throw problem('NOT_FOUND', 'There is no call of this id in the ledger.')
      return call
    }),

  summary: administrator
    .input(z.strictObject({ by: summaryBy, since: at.optional(), until: at.optional() }))
    .query(({ ctx, input }): Promise<SummaryLine[]> => {
      const { reports, settings } = ctx.services
      return reports.summaryBy({ ...input, timeZone: settings.get('timeZone') })
    }),
})
