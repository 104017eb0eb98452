import { useQuery } from '@tanstack/react-query'
import type { AdministratorRole } from '../../proxy/contract/administrators.ts'
import { useClient } from '../client.tsx'
import { type RouteId, routesFor } from '../routes.ts'
import { useLatestAlarms } from './Bell.tsx'

/** How much waits behind an entry of the sidebar; nothing for entries without a counter. */
export function useCounters(role: AdministratorRole | undefined): Partial<Record<RouteId, number>> {
  const client = useClient()
  const seesPeople = seesAlerts(role)
  const requests = useQuery({
    queryKey: ['requests', 'open'],
    queryFn: () => client.requests.list.query({ state: 'open' }),
    enabled: seesPeople,
  })
  const alarms = useLatestAlarms(seesPeople)
  return { requests: requests.data?.length ?? 0, alerts: alarms.data?.open ?? 0 }
}

export function seesAlerts(role: AdministratorRole | undefined): boolean {
  return routesFor(role).some(({ id }) => id === 'alerts')
}
