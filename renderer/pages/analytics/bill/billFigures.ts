import type { TFunction } from 'i18next'
import type { BillSums } from '../../../../proxy/contract/bill.ts'
import { money, UNKNOWN, wholeNumber } from '../../../format.ts'

export type Words = TFunction<'bills'>

export const PROVIDER_NAMES = { openai: 'OpenAI', anthropic: 'Anthropic' } as const

/** `1,204 calls, 2,400,000 tokens, $12.40`; what a bill does not tell is left out. */
export function sumWords(t: Words, { requests, tokens, costNanoUsd }: BillSums): string {
  const parts = [
    requests !== null && t('calls', { count: requests, amount: wholeNumber(requests) }),
    tokens !== null && t('tokens', { amount: wholeNumber(tokens) }),
    costNanoUsd !== null && money(costNanoUsd),
  ].filter(Boolean)
  return parts.join(', ') || t('nothingTold')
}

/** Theirs and ours; what the provider does not tell is not compared. */
export function pair(
  their: number | null,
  our: number,
  write: (value: number) => string = wholeNumber,
): string {
  return their === null ? UNKNOWN : `${write(their)} / ${write(our)}`
}
