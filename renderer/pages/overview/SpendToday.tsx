import type { OverviewFigures } from '../../../proxy/contract/status.ts'
import { budget, wholeNumber } from '../../format.ts'
import { QuotaBar } from '../../ui/QuotaBar.tsx'
import { useWords } from '../../words/words.ts'
import { round, useForecasts } from '../analytics/ForecastLine.tsx'

/** Under the spend of today: what the day will come to, and what is not in it. */
export function SpendPace({ figures }: { figures: OverviewFigures }) {
  const t = useWords('overview')
  const estimate = useForecasts().data?.day.estimate
  const { callsToday, unpricedToday } = figures
  const calls = { count: callsToday, formatted: wholeNumber(callsToday) }
  return (
    <>
      {estimate && <Note text={t('pace', { end: round(estimate.endNanoUsd) })} />}
      {unpricedToday > 0 && <Note text={t('unpricedToday', { count: unpricedToday })} />}
      {!estimate && unpricedToday === 0 && t('callsToday', calls)}
    </>
  )
}

function Note({ text }: { text: string }) {
  return <span className="ov-note">{text}</span>
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
