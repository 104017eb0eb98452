import { useQuery } from '@tanstack/react-query'
import type { SavedView, ViewPage } from '../../../proxy/contract/views.ts'
import { useClient } from '../../client.tsx'
import { goTo } from '../../routes.ts'

/** One's own views of a page, starred ones first. */
export function useViews(page: ViewPage): SavedView[] {
  return useAllViews().filter((view) => view.page === page)
}

export function useAllViews(): SavedView[] {
  const client = useClient()
  const { data } = useQuery({ queryKey: ['views'], queryFn: () => client.views.list.query() })
  return data ?? []
}

/** Goes to the page as it was kept. */
export function openView({ page, params }: SavedView): void {
  goTo(params === '' ? `/${page}` : `/${page}?${params}`)
}
