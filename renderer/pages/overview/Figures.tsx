import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { duration, money, rate, share, UNKNOWN, wholeNumber } from '../../format.ts'
import { useFigures } from '../../live.tsx'
import { pathTo } from '../../routes.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { SpendBudget, SpendPace } from './SpendToday.tsx'
import { useUsualErrors } from './useUsualErrors.ts'

/** Four numbers, each a link to the rows behind it. */
export function Figures() {
  const t = useWords('overview')
  const figures = useFigures()
  const usual = useUsualErrors()
  if (figures.isError && !figures.data) {
    return <ErrorBanner error={figures.error} retry={() => figures.refetch()} />
  }
  const now = figures.data
  return (
    <div className="ov-figures">
      <Figure
        name={t('requestsNow')}
        value={wholeNumber(now?.inFlight)}
        line={
          now &&
          t('requestsNowLine', {
            rate: rate(now.callsPerSecond),
            streaming: wholeNumber(now.streaming),
          })
        }
        to={pathTo('activity', { f: 'status:open' })}
      />
      <Figure
        name={t('spendToday')}
        value={money(now?.spendTodayNanoUsd)}
        line={now && <SpendPace figures={now} />}
        beside={now && <SpendBudget figures={now} />}
        to={pathTo('analytics', { r: 'today' })}
      />
      <Figure
        name={t('errors')}
        value={now ? share(now.errorsLastHour, now.callsLastHour) : UNKNOWN}
        why={t('noCallsWhy')}
        line={
          now &&
          (now.callsLastHour === 0
            ? t('errorsNone')
            : t(usual === null ? 'errorsLine' : 'errorsUsual', {
                errors: wholeNumber(now.errorsLastHour),
                calls: wholeNumber(now.callsLastHour),
                usual: share(usual ?? 0, 1),
              }))
        }
        to={pathTo('activity', { f: 'status:refused,failed,interrupted', t: '1h' })}
      />
      <Figure
        name={t('firstByte')}
        value={duration(now?.firstByteMedianMs)}
        why={t('firstByteWhy')}
        line={now && t('firstByteLine', { p95: duration(now.firstByteP95Ms) })}
        to={pathTo('analytics', { m: 'firstP95', r: 'today' })}
      />
    </div>
  )
}

function Figure(props: {
  name: string
  value: string
  line: ReactNode
  to: string
  /** Small, beside the value. */
  beside?: ReactNode
  /** Why the value is unknown. */
  why?: string
}) {
  const isUnknown = props.value === UNKNOWN
  return (
    <Tooltip label={props.why} disabled={!isUnknown || !props.why}>
      <Link href={props.to} className="kr-panel ov-figure">
        <dl>
          <dt>{props.name}</dt>
          <dd className="ov-value">
            {props.value}
            {props.beside}
          </dd>
          <dd className="ov-line kr-ellipsis">{props.line}</dd>
        </dl>
      </Link>
    </Tooltip>
  )
}
