/** Beyond it a number is no wish but an attack; sums of such stay safe integers. */
const MOST = 1_000_000_000

/**
 * A count as a client writes it. A form writes digits, and some servers read them in JSON too. Nothing, zero and
 * below (which several servers take for "endless") or anything else bounds nothing: undefined.
 */
export function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !(number > 0)) return undefined
  return Math.min(MOST, Math.ceil(number))
}

/** The largest of several names for one thing: whichever the server reads, it is no more than this. */
export function largestOf(...values: unknown[]): number | undefined {
  const counts = values.map(countOf).filter((count) => count !== undefined)
  return counts.length === 0 ? undefined : Math.max(...counts)
}
