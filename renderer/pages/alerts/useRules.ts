import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'

/** Every rule and how it does; not asked for by those who may not see them. */
export function useRules(enabled = true) {
  const client = useClient()
  return useQuery({
    queryKey: ['alarms', 'rules'],
    queryFn: () => client.alarms.rules.query(),
    enabled,
  })
}
