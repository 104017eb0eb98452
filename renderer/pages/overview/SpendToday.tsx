import { VisuallyHidden } from '@mantine/core'
import type { OverviewFigures } from '../../../proxy/contract/status.ts'
import { budget, wholeNumber } from '../../format.ts'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useWords } from '../../words/words.ts'
import { round, useForecasts } from '../analytics/ForecastLine.tsx'

/** Under the spend of today: what the day will come to, and whether something is not in it. */
export function SpendPace({ figures }: { figures: OverviewFigures }) {
  const t = useWords('overview')
  const estimate = useForecasts().data?.day.estimate
  const { callsToday, unpricedToday } = figures
  const unpriced = unpricedToday > 0 ? t('unpricedToday', { count: unpricedToday }) : undefined
  const pace = estimate && t('pace', { end: round(estimate.endNanoUsd) })
  if (pace && unpriced) {
    return (
      // Marked as in the chart: a second line would push the page out of its window.
      <span title={unpriced}>
        {pace} <span aria-hidden="true">(?)</span>
        <VisuallyHidden>{unpriced}</VisuallyHidden>
      </span>
    )
  }
  return (
    pace ?? unpriced ?? t('callsToday', { count: callsToday, formatted: wholeNumber(callsToday) })
  )
}

/** Beside it: the budget of the day, where there is one. */
export function SpendBudget({ figures }: { figures: OverviewFigures }) {
  const t = useWords('overview')
  const size = useForecasts().data?.day.budget?.sizeNanoUsd
  if (size === undefined) return null
  return (
    <span className="ov-budget">
      <span>{t('ofBudget', { budget: budget(size) })}</span>
      <QuotaBar
        label={t('budgetUsed')}
        used={figures.spendTodayNanoUsd}
        reserved={0}
        size={size}
        warnAtPercent={80}
      />
    </span>
  )
}
