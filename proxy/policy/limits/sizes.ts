import type { Limit, LimitRaise, TopUp } from '../../contract/limits.ts'

/** The size of one counter as time goes on: the limit's own, what was put on top, and raises that end. */
export class Sizes {
  readonly #memberId: string | null
  #plain = 0
  #toppedUp = 0
  /** A member's own raise counts before one for all, and a later one before an earlier one. */
  #raises: LimitRaise[] = []

  /** `memberId` says whose counter it is, where each member has one. */
  constructor(memberId: string | null) {
    this.#memberId = memberId
  }

  /** Takes the limit as it is now, with the raises and top-ups that are its own. */
  set(limit: Limit, raises: readonly LimitRaise[], topUps: readonly TopUp[]): void {
    const memberId = this.#memberId ?? limit.subjectId
    this.#plain = limit.size
    this.#toppedUp = topUps.reduce((sum, { amount }) => sum + amount, 0)
    this.#raises = raises
      .filter((raise) => raise.memberId === null || raise.memberId === memberId)
      .toSorted(
        (a, b) =>
          Number(a.memberId === null) - Number(b.memberId === null) || b.createdAt - a.createdAt,
      )
  }

  at(now: number): number {
    return (this.#raiseAt(now)?.size ?? this.#plain) + this.#toppedUp
  }

  raisedUntil(now: number): number | null {
    return this.#raiseAt(now)?.until ?? null
  }

  /** The stretches of time from one moment to another in which the size stays the same. */
  stretches(from: number, to: number): { milliseconds: number; size: number }[] {
    if (this.#raises.length === 0) return [{ milliseconds: to - from, size: this.at(from) }]
    const edges = this.#raises
      .flatMap(({ createdAt, until }) => [createdAt, until])
      .filter((edge) => edge > from && edge < to)
      .toSorted((a, b) => a - b)
    return [from, ...edges].map((start, index) => ({
      milliseconds: (edges[index] ?? to) - start,
      size: this.at(start),
    }))
  }

  /** The last moment at which the size becomes another by itself; 0 when it never does. */
  lastChange(): number {
    return this.#raises.reduce((last, { until }) => Math.max(last, until), 0)
  }

  #raiseAt(now: number): LimitRaise | undefined {
    return this.#raises.find(({ createdAt, until }) => createdAt <= now && now < until)
  }
}
