import type { Counter, Place, Standing } from './counter.ts'
import type { Sizes } from './sizes.ts'

interface Slot {
  /** Which slot of time it is, counted from 1970: all counters cut time at the same moments. */
  index: number
  used: number
  reserved: number
}

interface SlotPlace extends Place {
  slot: Slot
}

const MOST_SLOTS = 4096

/** How wide the slots of a window of so many seconds are, in milliseconds. */
export function slotMs(seconds: number): number {
  return Math.ceil((seconds * 1000) / MOST_SLOTS)
}

/** The first moment of the oldest slot that still counts. */
export function slidingFrom(seconds: number, now: number): number {
  const width = slotMs(seconds)
  return Math.floor((now - seconds * 1000 + 1) / width) * width
}

/**
 * Counts over any stretch of so many seconds. Time is cut into slots, and a slot counts until the last moment in it
 * is too old: so no stretch ever holds more than the size, and at most a 4096th of it is given back late.
 */
export class SlidingCounter implements Counter {
  readonly #sizes: Sizes
  readonly #windowMs: number
  readonly #slotMs: number
  /** Oldest first; those before `#first` are over. */
  #slots: Slot[] = []
  #first = 0
  /** Of all slots that are not over. */
  #used = 0
  #reserved = 0

  constructor(sizes: Sizes, seconds: number) {
    this.#sizes = sizes
    this.#windowMs = seconds * 1000
    this.#slotMs = slotMs(seconds)
  }

  left(now: number): number {
    const { used, reserved } = this.#sums(now)
    return this.#sizes.at(now) - used - reserved
  }

  take(amount: number, now: number): SlotPlace {
    this.#drop(now)
    const index = Math.floor(now / this.#slotMs)
    let slot = this.#slots.at(-1)
    if (slot?.index !== index || this.#first === this.#slots.length) {
      slot = { index, used: 0, reserved: 0 }
      this.#slots.push(slot)
    }
    slot.reserved += amount
    this.#reserved += amount
    return { slot, held: amount }
  }

  settle(place: SlotPlace, amount: number): void {
    const { slot, held } = place
    const counts = slot.index >= (this.#slots[this.#first]?.index ?? Number.POSITIVE_INFINITY)
    if (counts) {
      this.#reserved -= held
      this.#used += amount
    }
    slot.reserved -= held
    slot.used += amount
    place.held = 0
  }

  freeAt(amount: number, now: number): number | undefined {
    let missing = amount - this.left(now)
    for (let i = this.#first; i < this.#slots.length; i++) {
      const slot = this.#slots[i]
      if (!slot || this.#endOf(slot) <= now) continue
      missing -= slot.used + slot.reserved
      // A raise may have ended by then: only what the size then allows can be taken.
      const end = this.#endOf(slot)
      if (missing + this.#sizes.at(now) - this.#sizes.at(end) <= 0) return end
    }
    return undefined
  }

  standing(now: number): Standing {
    const { used, reserved } = this.#sums(now)
    const last = this.#slots.findLast((slot) => slot.used + slot.reserved > 0)
    return {
      size: this.#sizes.at(now),
      used,
      reserved,
      windowStartedAt: now - this.#windowMs,
      resetsAt: last && this.#endOf(last) > now ? this.#endOf(last) : now,
    }
  }

  /** The first moment at which nothing in the slot counts any more. */
  #endOf(slot: Slot): number {
    return (slot.index + 1) * this.#slotMs - 1 + this.#windowMs
  }

  #sums(now: number): { used: number; reserved: number } {
    let used = this.#used
    let reserved = this.#reserved
    for (let i = this.#first; i < this.#slots.length; i++) {
      const slot = this.#slots[i]
      if (!slot || this.#endOf(slot) > now) break
      used -= slot.used
      reserved -= slot.reserved
    }
    return { used, reserved }
  }

  #drop(now: number): void {
    const { used, reserved } = this.#sums(now)
    this.#used = used
    this.#reserved = reserved
    for (; this.#first < this.#slots.length; this.#first++) {
      const slot = this.#slots[this.#first]
      if (slot && this.#endOf(slot) > now) break
    }
    if (this.#first > MOST_SLOTS || this.#first === this.#slots.length) {
      this.#slots = this.#slots.slice(this.#first)
      this.#first = 0
    }
  }
}
