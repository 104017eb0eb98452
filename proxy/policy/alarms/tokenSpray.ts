import type { Finding } from '../../contract/alarms.ts'
import { beginOf, evidence, MINUTE_MS } from './detector.ts'

const WINDOW_MS = 5 * MINUTE_MS
const MOST_ADDRESSES = 10_000
/** Marks beyond the threshold are only counted so far. */
const MOST_MARKS = 1000

export interface WrongToken {
  at: number
  address: string
  /** Tells one wrong token from another without holding it. */
  mark: string
}

/** Many different wrong tokens from one address. */
export function tokenSpray() {
  const addresses = new Map<string, { since: number; marks: Set<string> }>()
  return function see({ at, address, mark }: WrongToken, tokens: number): Finding | undefined {
    const last = addresses.get(address)
    const tried =
      last && at - last.since < WINDOW_MS ? last : { since: at, marks: new Set<string>() }
    addresses.delete(address)
    addresses.set(address, tried)
    if (addresses.size > MOST_ADDRESSES) {
      const [oldest] = addresses.keys()
      if (oldest !== undefined) addresses.delete(oldest)
    }
    if (tried.marks.size < MOST_MARKS) tried.marks.add(mark)
    if (tried.marks.size < tokens) return undefined
    return {
      ...{ kind: 'tokenSpray', cause: `tokenSpray ${address}`, at, period: beginOf(at, WINDOW_MS) },
      subject: { address },
      evidence: evidence({
        ...{ value: tried.marks.size, unit: 'wrongTokens', threshold: tokens },
        windowMs: Math.max(1000, at - tried.since),
      }),
    }
  }
}
