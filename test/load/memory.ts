import { residentBytes, watchMemory } from './cpu.ts'
import type { Load } from './processes.ts'
import { checkAnswered } from './rounds.ts'
import type { Team } from './team.ts'

const EVERY_MS = 250

export interface MemoryFigures {
  before: number
  /** The highest of the last third. */
  after: number
  /** The highest of the last third against the highest of the third before it; 1 is flat. */
  growth: number
  requests: number
}

/** Memory under a steady load. */
export async function measureMemory(
  load: Load,
  { pid, port, tokens }: Team,
  { durationMs, connections }: { durationMs: number; connections: number },
): Promise<MemoryFigures> {
  const before = residentBytes(pid)
  const stop = watchMemory(pid, EVERY_MS)
  const result = await load.run('loop', { port, tokens, connections, durationMs, keepIds: false })
  const seen = stop()
  checkAnswered('Keyrack', result)
  const third = Math.floor(seen.length / 3)
  const after = Math.max(...seen.slice(-third))
  return {
    before,
    after,
    growth: after / Math.max(...seen.slice(-2 * third, -third)),
    requests: result.answers,
  }
}
