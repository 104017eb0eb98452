import { setTimeout as pause } from 'node:timers/promises'
import type { Job } from './schedule.ts'

const EVERY_MS = 1000
/** Four times as long as a step takes: however much there is to roll up, calls find the loop free. */
const PAUSE_MS = 8

/** Rolls up what was called since the last time, a little at a time; years of calls take a while after an update. */
export function rollUpCalls(step: () => boolean, stopping: () => boolean): Job {
  return {
    name: 'roll calls up by hour and day',
    everyMs: EVERY_MS,
    async run() {
      while (!stopping() && step()) await pause(PAUSE_MS)
    },
  }
}
