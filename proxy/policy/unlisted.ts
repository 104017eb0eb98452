import type { Asked } from '../contract/asked.ts'
import type { Usage } from '../contract/calls.ts'
import type { Cost } from './cost.ts'

/** What a call costs beside what its provider tells of it and a price row lists. */
export interface Unlisted {
  /** How dear the asked kind of service can be beside the standard one. */
  factor: number
  /** Flat fees of tools at the provider, as often as they can be used. */
  feesNano: number
  /** The same of searches; where the provider tells how many there were, those count instead. */
  searchesNano: number
}

/** Undefined for most calls, of which usage and price row tell all. */
export function unlistedOf({ tools, priceFactor }: Asked): Unlisted | undefined {
  let feesNano = 0
  let searchesNano = 0
  for (const { tool, uses, nanoUsdPerUse, nanoUsdOnce } of tools) {
    if (tool === 'webSearch' || tool === 'maps') searchesNano += uses * nanoUsdPerUse
    else feesNano += uses * nanoUsdPerUse + nanoUsdOnce
  }
  return priceFactor === 1 && feesNano + searchesNano === 0
    ? undefined
    : { factor: priceFactor, feesNano, searchesNano }
}

/**
 * A priced call with all of that, which limits on money must count: as much as was held, since nobody tells what it
 * came to. It never makes a call dearer than `mostNano`, what was held for all of it.
 */
export function withUnlisted(
  cost: Cost,
  { factor, feesNano, searchesNano }: Unlisted,
  usage: Usage,
  mostNano: number,
): Cost {
  const { costNanoUsd } = cost
  if (cost.priceState !== 'priced' || costNanoUsd === null) return cost
  const fees = feesNano + (usage.searches > 0 ? 0 : searchesNano)
  const all = Math.min(Math.ceil(costNanoUsd * factor) + fees, mostNano)
  return all > costNanoUsd ? { costNanoUsd: all, priceState: 'assumed' } : cost
}
