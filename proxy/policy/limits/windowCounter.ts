import type { Span } from './calendar.ts'
import type { Counter, Place, Standing } from './counter.ts'
import type { Sizes } from './sizes.ts'

interface Window extends Span {
  used: number
  reserved: number
}

interface WindowPlace extends Place {
  window: Window
}

/** What began and never ends: a prepaid pot, the calls in flight. */
export const ENDLESS: Span = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY }

/**
 * Counts from the beginning of a window to its end, then anew. A call is settled in the window in which it was
 * taken, also when that is over. The next window is looked up only when the last one has ended, so a clock that
 * was set back does not open it again.
 */
export class WindowCounter implements Counter {
  readonly #sizes: Sizes
  readonly #spanAt: (now: number) => Span
  #window: Window

  constructor(sizes: Sizes, spanAt: (now: number) => Span, now: number) {
    this.#sizes = sizes
    this.#spanAt = spanAt
    this.#window = { ...spanAt(now), used: 0, reserved: 0 }
  }

  left(now: number): number {
    const { used, reserved } = this.#at(now)
    return this.#sizes.at(now) - used - reserved
  }

  take(amount: number, now: number): WindowPlace {
    this.#window = this.#at(now)
    this.#window.reserved += amount
    return { window: this.#window, held: amount }
  }

  settle(place: WindowPlace, amount: number): void {
    place.window.reserved -= place.held
    place.window.used += amount
    place.held = 0
  }

  freeAt(amount: number, now: number): number | undefined {
    const { end } = this.#at(now)
    if (!Number.isFinite(end)) return undefined
    return amount <= this.#sizes.at(end) ? end : undefined
  }

  standing(now: number): Standing {
    const { start, end, used, reserved } = this.#at(now)
    return {
      size: this.#sizes.at(now),
      used,
      reserved,
      windowStartedAt: Number.isFinite(start) ? start : null,
      resetsAt: Number.isFinite(end) ? end : null,
    }
  }

  #at(now: number): Window {
    return now < this.#window.end ? this.#window : { ...this.#spanAt(now), used: 0, reserved: 0 }
  }
}
