const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Waits after the first, second … try that failed; after the last one it is given up. */
const WAITS_MS = [
  ...[10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS],
  ...[HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS],
]

/** How long until the next try, give or take a fifth so that many do not come together; undefined: no more. */
export function retryWaitMs(
  attempts: number,
  random: () => number,
  askedMs = 0,
): number | undefined {
  const wait = WAITS_MS[attempts - 1]
  if (wait === undefined) return undefined
  return Math.max(Math.round(wait * (0.8 + 0.4 * random())), Math.min(askedMs, HOUR_MS))
}
