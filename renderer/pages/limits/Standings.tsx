import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { byTightness } from './limitWords.ts'
import { Standing } from './Standing.tsx'
import './limits.css'

/** Every counter that somebody's calls are held against, the tightest first. */
export function Standings(props: { of: { teamId?: string; memberId?: string }; none: string }) {
  const t = useWords('limits')
  const common = useWords('common')
  const client = useClient()
  const standings = useQuery({
    queryKey: ['limits', 'standings', props.of],
    queryFn: () => client.limits.standings.query(props.of),
    // Counters move with every call, which is no change of the limits.
    refetchInterval: 5000,
  })
  if (standings.isPending) return <p role="status">{common('loading')}</p>
  if (standings.isError) {
    return <ErrorBanner error={standings.error} retry={() => void standings.refetch()} />
  }
  const [tightest, ...others] = standings.data.toSorted(byTightness)
  if (!tightest) return <p className="kr-muted">{props.none}</p>
  return (
    <>
      <Standing of={tightest} />
      {others.length > 0 && <h4 className="kr-small kr-muted">{t('alsoApplies')}</h4>}
      {others.map((standing) => (
        <Standing key={`${standing.limit.id} ${standing.memberId}`} of={standing} />
      ))}
    </>
  )
}
