import { noAmounts } from '../../contract/amounts.ts'
import type { Limit, LimitClear, LimitPreview, TopUp } from '../../contract/limits.ts'
import { LimitBook } from '../../policy/limits/book.ts'
import { calendarOf } from '../../policy/limits/calendar.ts'
import { countsFrom } from '../../policy/limits/counting.ts'
import type { Db } from '../../store/db.ts'
import { type PastCall, pastCalls } from '../../store/limitCalls.ts'

const DAY_MS = 86_400_000
const DAYS = 14
/** So many calls are read in one go, and so many members are named. */
const PAGE = 5000
const NAMED = 10
/** Nothing that flowed into a bucket longer ago makes a difference worth the reading. */
const LONGEST_FILL_MS = 31 * DAY_MS
/** The most that the setting `totalTimeoutMs` admits. */
const LONGEST_CALL_MS = 4 * 3_600_000

export interface PreviewQuestion {
  limit: Limit
  /** False for one that does not exist yet: a pot then begins full at the beginning of the look. */
  exists: boolean
  topUps: TopUp[]
  clears: LimitClear[]
  now: number
  timeZone: string
}

/**
 * What a limit would have stopped in the last days, had it been there, alone: the ledger's calls go through the same
 * rules once more, each with what it really took, since what was held for it then is not known of every call.
 */
export function limitPreview(db: Db, question: PreviewQuestion): LimitPreview {
  const { now, timeZone, topUps } = question
  const since = now - DAYS * DAY_MS
  const { limit, from } = whole(question, since)
  const book = new LimitBook({
    zone: () => timeZone,
    nameOf: () => '',
    origin: () => '',
    onWarning: () => {},
  })
  book.replace({ limits: [limit], raises: [], topUps, clears: [] }, from)
  const replay = replayOf(book, limit, now)
  const refused = new Map<string, number>()
  let calls = 0
  for (const call of callsFrom(db, limit, from)) {
    const outcome = replay(call)
    if (outcome === undefined || call.startedAt < since) continue
    calls++
    if (!outcome) refused.set(call.memberId, (refused.get(call.memberId) ?? 0) + 1)
  }
  return {
    ...{ days: DAYS, calls },
    refused: [...refused.values()].reduce((sum, count) => sum + count, 0),
    members: named(db, refused),
  }
}

/** The limit as it is replayed, from where on: the counter must be right when the days that are told begin. */
function whole(question: PreviewQuestion, since: number): { limit: Limit; from: number } {
  const createdAt = question.exists ? question.limit.createdAt : since
  const limit: Limit = {
    ...{ ...question.limit, createdAt },
    ...{ action: { kind: 'refuse' }, warnAtPercent: null },
  }
  const from = Math.floor(beginning(limit, question, since))
  return { limit, from: Math.max(0, from) }
}

function beginning(limit: Limit, { clears, timeZone }: PreviewQuestion, since: number): number {
  const { metric, window, size } = limit
  if (metric === 'concurrent') return since - LONGEST_CALL_MS
  switch (window.kind) {
    case 'fixed':
    case 'sliding':
      return countsFrom(limit, null, [], since, calendarOf(timeZone))
    case 'bucket':
      return since - Math.min(LONGEST_FILL_MS, (window.burst / size) * window.seconds * 1000)
    case 'never':
      return countsFrom(limit, null, clears, since, calendarOf(timeZone))
  }
}

function* callsFrom(db: Db, limit: Limit, from: number): Generator<PastCall> {
  let after = 0
  for (;;) {
    const page = pastCalls(db, { limit, from, after, most: PAGE })
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.id
  }
}

/** Whether each call passes, in the order of the ledger; undefined for one that the limit does not count. */
function replayOf(book: LimitBook, limit: Limit, now: number) {
  const inFlight = new Endings()
  return function passes(call: PastCall): boolean | undefined {
    const facts = {
      ...{ teamId: call.teamId, memberId: call.memberId, tokenId: call.tokenId },
      ...{ provider: call.provider, model: call.model, endpoint: call.endpoint },
    }
    if (!book.touches(facts)) return undefined
    const amounts = { ...noAmounts(), [limit.metric]: call.amount }
    for (const end of inFlight.until(call.startedAt)) end()
    if (!book.fits(facts, amounts, call.startedAt)) return false
    const held = book.reserve(facts, amounts, call.startedAt)
    // A limit that refuses never sends a call elsewhere.
    if ('downgrade' in held) return undefined
    if (limit.metric !== 'concurrent') book.settle(held, amounts, call.startedAt)
    else inFlight.add(call.endedAt ?? now, () => book.release(held, call.startedAt))
    return true
  }
}

/** What is to be done at which moment, the next first. */
class Endings {
  /** The latest first, so that what comes next is taken off the end. */
  readonly #waiting: { at: number; end: () => void }[] = []

  add(at: number, end: () => void): void {
    let [low, high] = [0, this.#waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#waiting[middle]?.at ?? 0) > at) low = middle + 1
      else high = middle
    }
    this.#waiting.splice(low, 0, { at, end })
  }

  *until(at: number): Generator<() => void> {
    for (let last = this.#waiting.at(-1); last && last.at <= at; last = this.#waiting.at(-1)) {
      this.#waiting.pop()
      yield last.end
    }
  }
}

function named(db: Db, refused: ReadonlyMap<string, number>): LimitPreview['members'] {
  const names = new Map(
    db
      .all(db.sql.selectFrom('members').select(['id', 'name']))
      .map(({ id, name }) => [id, name] as const),
  )
  return [...refused]
    .map(([memberId, count]) => ({ memberId, name: names.get(memberId) ?? '', refused: count }))
    .sort((a, b) => b.refused - a.refused || (a.name < b.name ? -1 : 1))
    .slice(0, NAMED)
}
