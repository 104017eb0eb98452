import { formatCallId } from '../../base/ids.ts'
import type { Limit, LimitExplanation } from '../../contract/limits.ts'
import { factsTest } from '../../policy/limits/touching.ts'
import type { Db } from '../../store/db.ts'
import { limitSums, newestCounted } from '../../store/limitCalls.ts'

/** So many calls are shown, and so many are read in one go to find them. */
const SHOWN = 50
const PAGE = 1000
/** Beyond every call there can be. */
const NEWEST = Number.MAX_SAFE_INTEGER

export interface UseQuestion {
  limit: Limit
  /** One member's own counter. */
  memberId?: string | undefined
  /** Only calls that began then or later. */
  from: number
}

export type LimitUsage = Pick<LimitExplanation, 'ledger' | 'prices' | 'calls'>

/** What the ledger alone says that counts in a counter, down to the calls. */
export function limitUse(db: Db, question: UseQuestion): LimitUsage {
  const { limit } = question
  // Whom the limit is about was asked of the ledger's own columns; what is left is the scope.
  const isAbout = factsTest({ ...limit, level: 'workspace' })
  const counts = (call: { provider: string; model: string; endpoint: string }) =>
    isAbout({ ...call, teamId: null, memberId: '', tokenId: '' })
  const prices = new Map<string, LimitUsage['prices'][number]>()
  const ledger = { calls: 0, amount: 0 }
  for (const sum of limitSums(db, question).filter(counts)) {
    const name = `${sum.priceId} ${sum.model}`
    const line = prices.get(name) ?? {
      ...{ priceId: sum.priceId, model: sum.model || null, calls: 0, amount: 0 },
    }
    prices.set(name, line)
    for (const total of [line, ledger]) {
      total.calls += sum.calls
      total.amount += sum.amount
    }
  }
  return {
    ledger,
    prices: [...prices.values()].sort((a, b) => b.amount - a.amount || b.calls - a.calls),
    calls: newest(db, question, counts),
  }
}

function newest(
  db: Db,
  question: UseQuestion,
  counts: (call: ReturnType<typeof newestCounted>[number]) => boolean,
): LimitUsage['calls'] {
  const found: LimitUsage['calls'] = []
  for (let before = NEWEST; ; ) {
    const page = newestCounted(db, { ...question, before, most: PAGE })
    for (const call of page.filter(counts)) {
      const { id, startedAt, model, amount } = call
      found.push({ callId: formatCallId(id), startedAt, model: model || null, amount })
      if (found.length === SHOWN) return found
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) return found
    before = last.id
  }
}
