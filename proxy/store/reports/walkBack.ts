/** Calls by their ids: from the first one, up to but without the last one. */
export interface Stretch {
  from: number
  to: number
}

/** A first look is narrow, so that the busiest hour of the busiest ledger does not make it long. */
const FIRST_WIDTH = 60_000 * 1024
const GROWTH = 4
/** Looks grow until each takes about so long, in milliseconds. */
const LOOK_MS = 20

/**
 * Looks through stretches of the ledger, newest first, in parts, until `look` has enough or `patienceMs` is over.
 * Answers the id from which on everything was looked through, or null at the end of all of them.
 */
export function walkBack(
  stretches: Iterable<Stretch>,
  patienceMs: number,
  look: (stretch: Stretch) => 'more' | 'enough',
): number | null {
  const began = performance.now()
  let width = FIRST_WIDTH
  let stoppedAt: number | null = null
  for (const { from, to } of stretches) {
    // There is more, and no patience for it; up to there nothing can be.
    if (stoppedAt !== null) return to
    for (let reached = to; reached > from; ) {
      if (stoppedAt !== null) return stoppedAt
      const part = { from: Math.max(from, reached - width), to: reached }
      const lookBegan = performance.now()
      const answer = look(part)
      reached = part.from
      if (answer === 'enough') return reached
      const now = performance.now()
      if (now - began >= patienceMs) stoppedAt = reached
      const took = now - lookBegan
      if (took < LOOK_MS) width *= GROWTH
      else if (took > 2 * LOOK_MS) width = Math.max(1024, Math.floor(width / GROWTH))
    }
  }
  return null
}
