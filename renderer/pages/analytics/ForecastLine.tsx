import { useQuery } from '@tanstack/react-query'
import type { Forecast } from '../../../proxy/contract/forecast.ts'
import { useClient } from '../../client.tsx'
import { budget, day, money, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import type { Words } from './usagePicture.ts'

/** What today and this month will have cost at their end; asked for again while they run. */
export function useForecasts() {
  const client = useClient()
  return useQuery({
    queryKey: ['usage', 'forecast'],
    queryFn: () => client.usage.forecast.query({}),
    refetchInterval: 60_000,
  })
}

/** The month's end in a sentence, and what that means for its budget. */
export function ForecastLine() {
  const t = useWords('analytics')
  const { timeZone } = useSettings()
  const month = useForecasts().data?.month
  if (!month) return null
  return (
    <span>
      <strong>{t('forecast')}:</strong> {forecastWords(t, month, timeZone)}
    </span>
  )
}

export function forecastWords(t: Words, forecast: Forecast, zone: string): string {
  const { estimate, soFarNanoUsd, daysKnown, unpriced, to } = forecast
  return [
    estimate
      ? t('forecastMonth', {
          ...{ end: round(estimate.endNanoUsd), low: round(estimate.lowNanoUsd) },
          ...{ high: round(estimate.highNanoUsd), soFar: money(soFarNanoUsd) },
          day: day(to - 1, zone),
        })
      : t('forecastNeeds', { count: daysKnown, soFar: money(soFarNanoUsd) }),
    budgetWords(t, forecast, zone),
    unpriced > 0 && t('forecastUnpriced', { count: unpriced, formatted: wholeNumber(unpriced) }),
  ]
    .filter(Boolean)
    .join(' ')
}

function budgetWords(t: Words, { budget: limit, estimate }: Forecast, zone: string) {
  if (!limit) return false
  const words = { budget: budget(limit.sizeNanoUsd) }
  if (limit.usedNanoUsd >= limit.sizeNanoUsd) return t('forecastSpent', words)
  if (limit.reachedAt !== null) {
    return t('forecastReached', { ...words, day: day(limit.reachedAt, zone) })
  }
  return t(estimate ? 'forecastKept' : 'forecastBudget', words)
}

/** A guess is not known to the cent: three digits are enough. */
export function round(nanoUsd: number): string {
  if (nanoUsd <= 0) return money(nanoUsd)
  const step = 10 ** Math.max(0, Math.floor(Math.log10(nanoUsd)) - 2)
  const rounded = Math.round(nanoUsd / step) * step
  return rounded >= 100e9 ? budget(Math.round(rounded / 1e9) * 1e9) : money(rounded)
}
