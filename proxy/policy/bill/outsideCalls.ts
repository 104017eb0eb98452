import type { Finding } from '../../contract/alarms.ts'
import type { BillCheck } from '../../contract/bill.ts'
import { billDay } from '../../contract/billWords.ts'
import { evidence } from '../alarms/detector.ts'

/** An alarm for each key with which, by a bill, calls were made that Keyrack never saw. */
export function outsideCalls({ causes, provider }: BillCheck, now: number): Finding[] {
  return causes.flatMap((cause): Finding[] => {
    const { kind, likely, keyId, days, newModels, requests, tokens, costNanoUsd } = cause
    const [first] = days
    if (kind !== 'outside' || !likely || first === undefined) return []
    const amount =
      (requests ?? 0) > 0
        ? { value: requests ?? 0, unit: 'calls' as const }
        : (tokens ?? 0) > 0
          ? { value: tokens ?? 0, unit: 'tokens' as const }
          : { value: costNanoUsd ?? 0, unit: 'nanoUsd' as const }
    return [
      {
        ...{ kind: 'outsideCalls', cause: `outsideCalls ${keyId ?? provider}` },
        ...{ period: first, at: now, subject: keyId === null ? {} : { keyId } },
        evidence: evidence({
          ...amount,
          seen: newModels,
          note: `The provider counted them on ${days.length === 1 ? billDay(first) : `${days.length} days since ${billDay(first)}`}. Find out who knows the key, and replace it`,
        }),
      },
    ]
  })
}
