import {
  type PriceRow,
  type PriceState,
  type UnitPrices,
  USAGE_BUCKETS,
  type Usage,
  type UsageBucket,
} from '../contract/calls.ts'
import { pricesFor, unitPriceOf } from '../contract/prices.ts'

export interface Cost {
  /** Null when the price is unknown: that is never zero. */
  costNanoUsd: number | null
  priceState: PriceState
}

const PICO_PER_NANO = 1000
/** Below nine thousand dollars a sum of whole pico-dollars is exact as a number, each of its terms as well. */
const MOST_EXACT = Number.MAX_SAFE_INTEGER - PICO_PER_NANO

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
    if (usage[bucket] === 0 || isPaidElsewhere(bucket, usage)) continue
    const unitPrice = unitPriceOf(bucket, prices)
    if (unitPrice === undefined) return { costNanoUsd: null, priceState: 'unknown' }
    pico += picoOf(usage[bucket], unitPrice)
  }
  return {
    costNanoUsd: pico < MOST_EXACT ? nanoOf(pico) : exactNano(usage, prices),
    priceState: 'priced',
  }
}

/** Pictures are counted by the piece as well, but where their tokens are known those are what is paid for. */
function isPaidElsewhere(bucket: UsageBucket, usage: Usage): boolean {
  return bucket === 'images' && usage.imageOutput > 0
}

/** Rounded, where a price is no whole number of pico-dollars (audio by the hour). */
function picoOf(count: number, unitPrice: number): number {
  return Number.isInteger(unitPrice) ? count * unitPrice : Math.round(count * unitPrice)
}

/** Half up. The remainder is taken off first, so that the division leaves nothing to round. */
function nanoOf(pico: number): number {
  const raised = pico + PICO_PER_NANO / 2
  return (raised - (raised % PICO_PER_NANO)) / PICO_PER_NANO
}

/** The same beyond what a number holds exactly. */
function exactNano(usage: Usage, prices: UnitPrices): number {
  const exactPico = (count: number, unitPrice: number) =>
    Number.isInteger(unitPrice)
      ? BigInt(count) * BigInt(unitPrice)
      : BigInt(Math.round(count * unitPrice))
  let pico = exactPico(1, prices.request ?? 0)
  for (const bucket of USAGE_BUCKETS) {
    if (isPaidElsewhere(bucket, usage)) continue
    pico += exactPico(usage[bucket], unitPriceOf(bucket, prices) ?? 0)
  }
  return Number((pico + BigInt(PICO_PER_NANO / 2)) / BigInt(PICO_PER_NANO))
}
