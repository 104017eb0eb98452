import { z } from 'zod'
import type { Job } from '../contract/jobs.ts'
import { problem } from './problems.ts'
import { administrator, router } from './trpc.ts'

const byId = z.strictObject({ id: z.string().max(64) })

export const jobsRouter = router({
  /** One's own long work, newest first, with what ended a while ago. */
  list: administrator.query(({ ctx }): Job[] => ctx.services.jobs.list(ctx.actor.id)),

  /** Answers once it has stopped; a file that was not whole is gone then. */
  cancel: administrator.input(byId).mutation(async ({ ctx, input }) => {
    if (!(await ctx.services.jobs.cancel(ctx.actor.id, input.id))) throw gone()
  }),

  dismiss: administrator.input(byId).mutation(({ ctx, input }) => {
    if (!ctx.services.jobs.dismiss(ctx.actor.id, input.id)) throw gone()
  }),
})

const gone = () => problem('NOT_FOUND', 'This work is no longer there. Look at the list again.')
