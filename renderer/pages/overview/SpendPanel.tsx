import { Button, useComputedColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useClient } from '../../client.tsx'
import { budget, hourMinute, money } from '../../format.ts'
import { useLiveCalls } from '../../live.tsx'
import { useSettings } from '../../preferences.tsx'
import { SERIES } from '../../tokens.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { SpendChart } from './SpendChart.tsx'
import { SpendTable } from './SpendTable.tsx'
import { type Spend, spendOf } from './spend.ts'

const QUERY_KEY = ['overview', 'spendByModel']
/** The bars need not follow every call. */
const FOLLOW_MS = 5000
const MINUTE = 60_000

/** What each model cost in each of the last 24 hours, as bars or as a table of the same numbers. */
export function SpendPanel() {
  const t = useWords('overview')
  const client = useClient()
  const { timeZone } = useSettings()
  const [isTable, setTable] = useState(false)
  const spend = useQuery({
    queryKey: QUERY_KEY,
    queryFn: () => client.overview.spendByModel.query(),
    refetchInterval: MINUTE,
  })
  useFollowCalls()
  const shown = useMemo(() => spend.data && spendOf(spend.data), [spend.data])
  const nameOf = (index: number) => {
    const series = shown?.series[index]
    return series?.model ?? t('chartOther', { count: series?.models ?? 0 })
  }
  const hour = (at: number) => hourMinute(at, timeZone)

  return (
    <section className="kr-panel" aria-labelledby="spend-by-model">
      <div className="ov-head">
        <h2 className="kr-panel-title" id="spend-by-model">
          {t('chartTitle')}
        </h2>
        <span className="kr-spring" />
        {shown && shown.series.length > 0 && (
          <Button size="compact-sm" variant="default" onClick={() => setTable(!isTable)}>
            {t(isTable ? 'chartBars' : 'chartTable')}
          </Button>
        )}
      </div>
      {spend.isError && <ErrorBanner error={spend.error} retry={spend.refetch} />}
      {shown?.series.length === 0 && <EmptyState title={t('chartEmpty')} />}
      {shown && shown.series.length > 0 && (
        <>
          {isTable ? (
            <SpendTable spend={shown} nameOf={nameOf} hour={hour} />
          ) : (
            <SpendChart
              spend={shown}
              words={{
                aria: t('chartAria'),
                hour,
                soFar: (name) => t('chartSoFar', { hour: name }),
                series: nameOf,
                money,
                axis: budget,
                total: t('chartTotal'),
              }}
            />
          )}
          <Legend spend={shown} nameOf={nameOf} />
        </>
      )}
    </section>
  )
}

function Legend({ spend, nameOf }: { spend: Spend; nameOf: (index: number) => string }) {
  const t = useWords('overview')
  const { timeZone } = useSettings()
  const scheme = useComputedColorScheme('light')
  return (
    <ul className="ov-legend">
      {spend.series.map((series, index) => (
        <li key={series.model ?? ''}>
          <svg viewBox="0 0 9 9" aria-hidden="true">
            <rect width="9" height="9" fill={SERIES[scheme][index % SERIES[scheme].length]} />
          </svg>
          <span className="kr-ellipsis">{nameOf(index)}</span>
        </li>
      ))}
      <li className="kr-muted">
        {spend.unpriced > 0
          ? t('chartUnpriced', { count: spend.unpriced })
          : t('chartZone', { zone: timeZone })}
      </li>
    </ul>
  )
}

/** Asks for the bars again while calls end, but not for each of them. */
function useFollowCalls(): void {
  const queries = useQueryClient()
  const askedAt = useRef(0)
  useLiveCalls((calls) => {
    const isDue = Date.now() - askedAt.current > FOLLOW_MS
    if (!isDue || !calls.some((call) => call.endedAt !== null)) return
    askedAt.current = Date.now()
    void queries.invalidateQueries({ queryKey: QUERY_KEY })
  })
}
