import type { Limit, LimitClear, LimitMetric, LimitRaise, TopUp } from '../../contract/limits.ts'
import { type Calendar, calendarOf } from './calendar.ts'
import { countsFrom, newCounter } from './counting.ts'
import type { LimitCounter } from './limitCounter.ts'
import { Sizes } from './sizes.ts'
import { type CallFacts, type FactsTest, factsTest } from './touching.ts'

/** All that decides what a call may still take. */
export interface LimitRules {
  limits: readonly Limit[]
  raises: readonly LimitRaise[]
  topUps: readonly TopUp[]
  clears: readonly LimitClear[]
}

/** A limit and its counters: one, or one for each member. */
export interface LimitEntry {
  limit: Limit
  isAbout: FactsTest
  /** What decides how it counts; when it becomes another, its counters must be counted anew. */
  signature: string
  counters: Map<string | null, LimitCounter>
}

export interface Touched {
  counters: LimitCounter[]
  /** What refusing or downgrading limits count, so that only that must be known of a call. */
  metrics: ReadonlySet<LimitMetric>
}

const NOTHING_TOUCHED: Touched = { counters: [], metrics: new Set() }
const MOST_REMEMBERED = 10_000

/** The limits as they are now, and which of their counters a call is counted in. */
export class LimitEntries {
  readonly #zone: () => string
  #rules: LimitRules = { limits: [], raises: [], topUps: [], clears: [] }
  #entries = new Map<string, LimitEntry>()
  readonly #touched = new Map<string, Touched>()
  /** A call asks several times in a row, with the same facts. */
  #latest: { facts: CallFacts; touched: Touched } | undefined
  #calendar = { zone: 'UTC', of: calendarOf('UTC') }

  constructor(zone: () => string) {
    this.#zone = zone
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  get limits(): readonly Limit[] {
    return this.#rules.limits
  }

  get(limitId: string): LimitEntry | undefined {
    return this.#entries.get(limitId)
  }

  all(): LimitEntry[] {
    return [...this.#entries.values()]
  }

  /** Counters of limits that count as before go on; the answered limits begin empty. */
  replace(rules: LimitRules): Limit[] {
    const before = this.#entries
    this.#rules = rules
    this.#entries = new Map()
    this.#forgetTouched()
    const anew: Limit[] = []
    for (const limit of rules.limits) {
      const signature = this.#signatureOf(limit)
      const old = before.get(limit.id)
      const entry: LimitEntry = {
        limit,
        isAbout: factsTest(limit),
        signature,
        counters: old?.signature === signature ? old.counters : new Map(),
      }
      this.#entries.set(limit.id, entry)
      if (old?.signature !== signature) anew.push(limit)
      for (const counted of entry.counters.values()) {
        counted.limit = limit
        this.#setSizes(counted)
      }
    }
    return anew
  }

  /** Takes the counters off a limit, which goes on with new ones; answers those of before. */
  empty(entry: LimitEntry): ReadonlyMap<string | null, LimitCounter> {
    const before = entry.counters
    entry.counters = new Map()
    this.#forgetTouched()
    return before
  }

  touchedBy(facts: CallFacts, now: number): Touched {
    if (this.#entries.size === 0) return NOTHING_TOUCHED
    if (this.#latest?.facts === facts) return this.#latest.touched
    const name = `${facts.tokenId}\n${facts.teamId}\n${facts.provider}\n${facts.model}\n${facts.endpoint}`
    let touched = this.#touched.get(name)
    if (!touched) {
      touched = this.#lookUp(facts, now)
      if (this.#touched.size >= MOST_REMEMBERED) this.#touched.clear()
      this.#touched.set(name, touched)
    }
    this.#latest = { facts, touched }
    return touched
  }

  #lookUp(facts: CallFacts, now: number): Touched {
    const counters = this.all()
      .filter(({ isAbout }) => isAbout(facts))
      .map((entry) => this.counterOf(entry, facts.memberId, now))
    const stopping = counters.filter(({ limit }) => limit.action.kind !== 'warn')
    return { counters, metrics: new Set(stopping.map(({ limit }) => limit.metric)) }
  }

  #forgetTouched(): void {
    this.#touched.clear()
    this.#latest = undefined
  }

  /** The counter of a member where each has one, else the only one; begun when it is first asked for. */
  counterOf(entry: LimitEntry, caller: string | null, now: number): LimitCounter {
    const memberId = entry.limit.each ? caller : null
    const known = entry.counters.get(memberId)
    if (known) return known
    const sizes = new Sizes(memberId)
    const counted: LimitCounter = {
      limit: entry.limit,
      memberId,
      counter: newCounter(entry.limit, sizes, now, this.#calendarNow()),
      sizes,
      told: { percent: 0, window: null },
    }
    this.#setSizes(counted)
    entry.counters.set(memberId, counted)
    return counted
  }

  /** Members whose own counter of this limit was cleared. */
  clearedMembers(limitId: string): string[] {
    const own = this.#rules.clears.filter((clear) => clear.limitId === limitId)
    return [...new Set(own.flatMap(({ memberId }) => memberId ?? []))]
  }

  /** Since when calls count in a counter of this limit. */
  countsFrom(limit: Limit, memberId: string | null, now: number): number {
    return countsFrom(limit, memberId, this.#rules.clears, now, this.#calendarNow())
  }

  #calendarNow(): Calendar {
    const zone = this.#zone()
    if (this.#calendar.zone !== zone) this.#calendar = { zone, of: calendarOf(zone) }
    return this.#calendar.of
  }

  #setSizes({ limit, sizes }: LimitCounter): void {
    const isOwn = ({ limitId }: { limitId: string }) => limitId === limit.id
    sizes.set(limit, this.#rules.raises.filter(isOwn), this.#rules.topUps.filter(isOwn))
  }

  #signatureOf(limit: Limit): string {
    const { level, subjectId, each, metric, window, scope, size } = limit
    const isOwn = ({ limitId }: { limitId: string }) => limitId === limit.id
    return JSON.stringify([
      [level, subjectId, each, metric, window, scope],
      window.kind === 'fixed' ? this.#zone() : '',
      // The level of a bucket depends on all that ever flowed into it.
      window.kind === 'bucket' ? [size, this.#rules.raises.filter(isOwn)] : [],
      this.#rules.clears.filter(isOwn),
    ])
  }
}
