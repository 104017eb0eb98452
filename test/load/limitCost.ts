import { type NewLimit, newLimit } from '../../proxy/contract/limits.ts'
import type { LoopResult } from './closedLoop.ts'
import { coreTime } from './cpu.ts'
import type { Load } from './processes.ts'
import { median } from './quantile.ts'
import type { Figure } from './table.ts'
import type { Team } from './team.ts'

const COUNTS = [0, 5, 50]

export interface LimitCostPlan {
  rounds: number
  roundMs: number
  connections: number
}

export interface LimitCostRow {
  limits: number
  requestsPerSecond: number
  cpuMicrosPerCall: number
}

/** The same calls with none, five and fifty limits touching each of them, in alternating rounds. */
export async function measureLimitCost(
  load: Load,
  team: Team,
  { rounds, roundMs, connections }: LimitCostPlan,
): Promise<LimitCostRow[]> {
  const found = new Map<number, LimitCostRow[]>(COUNTS.map((count) => [count, []]))
  const send = (durationMs: number): Promise<LoopResult> =>
    load.run('loop', {
      ...{ port: team.port, tokens: team.tokens, connections, durationMs },
      keepIds: false,
    })
  for (let round = 0; round < rounds; round++)
    for (const count of round % 2 === 0 ? COUNTS : COUNTS.toReversed()) {
      const ids = await addLimits(team, count)
      await send(roundMs)
      const before = coreTime([team.pid])
      const { answers, seconds, refused } = await send(roundMs)
      const after = coreTime([team.pid])
      if (Object.keys(refused).length > 0)
        throw new Error(`${count} limits refused calls: ${JSON.stringify(refused)}`)
      found.get(count)?.push({
        limits: count,
        requestsPerSecond: answers / seconds,
        cpuMicrosPerCall: (after.ranMicros - before.ranMicros) / answers,
      })
      for (const id of ids) await team.service.admin.limits.remove.mutate({ id })
    }
  return [...found].map(([limits, rows]) => ({
    limits,
    requestsPerSecond: median(rows.map((row) => row.requestsPerSecond)),
    cpuMicrosPerCall: median(rows.map((row) => row.cpuMicrosPerCall)),
  }))
}

const WINDOWS: NewLimit['window'][] = [
  { kind: 'fixed', every: 'month' },
  { kind: 'sliding', seconds: 3600 },
  { kind: 'bucket', seconds: 60, burst: 1e12 },
]
const METRICS: NewLimit['metric'][] = ['money', 'requests', 'tokens', 'input', 'output']

/** Limits of every kind that touch each call and never stop one, half of them with a counter for each member. */
async function addLimits({ service }: Team, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index++) {
    const limit = newLimit.parse({
      level: 'workspace',
      each: index % 2 === 0,
      metric: METRICS[index % METRICS.length],
      window: WINDOWS[index % WINDOWS.length],
      size: 1e15,
      // No two of the same scope: each is a limit of its own.
      scope: { models: ['*', `other-${index}`] },
    })
    ids.push((await service.admin.limits.add.mutate(limit)).id)
  }
  return ids
}

export function limitCostFigures(rows: readonly LimitCostRow[]): Figure[] {
  const [none] = rows
  return rows.map(({ limits, requestsPerSecond, cpuMicrosPerCall }) => ({
    what: `Calls with ${limits} limits touching each`,
    measured: `${Math.round(requestsPerSecond).toLocaleString('en')}/s, ${cpuMicrosPerCall.toFixed(0)} µs CPU a call${none && limits > 0 ? ` (+${(cpuMicrosPerCall - none.cpuMicrosPerCall).toFixed(1)})` : ''}`,
  }))
}
