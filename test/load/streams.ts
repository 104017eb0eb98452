import { sleep } from './clock.ts'
import { residentBytes, watchMemory } from './cpu.ts'
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
}

/** Many slow streams at once down one way; `pid` is the process whose memory is looked at. */
export async function measureStreams(
  load: Load,
  vendor: Vendor,
  way: { port: number; tokens: string[]; pid?: number },
  { streams, events, everyMs }: StreamPlan,
): Promise<StreamsFigures> {
  const { port, tokens, pid } = way
  // A first small wave, so that what is measured has been compiled.
  vendor.pace({ events: 20, everyMs: 100 })
  await load.run('streams', { port, tokens, streams: 200, rampMs: 500, limitMs: 10_000 })
  await sleep(500)
  vendor.pace({ events, everyMs })
  const rampMs = 2000
  const limitMs = rampMs + events * everyMs + 30_000
  const atRest = pid === undefined ? 0 : residentBytes(pid)
  const seen = pid === undefined ? undefined : watchMemory(pid)
  const result = await load.run('streams', { port, tokens, streams, rampMs, limitMs })
  const peak = Math.max(...(seen?.() ?? [0]))
  return { ...result, bytesPerStream: seen ? (peak - atRest) / streams : undefined }
}
