import { z } from 'zod'
import type { Forecasts } from '../contract/forecast.ts'
import type { Job } from '../contract/jobs.ts'
import { type UsageReport, usageQuery } from '../contract/usage.ts'
import { usageExport } from '../contract/usageExport.ts'
import { forecastSince, forecastsOf } from './forecast.ts'
import { standingsFor } from './limitReach.ts'
import { onlyTeam, teamFilter } from './subjects.ts'
import { administrator, router } from './trpc.ts'
import { startUsageExport } from './usageExport/start.ts'

export const usageRouter = router({
  /** Usage by step of time and up to two dimensions; a lead's is that of the own team. */
  report: administrator.input(usageQuery).query(({ ctx, input }): Promise<UsageReport> => {
    const { reports, settings, now } = ctx.services
    return reports.usageReport({
      ...input,
      ...{ teamId: onlyTeam(ctx.actor), timeZone: settings.get('timeZone'), now: now() },
    })
  }),

  /** Writes a report into a file or a folder, as a job that `jobs.list` tells of; a lead's is about the own team. */
  export: administrator
    .input(usageExport)
    .mutation(({ ctx, input }): Job => startUsageExport(ctx, input)),

  /** What today and this month will have cost: of the workspace, or of one team. */
  forecast: administrator
    .input(z.strictObject({ teamId: z.string().optional() }))
    .query(async ({ ctx, input }): Promise<Forecasts> => {
      const { reports, settings, now: clock } = ctx.services
      const [now, timeZone] = [clock(), settings.get('timeZone')]
      const teamId = teamFilter(ctx, input.teamId)
      const { lines } = await reports.usageReport({
        ...{ from: forecastSince(now, timeZone), to: now + 1, step: 'hour', by: [], filter: {} },
        ...{ latency: false, teamId, timeZone, now },
      })
      const level = teamId === undefined ? 'workspace' : 'team'
      const standings = standingsFor(ctx, teamId === undefined ? {} : { teamId }).filter(
        ({ limit }) => limit.level === level,
      )
      return forecastsOf({ now, zone: timeZone, hours: lines, standings })
    }),
})
