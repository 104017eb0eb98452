import { type PriceRow, type PriceState, USAGE_BUCKETS, type Usage } from '../contract/calls.ts'
import { pricesFor, unitPriceOf } from '../contract/prices.ts'

export interface Cost {
  /** Null when the price is unknown: that is never zero. */
  costNanoUsd: number | null
  priceState: PriceState
}

const PICO_PER_NANO = 1000n

/**
 * What a call cost, rounded once, half up. The provider's own figure counts most; a price that does not
 * cover all that was used makes the cost unknown.
 */
export function costOf(
  usage: Usage,
  price: Pick<PriceRow, 'free' | 'prices' | 'tiers'> | undefined,
  { reportedNanoUsd, free }: { reportedNanoUsd?: number | undefined; free: boolean },
): Cost {
  if (reportedNanoUsd !== undefined) return { costNanoUsd: reportedNanoUsd, priceState: 'reported' }
  if (free || price?.free) return { costNanoUsd: 0, priceState: 'free' }
  if (!price) return { costNanoUsd: null, priceState: 'unknown' }

  const prices = pricesFor(usage, price)
  let pico = picoOf(1, prices.request ?? 0)
  for (const bucket of USAGE_BUCKETS) {
    if (usage[bucket] === 0) continue
    const unitPrice = unitPriceOf(bucket, prices)
    if (unitPrice === undefined) return { costNanoUsd: null, priceState: 'unknown' }
    pico += picoOf(usage[bucket], unitPrice)
  }
  const nano = (pico + PICO_PER_NANO / 2n) / PICO_PER_NANO
  return { costNanoUsd: Number(nano), priceState: 'priced' }
}

/** Exact, except where a price is no whole number of pico-dollars (audio by the hour). */
function picoOf(count: number, unitPrice: number): bigint {
  return Number.isInteger(unitPrice)
    ? BigInt(count) * BigInt(unitPrice)
    : BigInt(Math.round(count * unitPrice))
}
