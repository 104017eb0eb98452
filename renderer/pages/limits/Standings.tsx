import { useQuery } from '@tanstack/react-query'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { byTightness } from './limitWords.ts'
import { Standing } from './Standing.tsx'
import './limits.css'

interface Props {
  of: { teamId?: string; memberId?: string }
  /** Whose a counter is, where the list holds those of several members. */
  nameOf?: (memberId: string) => string | undefined
  none: string
}

/** Every counter that somebody's calls are held against, the tightest first. */
export function Standings(props: Props) {
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
      <Owned of={tightest} nameOf={props.nameOf} />
      {others.length > 0 && <h4 className="kr-small kr-muted">{t('alsoApplies')}</h4>}
      {others.map((standing) => (
        <Owned
          key={`${standing.limit.id} ${standing.memberId}`}
          of={standing}
          nameOf={props.nameOf}
        />
      ))}
    </>
  )
}

function Owned({ of, nameOf }: { of: LimitStanding; nameOf: Props['nameOf'] }) {
  const name = of.memberId === null ? undefined : nameOf?.(of.memberId)
  return (
    <div className="lim-counter">
      {name && <h4>{name}</h4>}
      <Standing of={of} />
    </div>
  )
}
