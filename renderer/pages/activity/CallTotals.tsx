import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { CallFilter } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { money, tokens, wholeNumber } from '../../format.ts'
import { useLiveCalls } from '../../live.tsx'
import { useWords } from '../../words/words.ts'

/** Sums are asked for at most this often while calls come in. */
const REST_MS = 2000

/** What the filter adds up to; always on screen, with what is left out said beside it. */
export function CallTotals({ filter }: { filter: CallFilter }) {
  const t = useWords('activity')
  const client = useClient()
  const queries = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const totals = useQuery({
    queryKey: ['calls', 'totals', filter],
    queryFn: () => client.calls.totals.query({ filter }),
    placeholderData: (before) => before,
  })
  useLiveCalls(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void queries.invalidateQueries({ queryKey: ['calls', 'totals'] })
    }, REST_MS)
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  const sum = totals.data
  if (!sum) return <p className="kr-totals">{totals.error?.message}</p>
  return (
    <p className="kr-totals">
      <span>{t('totalCalls', { count: sum.calls, amount: wholeNumber(sum.calls) })}</span>
      <span title={wholeNumber(sum.inputTokens)}>
        {t('totalIn', { amount: tokens(sum.inputTokens) })}
      </span>
      <span title={wholeNumber(sum.outputTokens)}>
        {t('totalOut', { amount: tokens(sum.outputTokens) })}
      </span>
      <span>{money(sum.costNanoUsd)}</span>
      {sum.unpriced > 0 && (
        <span>{t('unpriced', { count: sum.unpriced, amount: wholeNumber(sum.unpriced) })}</span>
      )}
    </p>
  )
}
