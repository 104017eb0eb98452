import {
  type PriceRow,
  type PriceState,
  type UnitPrices,
  USAGE_BUCKETS,
  type Usage,
  type UsageBucket,
} from '../contract/calls.ts'

export interface Cost {
  /** Null when the price is unknown: that is never zero. */
  costNanoUsd: number | null
  priceState: PriceState
}

/**
 * What a bucket costs where the price names none for it: what it would cost without its particular trait.
 * Pictures by the piece, audio by its length, characters and searches have nothing to fall back to.
 */
const ELSE: Partial<Record<UsageBucket, UsageBucket>> = {
  cachedRead: 'input',
  cacheWrite5m: 'input',
  cacheWrite1h: 'cacheWrite5m',
  audioInput: 'input',
  imageInput: 'input',
  reasoning: 'output',
  audioOutput: 'output',
  imageOutput: 'output',
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

/** The prices of the highest tier that the call's whole input reaches; a tier prices the whole call. */
function pricesFor(usage: Usage, price: Pick<PriceRow, 'prices' | 'tiers'>): UnitPrices {
  const input =
    usage.input +
    usage.cachedRead +
    usage.cacheWrite5m +
    usage.cacheWrite1h +
    usage.audioInput +
    usage.imageInput
  const tier = price.tiers
    .filter(({ aboveInputTokens }) => input > aboveInputTokens)
    .toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens)
    .at(-1)
  return tier ? { ...price.prices, ...tier.prices } : price.prices
}

function unitPriceOf(bucket: UsageBucket, prices: UnitPrices): number | undefined {
  for (let at: UsageBucket | undefined = bucket; at !== undefined; at = ELSE[at]) {
    if (prices[at] !== undefined) return prices[at]
  }
  return undefined
}

/** Exact, except where a price is no whole number of pico-dollars (audio by the hour). */
function picoOf(count: number, unitPrice: number): bigint {
  return Number.isInteger(unitPrice)
    ? BigInt(count) * BigInt(unitPrice)
    : BigInt(Math.round(count * unitPrice))
}
