import type { LoopResult } from './closedLoop.ts'
import { coreTime, mainThreadTime } from './cpu.ts'
import type { Load } from './processes.ts'
import { median } from './quantile.ts'
import type { Team } from './team.ts'

export interface TurnPlan {
  rounds: number
  roundMs: number
  connections: number
}

export interface TurnCost {
  requestsPerSecond: number
  cpuMicrosPerCall: number
  /** Of it, what the thread took on which calls are answered. */
  mainMicrosPerCall: number
  p50Ms: number
  p99Ms: number
}

/** The same calls under several settings, in alternating rounds; `set` answers how to undo it. */
export async function measureInTurns<Setting>(
  load: Load,
  team: Team,
  settings: readonly Setting[],
  set: (setting: Setting) => Promise<() => Promise<unknown>>,
  { rounds, roundMs, connections }: TurnPlan,
): Promise<(TurnCost & { setting: Setting })[]> {
  const found = new Map<Setting, TurnCost[]>(settings.map((setting) => [setting, []]))
  const send = (durationMs: number): Promise<LoopResult> =>
    load.run('loop', {
      ...{ port: team.port, tokens: team.tokens, connections, durationMs },
      keepIds: false,
    })
  for (let round = 0; round < rounds; round++)
    for (const setting of round % 2 === 0 ? settings : settings.toReversed()) {
      const undo = await set(setting)
      await send(roundMs)
      const before = coreTime([team.pid])
      const mainBefore = mainThreadTime(team.pid)
      const { answers, seconds, refused, p50Ms, p99Ms } = await send(roundMs)
      const main = mainThreadTime(team.pid).ranMicros - mainBefore.ranMicros
      const all = coreTime([team.pid]).ranMicros - before.ranMicros
      if (Object.keys(refused).length > 0)
        throw new Error(`Calls were refused under ${setting}: ${JSON.stringify(refused)}`)
      found.get(setting)?.push({
        requestsPerSecond: answers / seconds,
        cpuMicrosPerCall: all / answers,
        mainMicrosPerCall: main / answers,
        ...{ p50Ms, p99Ms },
      })
      await undo()
    }
  return [...found].map(([setting, costs]) => {
    const of = (figure: keyof TurnCost) => median(costs.map((cost) => cost[figure]))
    return {
      ...{ setting, requestsPerSecond: of('requestsPerSecond') },
      ...{ cpuMicrosPerCall: of('cpuMicrosPerCall'), mainMicrosPerCall: of('mainMicrosPerCall') },
      ...{ p50Ms: of('p50Ms'), p99Ms: of('p99Ms') },
    }
  })
}
