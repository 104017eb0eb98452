import type { Amounts } from '../../contract/limits.ts'
import type { Place } from './counter.ts'
import type { LimitCounter } from './limitCounter.ts'
import type { CallFacts } from './touching.ts'

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

/** The calls that hold something, each found by its place. */
export class InFlight {
  readonly #held: Held[] = []

  add(held: Omit<Held, 'index'>): Held {
    const added = { ...held, index: this.#held.length }
    this.#held.push(added)
    return added
  }

  /** The last one takes the place of the one that goes; false when it has gone before. */
  remove(held: Held): boolean {
    if (this.#held[held.index] !== held) return false
    const last = this.#held.pop()
    if (last && last !== held) {
      this.#held[held.index] = last
      last.index = held.index
    }
    return true
  }

  /** Takes every hold off a limit whose counters go; answers the calls that will hold it again, oldest first. */
  takeOff(limitId: string, holdsAgain: (held: Held) => boolean): Held[] {
    for (const each of this.#held)
      each.parts = each.parts.filter(({ counted }) => counted.limit.id !== limitId)
    return this.#held.filter(holdsAgain).toSorted((a, b) => a.at - b.at)
  }

  /** What calls hold of one counter. */
  holdsOf(limitId: string, memberId: string | null): { held: Held; amount: number }[] {
    return this.#held.flatMap((held) =>
      held.parts
        .filter(({ counted }) => counted.limit.id === limitId && counted.memberId === memberId)
        .map(({ place }) => ({ held, amount: place.held })),
    )
  }
}
