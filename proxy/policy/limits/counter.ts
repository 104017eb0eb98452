/** Where an amount was put, so that it can be put right later. */
export interface Place {
  /** Still held: settled to what it really was, or given back, at the call's end. */
  held: number
}

/** One counter as it stands at a moment. */
export interface Standing {
  size: number
  used: number
  reserved: number
  windowStartedAt: number | null
  resetsAt: number | null
}

/**
 * Counts one thing for one subject. Moments given to it never go back; whoever holds several counters sees to
 * that. Reading changes nothing.
 */
export interface Counter {
  /** What can still be taken; below zero when calls used more than was held for them. */
  left(now: number): number
  /** Takes an amount without asking; it may be put right for as long as the place is kept. */
  take(amount: number, now: number): Place
  settle(place: Place, amount: number): void
  /** When `amount` could be taken if nothing else happened; undefined when waiting does not help. */
  freeAt(amount: number, now: number): number | undefined
  standing(now: number): Standing
}
