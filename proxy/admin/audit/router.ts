import { z } from 'zod'
import {
  type AuditAct,
  type AuditCheck,
  type AuditExportPart,
  type AuditPageAnswer,
  type AuditState,
  auditExport,
  auditFileExport,
  auditPage,
} from '../../contract/audit.ts'
import type { Job } from '../../contract/jobs.ts'
import { problem } from '../problems.ts'
import { administrator, router } from '../trpc.ts'
import { knownBreaks, nameOf } from './breaks.ts'
import { startCheckJob, startExportJob } from './work.ts'

export const auditRouter = router({
  /** Who did what, newest first. */
  list: administrator
    .input(auditPage)
    .query(({ ctx, input }): Promise<AuditPageAnswer> => ctx.services.reports.auditPage(input)),

  get: administrator
    .input(z.strictObject({ seq: z.int().positive() }))
    .query(async ({ ctx, input }): Promise<AuditAct> => {
      const act = await ctx.services.reports.auditAct(input)
      if (act) return act
      throw problem('NOT_FOUND', 'There is no such entry in the audit log.')
    }),

  state: administrator.query(({ ctx }): AuditState => ctx.services.audit.state()),

  /** Proves every entry; the answer comes when that is done. */
  check: administrator.mutation(
    ({ ctx }): Promise<AuditCheck> => ctx.services.audit.checks.check('all'),
  ),

  /** The same as work that goes on while one does something else. */
  startCheck: administrator.mutation(({ ctx }): Job => startCheckJob(ctx)),

  cancelCheck: administrator.mutation(({ ctx }) => ctx.services.audit.checks.cancel()),

  /** An owner has looked into what was found bent; the log keeps both for good. */
  acknowledge: administrator
    .input(z.strictObject({ name: z.string().max(100), note: z.string().trim().min(1).max(500) }))
    .mutation(({ ctx, input }) => {
      const { open } = knownBreaks(ctx.services.db)
      if (!open || nameOf(open) !== input.name) {
        throw problem('NOT_FOUND', 'There is nothing of this name to acknowledge. Look again.')
      }
      ctx.services.live.changed('audit')
    }),

  /** Begins an export; its parts are fetched one after the other. */
  export: administrator
    .input(auditExport)
    .mutation(
      ({ ctx, input }): Promise<{ id: string; total: number }> =>
        ctx.services.audit.exports.begin(input, ctx.actor.name),
    ),

  /** Written by the service itself, as work that goes on while one does something else. */
  exportFile: administrator
    .input(auditFileExport)
    .mutation(({ ctx, input }): Job => startExportJob(ctx, input)),

  /** A mutation only by its form: each part is made once. */
  exportPart: administrator
    .input(z.strictObject({ id: z.string().max(64), part: z.int().nonnegative() }))
    .mutation(({ ctx, input }): Promise<AuditExportPart> => ctx.services.audit.exports.part(input)),
})
