import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'

const HOUR_MS = 3_600_000
const WEEK_HOURS = 168

/** The share of calls that went wrong in the week behind; null until it is known, and without calls. */
export function useUsualErrors(): number | null {
  const client = useClient()
  const to = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const found = useQuery({
    queryKey: ['usage', 'usualErrors', to],
    queryFn: async () => {
      const week = { from: to - WEEK_HOURS * HOUR_MS, to, latency: false }
      const { calls, failed, refused } = (await client.usage.report.query(week)).totals
      return calls === 0 ? null : (failed + refused) / calls
    },
    placeholderData: (before) => before,
  })
  return found.data ?? null
}
