import { callTime } from '../base/ids.ts'
import type {
  Amounts,
  Limit,
  LimitCheck,
  LimitMetric,
  LimitStanding,
  StandingsOf,
} from '../contract/limits.ts'
import { limitWords } from '../contract/limitWords.ts'
import type { LimitLook } from '../contract/trace.ts'
import { type MonthQuota, monthQuotas } from '../policy/alarms/quotaSurge.ts'
import { type Downgrade, LimitBook, type Use } from '../policy/limits/book.ts'
import type { Held } from '../policy/limits/inFlight.ts'
import type { LimitWarning } from '../policy/limits/limitCounter.ts'
import { slotMs } from '../policy/limits/slidingCounter.ts'
import { type CallFacts, factsTest } from '../policy/limits/touching.ts'
import type { Db } from '../store/db.ts'
import { lastCallId } from '../store/ledger.ts'
import { limitSubject } from '../store/limitSubjects.ts'
import { limitState, raisesOf } from '../store/limits.ts'
import { firstCallAt, limitUses } from '../store/limitUse.ts'
import type { Call } from './call.ts'

export interface LimitsOptions {
  db: Db
  now(): number
  zone(): string
  /** Where teammates ask for more. */
  origin(): string
  /** Puts on disk what the ledger still holds in memory. */
  flush(): void
  onWarning(warning: LimitWarning): void
}

/** The limits at work: their counters in memory, and the ledger that they are taken from and checked against. */
export class Limits {
  readonly #options: LimitsOptions
  readonly #book: LimitBook
  /** The time of the newest call: where the clock was set back, counting goes on from there as the ledger does. */
  #latest: number
  #monthQuotas: MonthQuota[] = []

