import type { PriceRow, UnitPrices, Usage, UsageBucket } from './calls.ts'

/**
 * What a bucket costs where the price names none for it: what it would cost without its particular trait.
 * Pictures by the piece, audio by its length, characters and searches have nothing to fall back to.
 */
const ELSE: Partial<Record<UsageBucket | 'request', UsageBucket>> = {
  cachedRead: 'input',
  cacheWrite5m: 'input',
  cacheWrite1h: 'cacheWrite5m',
  audioInput: 'input',
  imageInput: 'input',
  reasoning: 'output',
  audioOutput: 'output',
  imageOutput: 'output',
}

/** The prices of the highest tier that the call's whole input reaches; a tier prices the whole call. */
export function pricesFor(usage: Usage, price: Pick<PriceRow, 'prices' | 'tiers'>): UnitPrices {
  if (price.tiers.length === 0) return price.prices
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

/** Pico-dollars of one unit, from the bucket itself or from the one it falls back to. */
export function unitPriceOf(
  bucket: UsageBucket | 'request',
  prices: UnitPrices,
): number | undefined {
  for (let at: typeof bucket | undefined = bucket; at !== undefined; at = ELSE[at]) {
    if (prices[at] !== undefined) return prices[at]
  }
  return undefined
}
