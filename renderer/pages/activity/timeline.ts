import type { CallPage, CallRecord } from '../../../proxy/contract/calls.ts'

export const PAGE_SIZE = 200
/** Pages kept in memory; farther ones are dropped and fetched again when scrolled to. */
export const CACHED_PAGES = 20
/** Grey rows shown below the last loaded one while more exist. */
export const PLACEHOLDERS = 24
/** Calls that wait at most; the list starts anew from the newest ones anyway. */
export const WAITING_LIMIT = 1000
/** The newest page grows while calls flow in; at this length it is cut back to one page. */
const HEAD_LIMIT = 2 * PAGE_SIZE

/** A stretch of the list. `before` is where its fetch began (null: the newest calls). */
export interface TimelinePage {
  before: string | null
  length: number
  /** Null once dropped from memory. */
  calls: CallRecord[] | null
}

/** The list of calls, newest first, and the calls that wait because rows on screen must not move. */
export interface Timeline {
  pages: TimelinePage[]
  /** Where older calls are asked for; null at the end of the ledger. */
  next: string | null
  /** How far a search has looked that has not filled its page yet, epoch milliseconds; null when none goes on. */
  lookedBackTo: number | null
  waiting: CallRecord[]
}

type Answer = Pick<CallPage, 'calls' | 'next' | 'lookedBackTo'>

export function startTimeline({ calls, next, lookedBackTo }: Answer): Timeline {
  const page = { before: null, length: calls.length, calls }
  return { pages: [page], next, lookedBackTo, waiting: [] }
}

export function addOlder(timeline: Timeline, before: string, answer: Answer): Timeline {
  if (timeline.next !== before) return timeline
  const { calls, next, lookedBackTo } = answer
  const last = timeline.pages.at(-1)
  // Parts of one search make one page, however many there were.
  const grows =
    timeline.lookedBackTo !== null && last?.calls && last.length + calls.length <= PAGE_SIZE
  const pages = grows
    ? timeline.pages.with(-1, withMore(last, calls))
    : [...timeline.pages, { before, length: calls.length, calls }]
  return { ...timeline, pages, next, lookedBackTo }
}

function withMore(page: TimelinePage, calls: CallRecord[]): TimelinePage {
  const all = [...(page.calls ?? []), ...calls]
  return { ...page, length: all.length, calls: all }
}

/** Puts a dropped page back. Its length is kept, so that no row below it moves. */
export function refill(timeline: Timeline, before: string | null, calls: CallRecord[]): Timeline {
  const pages = timeline.pages.map((page) =>
    page.before === before && page.calls === null
      ? { ...page, calls: calls.slice(0, page.length) }
      : page,
  )
  return { ...timeline, pages }
}

export function rowCount(timeline: Timeline): number {
  const loaded = timeline.pages.reduce((sum, page) => sum + page.length, 0)
  // A search may find nothing more: what it is about to find has no place yet.
  return loaded + (timeline.next !== null && timeline.lookedBackTo === null ? PLACEHOLDERS : 0)
}

/** The call of a row; undefined where a placeholder stands. */
export function callAt(timeline: Timeline, row: number): CallRecord | undefined {
  let offset = row
  for (const page of timeline.pages) {
    if (offset < page.length) return page.calls?.[offset]
    offset -= page.length
  }
  return undefined
}

export function rowOf(timeline: Timeline, id: string): number | undefined {
  let offset = 0
  for (const page of timeline.pages) {
    const index = page.calls?.findIndex((call) => call.id === id) ?? -1
    if (index >= 0) return offset + index
    offset += page.length
  }
  return undefined
}

export type Wanted =
  | { kind: 'older'; before: string }
  | { kind: 'page'; before: string | null; length: number }

