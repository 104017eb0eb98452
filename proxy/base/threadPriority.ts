import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/** How far a thread that only helps stands behind the one that serves calls, where both want the same core (nice). */
const BEHIND_CALLS = 10

/** Threads that collect garbage and compile: as V8 names them in Node, and as Chromium does. */
const HELPERS = new Set(['V8Worker', 'ThreadPoolForeg'])

/**
 * Only Linux gives each thread a place of its own in the queue for a core; elsewhere it would be that of the whole
 * process, which is left alone (setpriority(2), "C library/kernel differences").
 */
const HAS_OWN_PLACES = process.platform === 'linux'

/** Lets the calling thread stand back behind calls. */
export function standBack(): void {
  if (HAS_OWN_PLACES) tryTo(() => setPriority(placeBehind()))
}

/**
 * Lets those of V8's helpers that are there now stand back. Where much is held, marking what still lives keeps several
 * of them busy for a quarter of a second; on a core that they share with calls, events of running streams came up to
 * 70 ms late meanwhile.
 */
export function helpersStandBack(): void {
  if (!HAS_OWN_PLACES) return
  for (const thread of readdirSync('/proc/self/task'))
    tryTo(() => {
      const name = readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim()
      if (HELPERS.has(name)) setPriority(Number(thread), placeBehind())
    })
}

/** Counted from where the whole service stands: somebody may have set it back already. */
function placeBehind(): number {
  return Math.min(getPriority(process.pid) + BEHIND_CALLS, constants.priority.PRIORITY_LOW)
}

function tryTo(step: () => void): void {
  try {
    step()
  } catch {
    // The thread has ended, or a container forbids it: everything runs all the same.
  }
}
