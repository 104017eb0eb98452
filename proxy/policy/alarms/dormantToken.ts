import { beginOf, DAY_MS, type Detector, evidence, subjectOf } from './detector.ts'

/** A token that lay idle for long is used again. `tokens` says when each was used last, or made. */
export function dormantToken(tokens = new Map<string, number>()): Detector & {
  tokens: typeof tokens
} {
  return {
    kind: 'dormantToken',
    tokens,
    see(call, { thresholds: { days = 30 } }) {
      const { tokenId, at, address } = call
      const last = tokens.get(tokenId)
      tokens.set(tokenId, Math.max(at, last ?? 0))
      if (last === undefined || at - last <= days * DAY_MS) return undefined
      return {
        ...{ kind: 'dormantToken', cause: `dormantToken ${tokenId}`, at },
        period: beginOf(at, DAY_MS),
        subject: { ...subjectOf(call), address },
        evidence: evidence({
          ...{ value: Math.floor((at - last) / DAY_MS), unit: 'days', threshold: days },
          ...{ seen: [address], calls: [call.id] },
        }),
      }
    },
  }
}
