/** Kept beside the vault's header so that a restart gives nobody new tries. */
export interface Attempts {
  failures: number
  /** Epoch milliseconds; 0 before the first failure. */
  lastFailureAt: number
}

export const NO_ATTEMPTS: Attempts = { failures: 0, lastFailureAt: 0 }

export const FREE_TRIES = 5
const FIRST_PAUSE_SECONDS = 30
const LONGEST_PAUSE_SECONDS = 15 * 60

/**
 * Pause after that many wrong passphrases in a row: five are free, the fifth brings 30 s, and each further one
 * doubles it up to 15 minutes. A typo costs nothing, and a guesser gets about a hundred tries a day.
 */
export function pauseSeconds(failures: number): number {
  if (failures < FREE_TRIES) return 0
  return Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (failures - FREE_TRIES))
}

/** A clock that was set back must not lock the administrator out for longer than one pause from now. */
export function rebase(attempts: Attempts, now: number): Attempts {
  return attempts.lastFailureAt > now ? { ...attempts, lastFailureAt: now } : attempts
}

/** When the next try is taken; a moment in the past means now. */
export function nextTryAt({ failures, lastFailureAt }: Attempts): number {
  return lastFailureAt + pauseSeconds(failures) * 1000
}
