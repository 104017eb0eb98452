import { DateTime } from 'luxon'
import type { Job } from './schedule.ts'

const EVERY_MS = 10 * 60_000
/** When the fewest calls come, and after every change of clocks. */
const HOUR_OF_NIGHT = 4

/** Once a night, or when the computer wakes after it; tried again every few minutes until it succeeds. */
export function nightly(
  name: string,
  run: () => Promise<void>,
  now: () => number,
  zone: () => string,
): Job {
  let doneOn = nightOf(now(), zone())
  return {
    name,
    everyMs: EVERY_MS,
    async run() {
      const night = nightOf(now(), zone())
      if (night <= doneOn) return
      await run()
      doneOn = night
    },
  }
}

/** The date whose night hour came last. */
function nightOf(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).minus({ hours: HOUR_OF_NIGHT }).toISODate() ?? ''
}
