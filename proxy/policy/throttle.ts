interface Failures {
  count: number
  since: number
}

/**
 * Counts failures per address in fixed windows. Only failing calls are ever put off: a good token passes
 * from an address that somebody else is guessing from.
 */
export class FailureThrottle {
  readonly #failures = new Map<string, Failures>()
  /** Addresses whose failing calls are put off in any case, and until when. */
  readonly #held = new Map<string, number>()

  /** Notes one failure; answers the seconds to wait when the address has used up its tries. */
  note(address: string, now: number, limit: number, windowMs: number): number | undefined {
    const heldUntil = this.#held.get(address)
    if (heldUntil !== undefined) {
      if (heldUntil > now) return Math.ceil((heldUntil - now) / 1000)
      this.#held.delete(address)
    }
    const last = this.#failures.get(address)
    const failures = last && now - last.since < windowMs ? last : { count: 0, since: now }
    failures.count++
    // Re-inserted, so that the map's order is by last failure and the oldest goes first.
    this.#failures.delete(address)
    this.#failures.set(address, failures)
    if (this.#failures.size > 10_000) {
      const [oldest] = this.#failures.keys()
      if (oldest !== undefined) this.#failures.delete(oldest)
    }
    if (failures.count <= limit) return undefined
    return Math.max(1, Math.ceil((failures.since + windowMs - now) / 1000))
  }

  /** Puts off the failing calls of an address until a moment. */
  hold(address: string, until: number): void {
    this.#held.set(address, until)
  }
}
