import { seeded } from '../../proxy/base/seeded.ts'

/** Chance that is the same in every run, so that a year, a picture or a finding can be compared. */
export class Random {
  /** From 0 to 1, without 1. */
  readonly next: () => number

  constructor(seed: number) {
    this.next = seeded(seed)
  }

  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  /** One of them, by their weights. */
  pick<Choice extends { weight: number }>(choices: readonly Choice[]): Choice {
    let total = 0
    for (const { weight } of choices) total += weight
    let left = this.next() * total
    for (const choice of choices) {
      left -= choice.weight
      if (left < 0) return choice
    }
    const last = choices.at(-1)
    if (!last) throw new Error('There is nothing to choose from')
    return last
  }

  /** Around a median, with a long tail towards more: of `spread` 1, one in six is beyond 2.7 times the median. */
  longTailed(median: number, spread: number): number {
    return Math.round(median * Math.exp(spread * this.#normal()))
  }

  /** How often something happens that happens `mean` times on average (Poisson). */
  count(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()))
    const least = Math.exp(-mean)
    let times = 0
    for (let left = this.next(); left > least; left *= this.next()) times++
    return times
  }

  /** Close enough to a normal distribution, and never far out. */
  #normal(): number {
    let sum = -3
    for (let i = 0; i < 6; i++) sum += this.next()
    return sum * Math.SQRT2
  }
}
