import { Button } from '@mantine/core'
import type { CallFilter } from '../../../proxy/contract/calls.ts'
import { dayTime, money, tokens, wholeNumber } from '../../format.ts'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { useTotals } from './useTotals.ts'

/** What the filter adds up to; always on screen, with what is left out said beside it. */
export function CallTotals({ filter }: { filter: CallFilter }) {
  const t = useWords('activity')
  const { timeZone } = useSettings()
  const { sums, error, countOn } = useTotals(filter)
  if (!sums) return <p className="kr-totals">{error?.message}</p>
  return (
    <div className="kr-totals">
      <span>{t('totalCalls', { count: sums.calls, amount: wholeNumber(sums.calls) })}</span>
      <span title={wholeNumber(sums.inputTokens)}>
        {t('totalIn', { amount: tokens(sums.inputTokens) })}
      </span>
      <span title={wholeNumber(sums.outputTokens)}>
        {t('totalOut', { amount: tokens(sums.outputTokens) })}
      </span>
      <span>{money(sums.costNanoUsd)}</span>
      {sums.unpriced > 0 && (
        <span>{t('unpriced', { count: sums.unpriced, amount: wholeNumber(sums.unpriced) })}</span>
      )}
      {sums.lookedBackTo !== null && (
        <>
          <span>{t('countedBack', { time: dayTime(sums.lookedBackTo, timeZone) })}</span>
          <Button size="compact-xs" variant="default" onClick={() => void countOn()}>
            {t('countOn')}
          </Button>
        </>
      )}
    </div>
  )
}
