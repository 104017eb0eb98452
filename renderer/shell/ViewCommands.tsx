import { useCommands } from '../commands.ts'
import { openView, useAllViews } from '../pages/views/useViews.ts'
import { ROUTES } from '../routes.ts'
import { useWords } from '../words/words.ts'

/** Starred views are at hand in the palette, from every page. */
export function ViewCommands() {
  const t = useWords('views')
  const known = ROUTES.map(({ id }) => id as string)
  const starred = useAllViews().filter(({ starred, page }) => starred && known.includes(page))
  useCommands(
    starred.map((view) => ({
      id: `view.${view.id}`,
      section: 'go',
      title: t('open', { name: view.name }),
      keywords: `view filter ${view.page}`,
      run: () => openView(view),
    })),
  )
  return null
}
