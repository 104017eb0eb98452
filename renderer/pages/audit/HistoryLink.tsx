import { useStatus } from '../../live.tsx'
import { pathTo, SEERS } from '../../routes.ts'
import { useWords } from '../../words/words.ts'

/** Leads to everything that was done to one member, key or team; nothing for those who may not see that. */
export function HistoryLink({ id }: { id: string }) {
  const t = useWords('audit')
  const role = useStatus().data?.actor?.role
  if (role === undefined || !SEERS.includes(role)) return null
  return <a href={`#${pathTo('audit', { f: `object:${id}` })}`}>{t('history')}</a>
}