  /** Reads the limits and counts them from the ledger. */
  constructor(options: LimitsOptions) {
    this.#options = options
    this.#latest = callTime(lastCallId(options.db))
    this.#book = new LimitBook({
      zone: options.zone,
      origin: options.origin,
      nameOf: (level, subjectId) => this.#nameOf(level, subjectId),
      onWarning: options.onWarning,
    })
    this.changed()
  }

  /** A limit, raise, top-up or clear is another now, or the time zone: counts anew what it must. */
  changed(): void {
    const { db, flush } = this.#options
    // What was settled a moment ago may not be in the database yet; what is in flight is in the book.
    flush()
    const state = limitState(db, this.#now())
    const isBucket = new Set(
      state.limits.filter(({ window }) => window.kind === 'bucket').map(({ id }) => id),
    )
    // What flowed into a bucket while it was raised is still in it when the raise is over.
    const raises = [
      ...state.raises.filter(({ limitId }) => !isBucket.has(limitId)),
      ...[...isBucket].flatMap((id) => raisesOf(db, id)),
    ]
    const anew = this.#book.replace({ ...state, raises }, this.#now())
    for (const limit of anew) this.#recount(limit, this.#now())
    this.#monthQuotas = monthQuotas(state)
  }

  /** Past calls have another cost now: every counter of money is taken from the ledger anew. */
  recount(): void {
    this.#options.flush()
    for (const limit of this.#book.limits())
      if (limit.metric === 'money') this.#recount(limit, this.#now())
  }

  /** Limits by the month, which alarms look at; the same list until one of them is another. */
  get monthQuotas(): readonly MonthQuota[] {
    return this.#monthQuotas
  }

  get isEmpty(): boolean {
    return this.#book.isEmpty
  }

  touches(facts: CallFacts): boolean {
    return this.#book.touches(facts)
  }

  metrics(facts: CallFacts): ReadonlySet<LimitMetric> {
    return this.#book.metrics(facts)
  }

  fits(facts: CallFacts, amounts: Amounts, call: Call): boolean {
    return this.#book.fits(facts, amounts, callTime(call.id))
  }

  /** How full each limit is that touches a call, and whether what it could take fits. */
  look(facts: CallFacts, amounts: Amounts, call: Call): LimitLook[] {
    return this.#book.look(facts, amounts, callTime(call.id))
  }

  reserve(
    facts: CallFacts,
    amounts: Amounts,
    call: Call,
    tried: ReadonlySet<string>,
  ): Held | Downgrade {
    this.#latest = callTime(call.id)
    return this.#book.reserve(facts, amounts, this.#latest, call.name, tried)
  }

  settle(held: Held, amounts: Amounts): void {
    this.#book.settle(held, amounts, this.#now())
  }

  /** The counter of a metric of which the caller has least left. */
  tightest({ facts }: Held, metric: LimitMetric): Omit<LimitStanding, 'subjectName'> | undefined {
    return this.#book.tightest(facts, metric, this.#now())
  }

  standings(of: StandingsOf): LimitStanding[] {
    return this.#book.standings(of, this.#now()).map((standing) => ({
      ...standing,
      subjectName: this.#nameOf(standing.limit.level, standing.limit.subjectId),
    }))
  }

  /** What a limit allows and to whom, for a line of the log. */
  describe(limit: Limit, memberId: string | null): string {
    const { level, subjectId } = limit
    const names = [
      level === 'workspace' ? 'workspace' : `${level} ${this.#nameOf(level, subjectId)}`,
      ...(memberId === null ? [] : [`member ${this.#nameOf('member', memberId)}`]),
    ]
    return `${limitWords(limit)} (${names.join(', ')})`
  }

  /** What calls in flight hold of one counter. */
  held(limitId: string, memberId: string | null) {
    return this.#book.holds(limitId, memberId).map(({ held, amount }) => ({
      callId: held.callId,
      memberId: held.facts.memberId,
      model: held.facts.model,
      amount,
    }))
  }

  /**
   * Every counter, or those of one limit, against the ledger and the calls in flight. Where they differ the ledger is right, and the counter
   * goes on from there.
   */
  async selfCheck(limitId?: string): Promise<LimitCheck> {
    const check: LimitCheck = { checked: 0, disagreeing: [] }
    for (const { id } of this.#book.limits()) {
      if (limitId !== undefined && id !== limitId) continue
      this.#options.flush()
      const limit = this.#book.limits().find((each) => each.id === id)
      if (!limit) continue
      // At one moment: what is in a bucket changes while the ledger is read.
      const now = this.#now()
      const before = this.#takenOf(id, now)
      this.#recount(limit, now)
      const after = this.#takenOf(id, now)
      for (const memberId of new Set([...before.keys(), ...after.keys()])) {
        const [counter, ledger] = [before.get(memberId) ?? 0, after.get(memberId) ?? 0]
        check.checked++
        if (counter !== ledger) check.disagreeing.push({ limitId: id, memberId, counter, ledger })
      }
      // Calls go on between one limit and the next.
      await new Promise((later) => setImmediate(later))
    }
    return check
  }

  #now(): number {
    return Math.max(this.#options.now(), this.#latest)
  }

  #takenOf(limitId: string, now: number): Map<string | null, number> {
    const own = this.#book.standings({}, now).filter(({ limit }) => limit.id === limitId)
    return new Map(own.map(({ memberId, used, reserved }) => [memberId, used + reserved]))
  }

  #recount(limit: Limit, now: number): void {
    const uses = limit.window.kind === 'bucket' ? this.#bucketUses(limit) : this.#uses(limit)
    this.#book.recount(limit.id, uses, now)
  }

  /** All that counts in the limit's windows of now. */
  #uses(limit: Limit): Use[] {
    const { db } = this.#options
    const fine = limit.window.kind === 'sliding' ? { slotMs: slotMs(limit.window.seconds) } : {}
    const ask = (of: { memberId?: string; without?: readonly string[] }) =>
      limitUses(db, limit, {
        ...{ ...of, ...fine },
        from: this.#from(limit, of.memberId ?? ''),
      })
    const apart = limit.each ? this.#book.clearedMembers(limit.id) : []
    const found = [ask({ without: apart }), ...apart.map((memberId) => ask({ memberId }))]
    return this.#counted(limit, found.flat()).toSorted((a, b) => a.at - b.at)
  }

  /** As much of the past as still makes a difference to the level; found by looking back further and further. */
  #bucketUses(limit: Limit): Use[] {
    if (limit.window.kind !== 'bucket') return []
    const { db } = this.#options
    const first = firstCallAt(db) ?? this.#now()
    const { seconds, burst } = limit.window
    const fillMs = Math.ceil((burst * seconds * 1000) / Math.max(1, limit.size))
    for (let back = fillMs * 2; ; back *= 4) {
      const from = Math.max(0, this.#now() - back)
      const uses = this.#counted(limit, limitUses(db, limit, { from, slotMs: 1 })).filter(
        ({ memberId, at }) => at >= this.#from(limit, memberId),
      )
      if (from <= first || this.#book.forgets(limit.id, uses, from, this.#now())) return uses
    }
  }

  #from(limit: Limit, memberId: string): number {
    return this.#book.countsFrom(limit, limit.each ? memberId : null, this.#now())
  }

  #counted(limit: Limit, uses: ReturnType<typeof limitUses>): Use[] {
    // The subject was asked for by the ledger's own columns; what is left is the scope.
    const isAbout = factsTest({ ...limit, level: 'workspace' })
    return uses.filter(({ memberId, provider, model, endpoint }) =>
      isAbout({ teamId: null, memberId, tokenId: '', provider, model, endpoint }),
    )
  }

  #nameOf(level: Limit['level'], subjectId: string | null): string {
    return limitSubject(this.#options.db, level, subjectId)?.name ?? ''
  }
}
