import { noAmounts } from '../../contract/amounts.ts'
import type {
  Amounts,
  Limit,
  LimitMetric,
  LimitStanding,
  StandingsOf,
} from '../../contract/limits.ts'
import type { LimitLook } from '../../contract/trace.ts'
import { BucketCounter } from './bucketCounter.ts'
import { LimitEntries, type LimitRules } from './entries.ts'
import { type Held, InFlight } from './inFlight.ts'
import { type LimitCounter, type LimitWarning, standingOf, warningOf } from './limitCounter.ts'
import { limitRefusal, type Surroundings } from './refusal.ts'
import type { CallFacts } from './touching.ts'

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

/**
 * Every limit with its counters. A call is checked against all that touch it and then held in all of them, in one
 * synchronous step; so however many calls come at once, no counter ever holds more than its size. Pure: it is told
 * what time it is, and for it time never goes back.
 */
export class LimitBook {
  readonly #around: BookSurroundings
  readonly #entries: LimitEntries
  readonly #inFlight = new InFlight()
  #now = 0

  constructor(around: BookSurroundings) {
    this.#around = around
    this.#entries = new LimitEntries(() => around.zone())
  }

  get isEmpty(): boolean {
    return this.#entries.isEmpty
  }

  /**
   * Takes the rules as they are now. Counters of limits that count as before go on; the answered limits begin empty
   * and must be told of the past by `recount`.
   */
  replace(rules: LimitRules, now: number): Limit[] {
    this.#advance(now)
    return this.#entries.replace(rules)
  }

  /** Counts a limit anew: what the ledger has of its past, oldest first, and what calls in flight hold. */
  recount(limitId: string, uses: readonly Use[], now: number): void {
    const entry = this.#entries.get(limitId)
    if (!entry) return
    this.#advance(now)
    const { limit } = entry
    const before = this.#entries.empty(entry)
    const from = ({ memberId }: CallFacts) =>
      this.countsFrom(limit, limit.each ? memberId : null, this.#now)
    const held = this.#inFlight.takeOff(
      limitId,
      ({ facts, at }) => entry.isAbout(facts) && at >= from(facts),
    )
    const counterOf = (memberId: string) => this.#entries.counterOf(entry, memberId, this.#now)
    const take = (each: Held) => {
      const counted = counterOf(each.facts.memberId)
      const place = counted.counter.take(each.amounts[limit.metric], each.at)
      each.parts.push({ counted, place })
    }
    let next = 0
    for (const use of uses) {
      for (let each = held[next]; each && each.at < use.at; each = held[++next]) take(each)
      const { counter } = counterOf(use.memberId)
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
      const { sizes } = this.#entries.counterOf(entry, memberId, this.#now)
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
    return this.#entries.limits
  }

  /** Members whose own counter of this limit was cleared. */
  clearedMembers(limitId: string): string[] {
    return this.#entries.clearedMembers(limitId)
  }

  /** Since when calls count in a counter of this limit. */
  countsFrom(limit: Limit, memberId: string | null, now: number): number {
    return this.#entries.countsFrom(limit, memberId, now)
  }

  touches(facts: CallFacts): boolean {
    return this.#touchedBy(facts).counters.length > 0
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

  /** How full each counter is that touches a call, and whether what it could take fits. */
  look(facts: CallFacts, amounts: Amounts, now: number): LimitLook[] {
    this.#advance(now)
    return this.#touchedBy(facts).counters.map((counted) => {
      const { limit, counter } = counted
      const { used, reserved, size } = counter.standing(this.#now)
      const fits = this.#hasRoom(counted, amounts)
      const { id: limitId, metric } = limit
      const amount = amounts[metric]
      return { step: 'limit', limitId, metric, used: used + reserved, size, amount, fits }
    })
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
    const parts = counters.map((counted) => ({
      counted,
      place: counted.counter.take(amounts[counted.limit.metric], this.#now),
    }))
    return this.#inFlight.add({ facts, amounts, at: this.#now, callId, parts })
  }

  /** Puts what was held right: to what the call really took. Asking twice is harmless. */
  settle(held: Held, amounts: Amounts, now: number): void {
    this.#advance(now)
    if (!this.#inFlight.remove(held)) return
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
    return this.#entries.all().flatMap((entry) => {
      const { level, subjectId, each } = entry.limit
      const isMeant =
        all ||
        level === 'workspace' ||
        subjectId === (level === 'team' ? of.teamId : level === 'member' ? of.memberId : of.tokenId)
      if (!isMeant) return []
      const counters =
        each && of.memberId === undefined
          ? [...entry.counters.values()]
          : [this.#entries.counterOf(entry, of.memberId ?? null, this.#now)]
      return counters.map((counted) => standingOf(counted, at))
    })
  }

  /** What calls in flight hold of one counter. */
  holds(limitId: string, memberId: string | null): { held: Held; amount: number }[] {
    return this.#inFlight.holdsOf(limitId, memberId)
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

  #touchedBy(facts: CallFacts) {
    return this.#entries.touchedBy(facts, this.#now)
  }
}
