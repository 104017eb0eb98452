import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { clockTime, duration, money, tokens, UNKNOWN } from '../../format.ts'
import { useLiveCalls } from '../../live.tsx'
import { useSettings } from '../../preferences.tsx'
import { goTo, pathTo } from '../../routes.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { CallBadge } from '../activity/CallBadge.tsx'
import { mergeCalls } from './latest.ts'

const SHOWN = 5
const QUERY_KEY = ['calls', 'latest']

/** The last five calls as they happen. */
export function LatestCalls() {
  const t = useWords('overview')
  const client = useClient()
  const queries = useQueryClient()
  const latest = useQuery({
    queryKey: QUERY_KEY,
    queryFn: async () => (await client.calls.page.query({ limit: SHOWN })).calls,
  })
  useLiveCalls((heard) => {
    queries.setQueryData<CallRecord[]>(QUERY_KEY, (known = []) => mergeCalls(known, heard, SHOWN))
  })
  return (
    <section className="kr-panel ov-latest" aria-labelledby="latest-calls">
      <div className="ov-head">
        <h2 className="kr-panel-title" id="latest-calls">
          {t('liveNow')}
        </h2>
        <span className="kr-spring" />
        <Link href={pathTo('activity')} className="kr-small">
          {t('allCalls')}
        </Link>
      </div>
      {latest.isError && <ErrorBanner error={latest.error} retry={latest.refetch} />}
      {latest.data?.length === 0 && (
        <EmptyState
          title={t('liveEmpty')}
          actions={
            <Button variant="default" onClick={() => goTo(pathTo('members'))}>
              {t('liveEmptyAction')}
            </Button>
          }
        >
          {t('liveEmptyText')}
        </EmptyState>
      )}
      {latest.data && latest.data.length > 0 && <Calls calls={latest.data} />}
    </section>
  )
}

function Calls({ calls }: { calls: readonly CallRecord[] }) {
  const t = useWords('overview')
  const { timeZone } = useSettings()
  return (
    <table className="ov-calls">
      <thead>
        <tr>
          <th style={{ width: 108 }}>{t('time')}</th>
          <th style={{ width: 124 }}>{t('status')}</th>
          <th>{t('member')}</th>
          <th>{t('model')}</th>
          <th className="kr-number ov-tokens" style={{ width: 72 }}>
            {t('tokens')}
          </th>
          <th className="kr-number" style={{ width: 84 }}>
            {t('cost')}
          </th>
          <th className="kr-number ov-total" style={{ width: 68 }}>
            {t('total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => {
          const to = pathTo('activity', { sel: call.id })
          const time = clockTime(call.startedAt, timeZone)
          return (
            // The link in the first cell serves the keyboard; the row is a larger target for the pointer.
            <tr key={call.id} onClick={() => goTo(to)}>
              <td className="kr-mono">
                <Link href={to} aria-label={t('openCall', { time })}>
                  {time}
                </Link>
              </td>
              <td>
                <CallBadge of={call} />
              </td>
              <td className="kr-ellipsis">{call.memberName ?? UNKNOWN}</td>
              <td className="kr-mono kr-ellipsis">{call.model ?? call.endpoint}</td>
              <td className="kr-number ov-tokens">{tokens(tokensOf(call))}</td>
              <td className="kr-number">{money(call.costNanoUsd)}</td>
              <td className="kr-number ov-total">{duration(call.totalMs)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Everything counted in tokens; unknown while the call runs and where nothing was used. */
function tokensOf({ usage, usageState }: CallRecord): number | null {
  if (usageState === 'none') return null
  const { images, audioMs, characters, searches, ...counted } = usage
  return Object.values(counted).reduce((sum, count) => sum + count, 0)
}
