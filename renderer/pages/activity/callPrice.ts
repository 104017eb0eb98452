import type { PriceRow, UnitPrices, Usage, UsageBucket } from '../../../proxy/contract/calls.ts'

/** How a price is written: per million tokens or characters, per minute, or per piece. */
export type PriceUnit = 'perMTok' | 'perMChar' | 'perMinute' | 'perPiece'

export interface UnitPrice {
  nanoUsd: number
  unit: PriceUnit
}

const INPUT: UsageBucket[] = [
  'input',
  'cachedRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'imageInput',
]
const UNITS: Partial<Record<UsageBucket | 'request', PriceUnit>> = {
  images: 'perPiece',
  searches: 'perPiece',
  request: 'perPiece',
  characters: 'perMChar',
  audioMs: 'perMinute',
}
/** Pico-dollars of one unit to nano-dollars of what is written. */
const SCALE: Record<PriceUnit, number> = {
  perMTok: 1e6 / 1e3,
  perMChar: 1e6 / 1e3,
  perMinute: 60_000 / 1e3,
  perPiece: 1 / 1e3,
}

/** The prices that hold for a call of this size: those of the highest tier it passes, over the base. */
export function pricesFor(row: PriceRow, usage: Usage): UnitPrices {
  const inputs = INPUT.reduce((sum, bucket) => sum + usage[bucket], 0)
  const tier = [...row.tiers]
    .sort((one, other) => other.aboveInputTokens - one.aboveInputTokens)
    .find(({ aboveInputTokens }) => inputs > aboveInputTokens)
  return { ...row.prices, ...tier?.prices }
}

/** Whose price holds where a bucket has none of its own: the same as when the call was charged. */
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

/** A price as price pages print it; undefined where this row has none. */
export function unitPrice(
  prices: UnitPrices,
  bucket: UsageBucket | 'request',
): UnitPrice | undefined {
  const other = ELSE[bucket]
  const pico = prices[bucket]
  if (pico === undefined && other) return unitPrice(prices, other)
  if (pico === undefined) return undefined
  const unit = UNITS[bucket] ?? 'perMTok'
  return { nanoUsd: pico * SCALE[unit], unit }
}
