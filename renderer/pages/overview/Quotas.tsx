import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { LimitStanding } from '../../../proxy/contract/limits.ts'
import { useClient } from '../../client.tsx'
import { money, share } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { goTo, PEOPLE_SEERS, pathTo } from '../../routes.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useWords } from '../../words/words.ts'
import { byTightness, figure, limitWords, whoWords } from '../limits/limitWords.ts'

const SHOWN = 5

/** The counters that are nearest to their end. Calls in flight come and go and are left out. */
export function Quotas() {
  const t = useWords('overview')
  const client = useClient()
  const role = useStatus().data?.actor?.role
  const mayAsk = role !== undefined && PEOPLE_SEERS.includes(role)
  const standings = useQuery({
    queryKey: ['limits', 'standings', {}],
    queryFn: () => client.limits.standings.query({}),
    enabled: mayAsk,
    refetchInterval: 5000,
  })
  const members = useQuery({
    queryKey: ['members'],
    queryFn: () => client.members.list.query(),
    enabled: mayAsk,
  })
  const shown = (standings.data ?? [])
    .filter(({ limit }) => limit.metric !== 'concurrent')
    .toSorted(byTightness)
    .slice(0, SHOWN)
  const names = new Map(members.data?.map(({ id, name }) => [id, name]))
  if (!mayAsk) return null
  return (
    <section className="kr-panel" aria-labelledby="quotas">
      <div className="ov-head">
        <h2 className="kr-panel-title" id="quotas">
          {t('quotas')}
        </h2>
        <span className="kr-spring" />
        <Link href={pathTo('limits')} className="kr-small">
          {t('allLimits')}
        </Link>
      </div>
      {standings.isError && (
        <ErrorBanner error={standings.error} retry={() => void standings.refetch()} />
      )}
      {standings.data && shown.length === 0 && (
        <EmptyState
          title={t('noQuotas')}
          actions={
            <Button variant="default" onClick={() => goTo(pathTo('limits'))}>
              {t('setLimits')}
            </Button>
          }
        />
      )}
      <ul className="ov-quotas">
        {shown.map((standing) => (
          <li key={`${standing.limit.id} ${standing.memberId}`}>
            <Quota of={standing} memberName={names.get(standing.memberId ?? '')} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Quota(props: { of: LimitStanding; memberName: string | undefined }) {
  const t = useWords('limits')
  const { limit, subjectName, used, reserved, size } = props.of
  const who = props.memberName ?? whoWords(t, limit, subjectName)
  const name = `${who}: ${limitWords(t, { ...limit, size })}`
  const amounts = {
    used: limit.metric === 'money' ? money(used) : figure(limit.metric, used),
    size: figure(limit.metric, size),
  }
  return (
    <Link href={pathTo('limits', { sel: limit.id })} className="ov-quota">
      <span className="kr-ellipsis">{who}</span>
      <span className="kr-small kr-muted">
        {t('of', amounts)} · {share(used + reserved, size)}
      </span>
      <QuotaBar
        label={name}
        used={used}
        reserved={reserved}
        size={size}
        warnAtPercent={limit.warnAtPercent}
      />
    </Link>
  )
}
