import { noAmounts } from '../../contract/amounts.ts'
import type {
  Amounts,
  Limit,
  LimitClear,
  LimitMetric,
  LimitRaise,
  LimitStanding,
  StandingsOf,
  TopUp,
} from '../../contract/limits.ts'
import { BucketCounter } from './bucketCounter.ts'
import { type Calendar, calendarOf } from './calendar.ts'
import type { Counter, Place } from './counter.ts'
import { countsFrom, newCounter } from './counting.ts'
import { type LimitCounter, type LimitWarning, standingOf, warningOf } from './limitCounter.ts'
import { limitRefusal, type Surroundings } from './refusal.ts'
import { Sizes } from './sizes.ts'
import { type CallFacts, type FactsTest, factsTest } from './touching.ts'

/** All that decides what a call may still take. */
export interface LimitRules {
  limits: readonly Limit[]
  raises: readonly LimitRaise[]
  topUps: readonly TopUp[]
  clears: readonly LimitClear[]
}

/** What a call in flight holds. */
export interface Held {
  facts: CallFacts
  amounts: Amounts
  at: number
  callId: string
  /** In which counters, and where. */
  parts: { counted: LimitCounter; place: Place }[]
  /** Where it stands among those in flight. */
  index: number
}

/** The call goes to another model instead, which is then asked for by its own limits. */
export interface Downgrade {
  downgrade: { model: string; limitId: string }
}

/** A sum of the past that counts in a limit. */
export interface Use {
  memberId: string
  amount: number
  at: number
}

export interface BookSurroundings {
  zone(): string
  nameOf: Surroundings['nameOf']
  origin(): string
  /** A share of a counter was reached, told once in each window. */
  onWarning(warning: LimitWarning): void
}

interface LimitEntry {
  limit: Limit
  isAbout: FactsTest
  /** What decides how it counts; when it becomes another, its counters must be counted anew. */
  signature: string
  counters: Map<string | null, LimitCounter>
}

interface Touched {
  counters: LimitCounter[]
  /** What refusing or downgrading limits count, so that only that must be known of a call. */
  metrics: ReadonlySet<LimitMetric>
}

const NOTHING_TOUCHED: Touched = { counters: [], metrics: new Set() }
const MOST_REMEMBERED = 10_000

/**
 * Every limit with its counters. A call is checked against all that touch it and then held in all of them, in one
 * synchronous step; so however many calls come at once, no counter ever holds more than its size. Pure: it is told
 * what time it is, and for it time never goes back.
 */
export class LimitBook {
  readonly #around: BookSurroundings
  #rules: LimitRules = { limits: [], raises: [], topUps: [], clears: [] }
  #entries = new Map<string, LimitEntry>()
  #touched = new Map<string, Touched>()
  readonly #inFlight: Held[] = []
  #now = 0
  #zone = 'UTC'
  #calendarNow = calendarOf('UTC')

