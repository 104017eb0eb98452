/** The value below which a share of the sorted values lies; 0 without any. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return 0
  const place = (sorted.length - 1) * share
  const low = sorted[Math.floor(place)] ?? 0
  const high = sorted[Math.ceil(place)] ?? low
  return low + (high - low) * (place - Math.floor(place))
}

/** Typed arrays sort by number, and much faster. */
export const ascending = (values: Iterable<number>) => Float64Array.from(values).sort()

/** What is usual: the middle, how far values lie around it, and where the bulk of them ends. */
export interface Usual {
  median: number
  /** Median of the distances of those above the median: use is skewed, and only what is more is looked at. */
  mad: number
  low: number
  high: number
  /** Beyond it lies one value in fifty. */
  highest: number
  count: number
}

export function usualOf(values: readonly number[]): Usual {
  const sorted = ascending(values)
  const median = quantileOf(sorted, 0.5)
  const distances = sorted
    .subarray(Math.floor(sorted.length / 2))
    .map((value) => Math.max(0, value - median))
  return {
    median,
    mad: quantileOf(distances, 0.5),
    low: quantileOf(sorted, 0.1),
    high: quantileOf(sorted, 0.9),
    highest: quantileOf(sorted, 0.98),
    count: values.length,
  }
}

/** How many robust standard deviations a value lies above what is usual. `floor`: least distance that counts. */
export function robustScore(value: number, { median, mad }: Usual, floor: number): number {
  return (0.6745 * (value - median)) / Math.max(mad, floor, median * 0.1)
}

/** Probability of at least `hits` of `tries` where each is one with probability `chance`. */
export function binomialTail(hits: number, tries: number, chance: number): number {
  if (hits <= 0) return 1
  if (chance <= 0 || hits > tries) return 0
  if (chance >= 1) return 1
  // The first term by logarithms, since its factors leave the range of numbers; each further one from the last.
  let logTerm = hits * Math.log(chance) + (tries - hits) * Math.log1p(-chance)
  for (let i = 0; i < hits; i++) logTerm += Math.log((tries - i) / (hits - i))
  let term = Math.exp(logTerm)
  let sum = term
  for (let k = hits; k < tries; k++) {
    term *= ((tries - k) / (k + 1)) * (chance / (1 - chance))
    sum += term
    if (term < sum * 1e-12) break
  }
  return Math.min(1, sum)
}
