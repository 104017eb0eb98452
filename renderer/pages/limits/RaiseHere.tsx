import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { byTightness } from './limitWords.ts'
import { RaiseMenu } from './RaiseMenu.tsx'

/** Raises the fullest counter of a limit, from wherever it is told of. */
export function RaiseHere({ limitId }: { limitId: string }) {
  const client = useClient()
  const standings = useQuery({
    queryKey: ['limits', 'standings', {}],
    queryFn: () => client.limits.standings.query({}),
  })
  const fullest = (standings.data ?? [])
    .filter(({ limit }) => limit.id === limitId)
    .toSorted(byTightness)[0]
  return fullest ? <RaiseMenu of={fullest} /> : null
}
