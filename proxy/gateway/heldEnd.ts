import { type PriceRow, type Usage, usageOf } from '../contract/calls.ts'
import type { Amounts } from '../contract/limits.ts'
import type { Settings } from '../contract/settings.ts'
import { type Cost, costOf } from '../policy/cost.ts'
import { assumedPrice } from '../policy/worstCase.ts'
import type { Call } from './call.ts'

/** What a call used that is charged at what was held for it. */
export function heldUsage({ input, output, images, seconds }: Amounts): Usage {
  return usageOf({ input, output, images, audioMs: seconds })
}

/**
 * Nobody knows how this call ended: it went out and nothing was heard, its work is done later, or a file was worked
 * on and nothing was said of it. Then the limits keep what they held, because the provider may well charge all of it.
 */
export function keepsHeld(call: Call): boolean {
  const { held, upstreamStatus, reading } = call
  if (!held || !call.sent || !isMeasured(held.amounts)) return false
  if (upstreamStatus === undefined) return true
  return upstreamStatus < 300 && (call.chargedLater || (call.uploads && !reading?.usage))
}

/** Limits that count nothing but calls hold nothing else. */
export function isMeasured({ tokens, images, seconds }: Amounts): boolean {
  return tokens + images + seconds > 0
}

/**
 * A cost that limits on money count although no price tells it: by the price that the administrator assumes, or as
 * much as was held. Undefined where it may stay unknown.
 */
export function heldCost(
  call: Call,
  usage: Usage,
  price: PriceRow | undefined,
  { keeps, settings }: { keeps: boolean; settings: Settings },
): Cost | undefined {
  const { held } = call
  if (!held?.parts.some(({ counted }) => counted.limit.metric === 'money')) return undefined
  const { money } = held.amounts
  if (keeps)
    return money > 0 ? { costNanoUsd: money, priceState: price ? 'priced' : 'assumed' } : undefined
  if (settings.unknownPrice === 'tokensOnly') return undefined
  if (settings.unknownPrice === 'assume') {
    const { costNanoUsd } = costOf(usage, assumedPrice(settings), { free: false })
    if (costNanoUsd !== null) return { costNanoUsd, priceState: 'assumed' }
  }
  return money > 0 ? { costNanoUsd: money, priceState: 'assumed' } : undefined
}
