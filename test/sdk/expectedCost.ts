import { calcPrice } from '@pydantic/genai-prices'
import { NANO_PER_USD } from '../../proxy/base/money.ts'
import { type Usage, usageOf } from '../../proxy/contract/calls.ts'
import type { FamilyName } from '../vendor/family.ts'

/** The price list's own names for vendors and deployments. */
const LIST_NAMES: Partial<Record<FamilyName, string>> = { gemini: 'google' }

/**
 * What the bundled price list itself reckons for this usage, in nano-dollars; undefined where it knows no
 * price. Its counts are inclusive where Keyrack's are disjoint, and it reckons in floating point.
 */
export function expectedCostNanoUsd(
  family: FamilyName,
  model: string,
  part: Partial<Usage>,
): number | undefined {
  const usage = usageOf(part)
  const written = usage.cacheWrite5m + usage.cacheWrite1h
  const price = calcPrice(
    {
      input_tokens: usage.input + usage.cachedRead + written + usage.audioInput + usage.imageInput,
      cache_read_tokens: usage.cachedRead,
      cache_write_tokens: written,
      cache_write_1h_tokens: usage.cacheWrite1h,
      input_audio_tokens: usage.audioInput,
      input_image_tokens: usage.imageInput,
      output_tokens: usage.output + usage.reasoning + usage.audioOutput + usage.imageOutput,
      output_audio_tokens: usage.audioOutput,
      output_image_tokens: usage.imageOutput,
      audio_seconds: usage.audioMs / 1000,
      web_searches: usage.searches,
    },
    model,
    { providerId: LIST_NAMES[family] ?? family },
  )
  return price ? Math.round(price.total_price * NANO_PER_USD) : undefined
}
