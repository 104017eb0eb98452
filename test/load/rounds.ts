import type { LoopResult } from './closedLoop.ts'
import { coreTime, waitedShare } from './cpu.ts'
import type { Load } from './processes.ts'

/** One way from the load to the provider. */
export interface Way {
  name: string
  port: number
  /** Whose time on the core counts; none of the direct way. */
  pids: readonly number[]
  tokens: string[]
}

export interface Round {
  requestsPerSecond: number
  cpuMicrosPerRequest: number
  /** Share of the time it wanted a core and somebody else had it. */
  waitedShare: number
  p50Ms: number
  p99Ms: number
}

export interface RoundPlan {
  rounds: number
  roundMs: number
  /** Node compiles what runs often: before that a figure says nothing. */
  warmUpCalls: number
  warmUpMs: number
  connections: number
}

/** Sends the same load down every way in turn, again and again: what disturbs the machine disturbs all alike. */
export async function measureRounds(
  load: Load,
  ways: readonly Way[],
  { rounds, roundMs, warmUpCalls, warmUpMs, connections }: RoundPlan,
): Promise<Map<string, Round[]>> {
  const send = ({ port, tokens }: Way, durationMs: number) =>
    load.run('loop', { port, tokens, connections, durationMs, keepIds: false })
  for (const way of ways) {
    const until = Date.now() + warmUpMs
    for (let calls = 0; calls < warmUpCalls && Date.now() < until; )
      calls += (await send(way, 500)).answers
  }
  const figures = new Map<string, Round[]>(ways.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first in a round should not always be the same.
    const order = round % 2 === 0 ? ways : ways.toReversed()
    for (const way of order) {
      const before = coreTime(way.pids)
      const result = await send(way, roundMs)
      const after = coreTime(way.pids)
      const ran = after.ranMicros - before.ranMicros
      checkAnswered(way.name, result)
      figures.get(way.name)?.push({
        requestsPerSecond: result.answers / result.seconds,
        cpuMicrosPerRequest: ran / result.answers,
        waitedShare: waitedShare(before, after),
        p50Ms: result.p50Ms,
        p99Ms: result.p99Ms,
      })
    }
  }
  return figures
}

/** A figure is worth nothing when calls were turned away. */
export function checkAnswered(name: string, { answers, refused }: LoopResult): void {
  if (answers === 0 || Object.keys(refused).length > 0)
    throw new Error(`${name}: ${answers} answers, of which refused: ${JSON.stringify(refused)}`)
}

/** What one way costs beside another, round by round. */
export function ratios(of: readonly Round[], to: readonly Round[]): number[] {
  return of.map(
    ({ cpuMicrosPerRequest }, round) =>
      cpuMicrosPerRequest / (to[round]?.cpuMicrosPerRequest ?? Number.NaN),
  )
}
