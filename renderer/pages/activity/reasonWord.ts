import { activity } from '../../words/en/activity.ts'

type ReasonWord = Extract<keyof typeof activity, `reason_${string}`>

/** The sentence for a reason of the ledger, where there is one. */
export function reasonWord(reason: string | null): ReasonWord | undefined {
  const word = `reason_${reason}`
  return isReasonWord(word) ? word : undefined
}

const isReasonWord = (word: string): word is ReasonWord => word in activity
