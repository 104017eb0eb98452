import { type NewLimit, newLimit } from '../../proxy/contract/limits.ts'
import { measureInTurns, type TurnCost, type TurnPlan } from './inTurns.ts'
import type { Load } from './processes.ts'
import type { Figure } from './table.ts'
import type { Team } from './team.ts'

const COUNTS = [0, 5, 50]

export type LimitCostRow = TurnCost & { limits: number }

/** The same calls with none, five and fifty limits touching each of them. */
export async function measureLimitCost(
  load: Load,
  team: Team,
  plan: TurnPlan,
): Promise<LimitCostRow[]> {
  const { limits } = team.service.admin
  const set = async (count: number) => {
    const ids = await addLimits(team, count)
    return async () => {
      for (const id of ids) await limits.remove.mutate({ id })
    }
  }
  const rows = await measureInTurns(load, team, COUNTS, set, plan)
  return rows.map(({ setting, ...cost }) => ({ limits: setting, ...cost }))
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
