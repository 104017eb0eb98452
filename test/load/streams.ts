import { sleep } from './clock.ts'
import { coreTime, residentBytes, waitedShare, watchMemory } from './cpu.ts'
import type { Load, Vendor } from './processes.ts'
import type { StreamsResult } from './slowStreams.ts'

export interface StreamPlan {
  streams: number
  events: number
  everyMs: number
}

export interface StreamsFigures extends StreamsResult {
  /** Memory at its highest above that of rest, shared among the streams. */
  bytesPerStream: number | undefined
  /** Share of the time it wanted a core and somebody else had it, while it was timed. */
  waitedShare: number
}

const RAMP_MS = 2000
const FIRST_EVENTS = 6

/**
 * Many slow streams at once down one way, twice: first in a process that has carried none, which tells what
 * they take of its memory (`pid`), then timed, in one that has compiled what it runs.
 */
export async function measureStreams(
  load: Load,
  vendor: Vendor,
  way: { port: number; tokens: string[]; pid?: number },
  { streams, events, everyMs }: StreamPlan,
): Promise<StreamsFigures> {
  const { port, tokens, pid } = way
  const run = async (count: number) => {
    vendor.pace({ events: count, everyMs })
    const limitMs = RAMP_MS + count * everyMs + 30_000
    const result = await load.run('streams', { port, tokens, streams, rampMs: RAMP_MS, limitMs })
    await sleep(500)
    return result
  }
  const atRest = pid === undefined ? 0 : residentBytes(pid)
  const seen = pid === undefined ? undefined : watchMemory(pid)
  await run(FIRST_EVENTS)
  const peak = Math.max(...(seen?.() ?? [0]))
  const before = coreTime(pid === undefined ? [] : [pid])
  const timed = await run(events)
  const after = coreTime(pid === undefined ? [] : [pid])
  return {
    ...timed,
    bytesPerStream: seen && (peak - atRest) / streams,
    waitedShare: waitedShare(before, after),
  }
}
