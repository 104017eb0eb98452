import { z } from 'zod'

/** Pages whose filter can be kept under a name. */
export const viewPage = z.enum(['activity', 'analytics'])
export type ViewPage = z.infer<typeof viewPage>

/** A page as somebody left it: its filter, times and what else stands in its address. */
export interface SavedView {
  id: string
  page: ViewPage
  name: string
  /** As in the page's address: `f=status%3A429&t=7d`. */
  params: string
  /** Stands first, and in the palette on every page. */
  starred: boolean
  createdAt: number
}

const name = z.string().trim().min(1).max(80)

export const newView = z.strictObject({
  page: viewPage,
  /** One's view of this page and name is replaced. */
  name,
  params: z.string().max(4000),
  starred: z.boolean().default(false),
})

export const viewChange = z.strictObject({
  id: z.string().max(64),
  name: name.optional(),
  starred: z.boolean().optional(),
})
