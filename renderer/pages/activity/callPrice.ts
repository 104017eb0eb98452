import type { UnitPrices, UsageBucket } from '../../../proxy/contract/calls.ts'
import { unitPriceOf } from '../../../proxy/contract/prices.ts'

/** How a price is written: per million tokens or characters, per minute, or per piece. */
export type PriceUnit = 'perMTok' | 'perMChar' | 'perMinute' | 'perPiece'

export interface UnitPrice {
  nanoUsd: number
  unit: PriceUnit
}

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

/** A price as price pages print it; undefined where this row has none. */
export function unitPrice(
  prices: UnitPrices,
  bucket: UsageBucket | 'request',
): UnitPrice | undefined {
  const pico = unitPriceOf(bucket, prices)
  if (pico === undefined) return undefined
  const unit = UNITS[bucket] ?? 'perMTok'
  return { nanoUsd: pico * SCALE[unit], unit }
}
