import type { Counter, Place, Standing } from './counter.ts'
import type { Sizes } from './sizes.ts'

/**
 * What one or more calls did to the level: `min(cap, level + shift)`, the inflow before them included. Two of these
 * in a row are again one, so that of all calls only those in flight must be remembered one by one.
 */
interface Step extends Place {
  cap: bigint
  shift: bigint
  open: boolean
}

/**
 * A bucket that `size` flows into evenly every so many seconds and that never holds more than `burst`. Calls take
 * from it. Exact: levels are whole numbers of 1/(seconds × 1000) of a unit, and a call that turns out smaller than
 * was held for it leaves the level as if it had been known from the beginning.
 */
export class BucketCounter implements Counter {
  readonly #sizes: Sizes
  /** So many parts make one unit; `size` of them flow in each millisecond. */
  readonly #parts: bigint
  readonly #burst: bigint
  /** The level before the first of the steps. */
  #base: bigint
  #steps: Step[] = []
  /** The level after the last of them, at that moment. */
  #level: bigint
  #at: number

  /** A bucket begins full; `from` and `level` are for whoever tries out how much of its past still matters. */
  constructor(
    sizes: Sizes,
    { seconds, burst }: { seconds: number; burst: number },
    from = 0,
    level = burst,
  ) {
    this.#sizes = sizes
    this.#parts = BigInt(seconds * 1000)
    this.#burst = BigInt(burst) * this.#parts
    this.#base = BigInt(level) * this.#parts
    this.#level = this.#base
    this.#at = from
  }

  left(now: number): number {
    return this.#units(this.partsAt(now))
  }

  take(amount: number, now: number): Step {
    const taken = BigInt(amount) * this.#parts
    const inflow = now > this.#at ? this.#inflow(this.#at, now) : 0n
    const cap = this.#burst - taken
    const shift = inflow - taken
    const step: Step = { cap, shift, open: true, held: amount }
    this.#steps.push(step)
    this.#level = apply(step, this.#level)
    this.#at = Math.max(this.#at, now)
    return step
  }

  settle(step: Step, amount: number): void {
    const back = BigInt(step.held - amount) * this.#parts
    step.held = 0
    step.open = false
    if (back !== 0n) {
      step.cap += back
      step.shift += back
      this.#level = this.#steps.reduce((level, each) => apply(each, level), this.#base)
    }
    this.#shorten()
  }

  freeAt(amount: number, now: number): number | undefined {
    const wanted = BigInt(amount) * this.#parts
    if (wanted > this.#burst) return undefined
    return this.#reaches(wanted, now)
  }

  standing(now: number): Standing {
    const size = Number(this.#burst / this.#parts)
    const taken = size - this.left(now)
    const held = this.#steps.reduce((sum, step) => sum + step.held, 0)
    const reserved = Math.max(0, Math.min(held, taken))
    return {
      size,
      used: taken - reserved,
      reserved,
      windowStartedAt: null,
      resetsAt: this.#reaches(this.#burst, now) ?? null,
    }
  }

  /** When the level reaches `wanted` by inflow alone. */
  #reaches(wanted: bigint, now: number): number | undefined {
    let missing = wanted - this.partsAt(now)
    if (missing <= 0n) return now
    // Raises end: the inflow is followed from stretch to stretch, the last of which goes on for ever.
    const horizon = Math.max(now + 1, this.#sizes.lastChange() + 1)
    let at = now
    for (const { milliseconds, size } of this.#sizes.stretches(now, horizon)) {
      const needed = size > 0 ? ceilDivide(missing, BigInt(size)) : undefined
      if (needed !== undefined && needed <= BigInt(milliseconds)) return at + Number(needed)
      missing -= BigInt(size) * BigInt(milliseconds)
      at += milliseconds
    }
    const size = this.#sizes.at(horizon)
    return size > 0 ? at + Number(ceilDivide(missing, BigInt(size))) : undefined
  }

  /** The level in parts of a unit. */
  partsAt(now: number): bigint {
    if (now <= this.#at) return this.#level
    const level = this.#level + this.#inflow(this.#at, now)
    return level < this.#burst ? level : this.#burst
  }

  #inflow(from: number, to: number): bigint {
    let sum = 0n
    for (const { milliseconds, size } of this.#sizes.stretches(from, to))
      sum += BigInt(milliseconds) * BigInt(size)
    return sum
  }

  /** Whole units, rounded down. */
  #units(level: bigint): number {
    const whole = level / this.#parts
    return Number(level < 0n && whole * this.#parts !== level ? whole - 1n : whole)
  }

  /** Folds what is settled: into the base at the front, into one step between calls in flight. */
  #shorten(): void {
    let kept = 0
    for (const step of this.#steps) {
      const last = kept > 0 ? this.#steps[kept - 1] : undefined
      if (!step.open && !last) this.#base = apply(step, this.#base)
      else if (!step.open && last && !last.open) {
        last.cap = apply(step, last.cap)
        last.shift += step.shift
      } else this.#steps[kept++] = step
    }
    this.#steps.length = kept
  }
}

function apply({ cap, shift }: Step, level: bigint): bigint {
  const moved = level + shift
  return moved < cap ? moved : cap
}

function ceilDivide(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b
}
