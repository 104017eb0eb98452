import type { OverviewFigures } from '../../../proxy/contract/status.ts'
import { budget, wholeNumber } from '../../format.ts'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useWords } from '../../words/words.ts'
import { round, useForecasts } from '../analytics/ForecastLine.tsx'

/** Under the spend of today: its budget where there is one, and what the day will come to. */
export function SpendToday({ figures }: { figures: OverviewFigures }) {
  const t = useWords('overview')
  const day = useForecasts().data?.day
  const pace = day?.estimate && t('pace', { end: round(day.estimate.endNanoUsd) })
  const calls = t('callsToday', {
    ...{ count: figures.callsToday, formatted: wholeNumber(figures.callsToday) },
  })
  if (figures.unpricedToday > 0) return t('unpricedToday', { count: figures.unpricedToday })
  if (!day?.budget) return pace || calls
  const { sizeNanoUsd: size } = day.budget
  return (
    <span className="ov-budget">
      <QuotaBar
        label={t('budgetUsed')}
        used={figures.spendTodayNanoUsd}
        reserved={0}
        size={size}
        warnAtPercent={80}
      />
      <span>{[t('ofBudget', { budget: budget(size) }), pace].filter(Boolean).join(', ')}</span>
    </span>
  )
}
