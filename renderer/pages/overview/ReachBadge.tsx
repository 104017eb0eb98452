import { Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { duration } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { SEERS } from '../../routes.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'

const AGAIN_MS = 60_000

/** Whether the proxy answers at its own address; pressed, it is asked again. */
export function ReachBadge({ isListening }: { isListening: boolean }) {
  const t = useWords('overview')
  const client = useClient()
  const role = useStatus().data?.actor?.role
  const reach = useQuery({
    queryKey: ['network', 'reach'],
    queryFn: () => client.network.reach.query(),
    enabled: isListening && role !== undefined && SEERS.includes(role),
    refetchInterval: AGAIN_MS,
  })
  if (!isListening || !reach.data) return null
  const { problem, ms } = reach.data
  const words = problem ?? t('reachableIn', { ms: duration(ms) })
  return (
    <Tooltip label={words} multiline maw={360}>
      <button
        type="button"
        className="kr-plain"
        aria-label={`${t(problem ? 'unreachable' : 'reachable')}. ${words} ${t('checkReach')}`}
        onClick={() => void reach.refetch()}
      >
        <StatusBadge tone={problem ? 'bad' : 'ok'}>
          {t(problem ? 'unreachable' : 'reachable')}
        </StatusBadge>
      </button>
    </Tooltip>
  )
}