  constructor(around: BookSurroundings) {
    this.#around = around
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /**
   * Takes the rules as they are now. Counters of limits that count as before go on; the answered limits begin empty
   * and must be told of the past by `recount`.
   */
  replace(rules: LimitRules, now: number): Limit[] {
    this.#advance(now)
    const before = this.#entries
    this.#rules = rules
    this.#entries = new Map()
    this.#touched.clear()
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

  /** Counts a limit anew: what the ledger has of its past, oldest first, and what calls in flight hold. */
  recount(limitId: string, uses: readonly Use[], now: number): void {
    const entry = this.#entries.get(limitId)
    if (!entry) return
    this.#advance(now)
    const { limit } = entry
    const before = entry.counters
    entry.counters = new Map()
    this.#touched.clear()
    const held = this.#inFlight
      .filter(({ facts, at }) => entry.isAbout(facts) && at >= this.#from(entry, facts))
      .toSorted((a, b) => a.at - b.at)
    for (const each of this.#inFlight)
      each.parts = each.parts.filter(({ counted }) => counted.limit.id !== limitId)
    const take = (each: Held) => {
      const counted = this.#counterOf(entry, each.facts.memberId)
      const place = counted.counter.take(each.amounts[limit.metric], each.at)
      each.parts.push({ counted, place })
    }
    let next = 0
    for (const use of uses) {
      for (let each = held[next]; each && each.at < use.at; each = held[++next]) take(each)
      const { counter } = this.#counterOf(entry, use.memberId)
      counter.settle(counter.take(use.amount, use.at), use.amount)
    }
    for (const each of held.slice(next)) take(each)
    // What was told of a window is not told again because it was counted again.
    for (const [memberId, { told }] of before) {
      const counted = entry.counters.get(memberId)
      if (counted) counted.told = told
    }
  }

  /**
   * Whether what was before these uses makes no difference to a bucket any more: begun empty or full, it holds the
   * same now. Other counters need no more than `countsFrom` says.
   */
  forgets(limitId: string, uses: readonly Use[], from: number, now: number): boolean {
    const entry = this.#entries.get(limitId)
    if (entry?.limit.window.kind !== 'bucket') return true
    const { window, each } = entry.limit
    const ofMember = Map.groupBy(uses, ({ memberId }) => (each ? memberId : null))
    for (const [memberId, own] of ofMember) {
      const { sizes } = this.#counterOf(entry, memberId)
      const [empty, full] = [0, window.burst].map((level) => {
        const bucket = new BucketCounter(sizes, window, from, level)
        for (const { amount, at } of own) bucket.settle(bucket.take(amount, at), amount)
        return bucket.partsAt(now)
      })
      if (empty !== full) return false
    }
    return true
  }

  limits(): readonly Limit[] {
    return this.#rules.limits
  }

  /** Members whose own counter of this limit was cleared. */
  clearedMembers(limitId: string): string[] {
    const own = this.#rules.clears.filter((clear) => clear.limitId === limitId)
    return [...new Set(own.flatMap(({ memberId }) => memberId ?? []))]
  }

  /** Since when calls count in a counter of this limit. */
  countsFrom(limit: Limit, memberId: string | null, now: number): number {
    return countsFrom(limit, memberId, this.#rules.clears, now, this.#calendar())
  }

  touches(facts: CallFacts): boolean {
    return this.#entries.size > 0 && this.#touchedBy(facts).counters.length > 0
  }

  /** What limits that may stop the call count. */
  metrics(facts: CallFacts): ReadonlySet<LimitMetric> {
    return this.#touchedBy(facts).metrics
  }

  /** Whether no limit would refuse the call; one may still send it to another model. */
  fits(facts: CallFacts, amounts: Amounts, now: number): boolean {
    this.#advance(now)
    return this.#touchedBy(facts).counters.every(
      (counted) => counted.limit.action.kind !== 'refuse' || this.#hasRoom(counted, amounts),
    )
  }

  /**
   * Holds the worst that a call can take in every limit that touches it, or in none: throws the refusal of the one
   * that resets last, or answers which model to ask for instead. `tried` are the limits that sent it on already.
   */
  reserve(
    facts: CallFacts,
    amounts: Amounts,
    now: number,
    callId = '',
    tried?: ReadonlySet<string>,
  ): Held | Downgrade {
    this.#advance(now)
    const { counters } = this.#touchedBy(facts)
    let refusing: LimitCounter[] | undefined
    for (const counted of counters) {
      if (this.#hasRoom(counted, amounts)) continue
      const { action, id } = counted.limit
      this.#warn(counted, true)
      if (action.kind === 'warn') continue
      if (action.kind === 'downgrade') {
        // What it sends calls to passes it: that is what it is for.
        if (action.model === facts.model) continue
        if (!tried?.has(id)) return { downgrade: { model: action.model, limitId: id } }
      }
      refusing ??= []
      refusing.push(counted)
    }
    if (refusing) throw this.#refusal(refusing, amounts)
    const held: Held = { facts, amounts, at: this.#now, callId, parts: [], index: 0 }
    for (const counted of counters)
      held.parts.push({
        counted,
        place: counted.counter.take(amounts[counted.limit.metric], this.#now),
      })
    held.index = this.#inFlight.push(held) - 1
    return held
  }

  /** Puts what was held right: to what the call really took. Asking twice is harmless. */
  settle(held: Held, amounts: Amounts, now: number): void {
    this.#advance(now)
    if (!this.#leave(held)) return
    for (const { counted, place } of held.parts) {
      counted.counter.settle(place, amounts[counted.limit.metric])
      this.#warn(counted, false)
    }
  }

  /** Gives all of it back: nothing was sent. */
  release(held: Held, now: number): void {
    this.settle(held, noAmounts(), now)
  }

  /** Counts a finished call without asking. */
  charge(facts: CallFacts, amounts: Amounts, at: number): void {
    this.#advance(at)
    for (const { limit, counter } of this.#touchedBy(facts).counters) {
      const amount = amounts[limit.metric]
      counter.settle(counter.take(amount, this.#now), amount)
    }
  }

  /** Counters by what they are about; of a member also those of the team and the workspace above. */
  standings(of: StandingsOf, now: number): Omit<LimitStanding, 'subjectName'>[] {
    const at = Math.max(this.#now, now)
    const all = of.teamId === undefined && of.memberId === undefined && of.tokenId === undefined
    return [...this.#entries.values()].flatMap((entry) => {
      const { level, subjectId, each } = entry.limit
      const isMeant =
        all ||
        level === 'workspace' ||
        subjectId === (level === 'team' ? of.teamId : level === 'member' ? of.memberId : of.tokenId)
      if (!isMeant) return []
      const counters =
        each && of.memberId === undefined
          ? [...entry.counters.values()]
          : [this.#counterOf(entry, of.memberId ?? null)]
      return counters.map((counted) => standingOf(counted, at))
    })
  }

  /** What calls in flight hold of one counter. */
  holds(limitId: string, memberId: string | null): { held: Held; amount: number }[] {
    return this.#inFlight.flatMap((held) =>
      held.parts
        .filter(({ counted }) => counted.limit.id === limitId && counted.memberId === memberId)
        .map(({ place }) => ({ held, amount: place.held })),
    )
  }

  /** The least that is left of a metric over all limits that would refuse; undefined where none counts it. */
  affordable(facts: CallFacts, metric: LimitMetric, now: number): number | undefined {
    const at = Math.max(this.#now, now)
    let least: number | undefined
    for (const { limit, counter } of this.#touchedBy(facts).counters) {
      if (limit.metric !== metric || limit.action.kind !== 'refuse') continue
      least = Math.max(0, Math.min(least ?? Number.POSITIVE_INFINITY, counter.left(at)))
    }
    return least
  }

  /** The counter of a metric of which the least is left, for the headers of an answer. */
  tightest(
    facts: CallFacts,
    metric: LimitMetric,
    now: number,
  ): Omit<LimitStanding, 'subjectName'> | undefined {
    const at = Math.max(this.#now, now)
    let tightest: LimitCounter | undefined
    for (const counted of this.#touchedBy(facts).counters) {
      if (counted.limit.metric !== metric || counted.limit.action.kind === 'warn') continue
      if (!tightest || counted.counter.left(at) < tightest.counter.left(at)) tightest = counted
    }
    return tightest && standingOf(tightest, at)
  }

  #advance(now: number): void {
    if (now > this.#now) this.#now = now
  }

  #hasRoom({ limit, counter }: LimitCounter, amounts: Amounts): boolean {
    const amount = amounts[limit.metric]
    return amount === 0 || amount <= counter.left(this.#now)
  }

  #refusal(refusing: LimitCounter[], amounts: Amounts): Error {
    const freeAt = (counted: LimitCounter) =>
      counted.counter.freeAt(amounts[counted.limit.metric], this.#now) ?? Number.POSITIVE_INFINITY
    const last = refusing.reduce((a, b) => (freeAt(b) > freeAt(a) ? b : a))
    const { zone, nameOf, origin } = this.#around
    return limitRefusal(last.limit, last.counter, amounts[last.limit.metric], this.#now, {
      zone: zone(),
      nameOf,
      origin: origin(),
    })
  }

  #warn(counted: LimitCounter, isFull: boolean): void {
    const { limit, counter, sizes } = counted
    if (limit.warnAtPercent === null) return
    if (!isFull) {
      // Most calls are far from it, and that is quickly seen.
      const size = limit.window.kind === 'bucket' ? limit.window.burst : sizes.at(this.#now)
      if ((size - counter.left(this.#now)) * 100 < size * limit.warnAtPercent) return
    }
    const warning = warningOf(counted, this.#now, isFull)
    if (warning) this.#around.onWarning(warning)
  }

  /** The last one takes the place of the one that goes; false when it has gone before. */
  #leave(held: Held): boolean {
    if (this.#inFlight[held.index] !== held) return false
    const last = this.#inFlight.pop()
    if (last && last !== held) {
      this.#inFlight[held.index] = last
      last.index = held.index
    }
    return true
  }

  #touchedBy(facts: CallFacts): Touched {
    if (this.#entries.size === 0) return NOTHING_TOUCHED
    const name = `${facts.tokenId}\n${facts.teamId}\n${facts.provider}\n${facts.model}\n${facts.endpoint}`
    const known = this.#touched.get(name)
    if (known) return known
    const counters = [...this.#entries.values()]
      .filter(({ isAbout }) => isAbout(facts))
      .map((entry) => this.#counterOf(entry, facts.memberId))
    const stopping = counters.filter(({ limit }) => limit.action.kind !== 'warn')
    const touched: Touched = {
      counters,
      metrics: new Set(stopping.map(({ limit }) => limit.metric)),
    }
    if (this.#touched.size >= MOST_REMEMBERED) this.#touched.clear()
    this.#touched.set(name, touched)
    return touched
  }

  #counterOf(entry: LimitEntry, caller: string | null): LimitCounter {
    const memberId = entry.limit.each ? caller : null
    const known = entry.counters.get(memberId)
    if (known) return known
    const sizes = new Sizes(memberId)
    const counter: Counter = newCounter(entry.limit, sizes, this.#now, this.#calendar())
    const counted: LimitCounter = {
      limit: entry.limit,
      memberId,
      counter,
      sizes,
      told: { percent: 0, window: null },
    }
    this.#setSizes(counted)
    entry.counters.set(memberId, counted)
    return counted
  }

  #calendar(): Calendar {
    const zone = this.#around.zone()
    if (this.#zone !== zone) this.#calendarNow = calendarOf(zone)
    this.#zone = zone
    return this.#calendarNow
  }

  #setSizes({ limit, sizes }: LimitCounter): void {
    const isOwn = ({ limitId }: { limitId: string }) => limitId === limit.id
    sizes.set(limit, this.#rules.raises.filter(isOwn), this.#rules.topUps.filter(isOwn))
  }

  #from({ limit }: LimitEntry, { memberId }: CallFacts): number {
    return this.countsFrom(limit, limit.each ? memberId : null, this.#now)
  }

  #signatureOf(limit: Limit): string {
    const { level, subjectId, each, metric, window, scope, size } = limit
    const isOwn = ({ limitId }: { limitId: string }) => limitId === limit.id
    return JSON.stringify([
      [level, subjectId, each, metric, window, scope],
      window.kind === 'fixed' ? this.#around.zone() : '',
      // The level of a bucket depends on all that ever flowed into it.
      window.kind === 'bucket' ? [size, this.#rules.raises.filter(isOwn)] : [],
      this.#rules.clears.filter(isOwn),
    ])
  }
}
