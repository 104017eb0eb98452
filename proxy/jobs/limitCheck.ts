import { DateTime } from 'luxon'
import type { LimitCheck } from '../contract/limits.ts'
import type { Job } from './schedule.ts'

const EVERY_MS = 10 * 60_000
/** When the fewest calls come, and after every change of clocks. */
const HOUR_OF_NIGHT = 4

/** Once a night, or when the computer wakes after it, every counter against the ledger. */
export function checkLimitsNightly(
  selfCheck: () => Promise<LimitCheck>,
  now: () => number,
  zone: () => string,
  disagrees: (check: LimitCheck) => void,
): Job {
  let checkedOn = nightOf(now(), zone())
  return {
    name: 'check the limits against the ledger',
    everyMs: EVERY_MS,
    async run() {
      const night = nightOf(now(), zone())
      if (night <= checkedOn) return
      const check = await selfCheck()
      // Remembered only when it succeeded, so that a failure is tried again.
      checkedOn = night
      if (check.disagreeing.length > 0) disagrees(check)
    },
  }
}

/** The date whose night hour came last. */
function nightOf(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).minus({ hours: HOUR_OF_NIGHT }).toISODate() ?? ''
}
