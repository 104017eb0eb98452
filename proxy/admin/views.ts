import { z } from 'zod'
import { newId } from '../base/ids.ts'
import { newView, type SavedView, viewChange, viewPage } from '../contract/views.ts'
import { changeView, listViews, removeView, saveView } from '../store/savedViews.ts'
import { problem } from './problems.ts'
import { administrator, router } from './trpc.ts'

/** More than anybody looks through. */
const MOST = 100

/** Views that an administrator keeps for themselves; nobody else sees them. */
export const viewsRouter = router({
  list: administrator
    .input(z.strictObject({ page: viewPage.optional() }).default({}))
    .query(({ ctx, input }): SavedView[] => listViews(ctx.services.db, ctx.actor.id, input.page)),

  save: administrator.input(newView).mutation(({ ctx, input }): { id: string } => {
    const { db, live, now } = ctx.services
    const administratorId = ctx.actor.id
    const own = listViews(db, administratorId, input.page)
    if (own.length >= MOST && !own.some(({ name }) => name === input.name)) {
      throw problem('BAD_REQUEST', `There are ${MOST} views of this page. Remove one first.`)
    }
    const id = newId('viw')
    const starred = input.starred ? 1 : 0
    saveView(db, { ...input, id, administratorId, starred, createdAt: now() })
    live.changed('views')
    return { id }
  }),

  change: administrator.input(viewChange).mutation(({ ctx, input: { id, name, starred } }) => {
    const { db, live } = ctx.services
    const change = {
      ...(name !== undefined && { name }),
      ...(starred !== undefined && { starred: starred ? 1 : 0 }),
    }
    if (Object.keys(change).length === 0) return
    const own = listViews(db, ctx.actor.id)
    const page = own.find((view) => view.id === id)?.page
    if (own.some((view) => view.id !== id && view.page === page && view.name === name)) {
      throw problem('CONFLICT', 'Another view of this page has this name. Choose another one.')
    }
    if (!changeView(db, ctx.actor.id, id, change)) throw gone()
    live.changed('views')
  }),

  remove: administrator
    .input(z.strictObject({ id: z.string().max(64) }))
    .mutation(({ ctx, input }) => {
      const { db, live } = ctx.services
      if (!removeView(db, ctx.actor.id, input.id)) throw gone()
      live.changed('views')
    }),
})

const gone = () => problem('NOT_FOUND', 'This view is no longer there. Look at the list again.')
