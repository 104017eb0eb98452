import type { Job } from './schedule.ts'

const EVERY_MS = 10 * 60_000
/** Between two batches, so that calls are not held up. */
const PAUSE_MS = 20

/** Lets go of kept bodies that are too old, until none is left. */
export function dropOldBodies(bodies: { dropOld(): boolean }): Job {
  return {
    name: 'drop old bodies',
    everyMs: EVERY_MS,
    async run() {
      while (bodies.dropOld()) await new Promise((later) => setTimeout(later, PAUSE_MS))
    },
  }
}
