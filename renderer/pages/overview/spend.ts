import type { SpendByModel } from '../../../proxy/contract/status.ts'

export interface SpendSeries {
  /** Null for all models beyond the ones that have a series of their own. */
  model: string | null
  /** Models in this series. */
  models: number
  /** Nano-dollars of each hour; null where calls were made and none had a price. */
  costs: (number | null)[]
}

export interface Spend {
  hours: number[]
  series: SpendSeries[]
  /** Sum of each hour over all series; null where only unpriced calls were made. */
  totals: (number | null)[]
  /** Calls that are in no bar because their price is unknown. */
  unpriced: number
}

/** At most this many colours can be told apart. */
const MOST_SERIES = 8

/** The largest spenders first, the rest as one series; an unknown price is never drawn as zero. */
export function spendOf(data: SpendByModel): Spend {
  const all = data.series
    .map((series) => ({
      model: series.model as string | null,
      models: 1,
      costs: series.costNanoUsd.map((cost, hour) => {
        const unpriced = series.unpriced[hour] ?? 0
        return cost === 0 && unpriced > 0 ? null : cost
      }),
    }))
    .sort((a, b) => sum(b.costs) - sum(a.costs))
  const rest = all.slice(MOST_SERIES - 1)
  const series =
    rest.length < 2
      ? all
      : [
          ...all.slice(0, MOST_SERIES - 1),
          { model: null, models: rest.length, costs: addUp(rest, data.hours.length) },
        ]
  return {
    hours: data.hours,
    series,
    totals: addUp(all, data.hours.length),
    unpriced: data.series.reduce(
      (count, each) => count + each.unpriced.reduce((a, b) => a + b, 0),
      0,
    ),
  }
}

function addUp(series: readonly { costs: (number | null)[] }[], hours: number): (number | null)[] {
  return Array.from({ length: hours }, (_, hour) => {
    const costs = series.map((each) => each.costs[hour] ?? null)
    const known = costs.filter((cost) => cost !== null)
    const isUnknown = costs.length > 0 && known.every((cost) => cost === 0) && costs.includes(null)
    return isUnknown ? null : sum(known)
  })
}

function sum(costs: readonly (number | null)[]): number {
  return costs.reduce<number>((total, cost) => total + (cost ?? 0), 0)
}
