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
 * Looks through the ledger from its newest calls backwards, stretch by stretch, until `look` has enough or
 * `patienceMs` is over. Answers the id from which on everything was looked through.
 */
export function walkBack(
  whole: Stretch,
  patienceMs: number,
  look: (stretch: Stretch) => 'more' | 'enough',
): number {
  const began = performance.now()
  let width = FIRST_WIDTH
  let reached = whole.to
  while (reached > whole.from) {
    const stretch = { from: Math.max(whole.from, reached - width), to: reached }
    const lookBegan = performance.now()
    const answer = look(stretch)
    reached = stretch.from
    const took = performance.now() - lookBegan
    if (answer === 'enough' || lookBegan + took - began >= patienceMs) break
    if (took < LOOK_MS) width *= GROWTH
    else if (took > 2 * LOOK_MS) width = Math.max(1024, Math.floor(width / GROWTH))
  }
  return reached
}
