import { type Act, actsPage as pageInput } from '../contract/administrators.ts'
import { actsPage } from '../store/acts.ts'
import { administrator, router } from './trpc.ts'

export const actsRouter = router({
  /** Who did what, newest first. */
  list: administrator
    .input(pageInput)
    .query(({ ctx, input }): { acts: Act[]; more: boolean } => actsPage(ctx.services.db, input)),
})