/** What must be fetched so that the rows from `first` to `last` can be drawn; one thing at a time. */
export function missing(timeline: Timeline, first: number, last: number): Wanted | undefined {
  let offset = 0
  for (const page of timeline.pages) {
    const end = offset + page.length
    if (page.calls === null && first < end && last >= offset) {
      return { kind: 'page', before: page.before, length: page.length }
    }
    offset = end
  }
  const { next } = timeline
  return next !== null && last >= offset ? { kind: 'older', before: next } : undefined
}

/**
 * Drops the pages farthest from the row on screen. The first stays, it takes the live calls, and the
 * last, it knows where to go on.
 */
export function dropFar(timeline: Timeline, row: number): Timeline {
  const last = timeline.pages.length - 1
  let offset = 0
  const held = timeline.pages.flatMap((page, index) => {
    const distance = Math.max(offset - row, row - (offset + page.length), 0)
    offset += page.length
    return page.calls === null ? [] : [{ index, distance }]
  })
  if (held.length <= CACHED_PAGES) return timeline
  const dropped = held
    .filter(({ index }) => index !== 0 && index !== last)
    .sort((one, other) => other.distance - one.distance)
    .slice(0, held.length - CACHED_PAGES)
    .map(({ index }) => index)
  const pages = timeline.pages.map((page, index) =>
    dropped.includes(index) ? { ...page, calls: null } : page,
  )
  return { ...timeline, pages }
}

/**
 * Takes calls that arrived live. A call already listed is updated in place. A new one goes to the
 * top while the list flows, and waits otherwise, so that no row on screen moves.
 */
export function takeLive(
  timeline: Timeline,
  calls: CallRecord[],
  options: { flowing: boolean; belongs: (call: CallRecord) => boolean },
): Timeline {
  const updates = new Map(calls.map((call) => [call.id, call]))
  const known = new Set<string>()
  const update = (call: CallRecord) => {
    const newer = updates.get(call.id)
    if (newer) known.add(call.id)
    return newer ?? call
  }
  const pages = timeline.pages.map((page) =>
    page.calls?.some((call) => updates.has(call.id))
      ? { ...page, calls: page.calls.map(update) }
      : page,
  )
  const waiting = timeline.waiting.map(update).filter(options.belongs)
  const next = { ...timeline, pages, waiting }
  const reach = reachOf(next)
  const fresh = calls.filter(
    (call) => !known.has(call.id) && call.startedAt >= reach && options.belongs(call),
  )
  const gathered = { ...next, waiting: [...waiting, ...fresh].slice(-WAITING_LIMIT) }
  return options.flowing ? flow(gathered, options.belongs) : gathered
}

/** Lets the waiting calls in at the top and shortens a list that grew long while it flowed. */
export function flow(timeline: Timeline, belongs: (call: CallRecord) => boolean): Timeline {
  const [head, ...rest] = timeline.pages
  if (!head?.calls) return timeline
  const stale = head.calls.some((call) => !belongs(call))
  if (timeline.waiting.length === 0 && !stale) return timeline
  const kept = stale ? head.calls.filter(belongs) : head.calls
  const calls = [...timeline.waiting, ...kept].sort(newestFirst)
  if (calls.length <= HEAD_LIMIT) {
    const first = { ...head, length: calls.length, calls }
    return { ...timeline, pages: [first, ...rest], waiting: [] }
  }
  const newest = calls.slice(0, PAGE_SIZE)
  return startTimeline({ calls: newest, next: newest.at(-1)?.id ?? null, lookedBackTo: null })
}

/** Start of the oldest call of the newest page: what began earlier lies in pages fetched on demand. */
function reachOf(timeline: Timeline): number {
  const [head] = timeline.pages
  if (timeline.pages.length === 1 && timeline.next === null) return 0
  return head?.calls?.at(-1)?.startedAt ?? Number.POSITIVE_INFINITY
}

const newestFirst = (one: CallRecord, other: CallRecord) =>
  other.startedAt - one.startedAt || (other.id > one.id ? 1 : -1)
