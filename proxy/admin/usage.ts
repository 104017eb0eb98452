import { type UsageReport, usageQuery } from '../contract/usage.ts'
import { onlyTeam } from './subjects.ts'
import { administrator, router } from './trpc.ts'

export const usageRouter = router({
  /** Usage by step of time and up to two dimensions; a lead's is that of the own team. */
  report: administrator.input(usageQuery).query(({ ctx, input }): Promise<UsageReport> => {
    const { reports, settings, now } = ctx.services
    return reports.usageReport({
      ...input,
      ...{ teamId: onlyTeam(ctx.actor), timeZone: settings.get('timeZone'), now: now() },
    })
  }),
})
