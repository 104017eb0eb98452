import { calcPrice, type ModelPrice, type PriceCalculation } from '@pydantic/genai-prices'
import type { PriceTier, UnitPrices, UsageBucket } from '../contract/calls.ts'
import type { ProviderName } from '../contract/providers.ts'

/** What the bundled price list says of one model. */
export interface ListPrice {
  free: boolean
  prices: UnitPrices
  tiers: PriceTier[]
  /** Version of the list. */
  note: string
}

/** The version of the list that this Keyrack brings along. */
export const LIST_VERSION = 'genai-prices 0.1.8'

/** The list's own names of those whose prices it keeps; Qianfan is not among them. */
const LIST_NAMES: Partial<Record<ProviderName, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  mistral: 'mistral',
  azure: 'azure',
  cohere: 'cohere',
}
const PRESET_NAMES: Readonly<Record<string, string>> = {
  deepseek: 'deepseek',
  groq: 'groq',
  openrouter: 'openrouter',
  xai: 'x-ai',
  together: 'together',
}

/** Pico-dollars per unit of ours for one dollar in the list's unit. */
const PER_MILLION_TOKENS = 1_000_000
const PER_THOUSAND_CALLS = 1_000_000_000
const PER_HOUR_IN_MS = 1_000_000_000_000 / 3_600_000

/** Where the list keeps what a bucket costs. Kept out: files, stored searches, pages of documents. */
const SOURCES: readonly [bucket: UsageBucket, key: string, picoPerUnit: number][] = [
  ['input', 'input_mtok', PER_MILLION_TOKENS],
  ['cachedRead', 'cache_read_mtok', PER_MILLION_TOKENS],
  ['cacheWrite5m', 'cache_write_mtok', PER_MILLION_TOKENS],
  ['cacheWrite1h', 'cache_write_1h_mtok', PER_MILLION_TOKENS],
  ['output', 'output_mtok', PER_MILLION_TOKENS],
  ['reasoning', 'output_reasoning_mtok', PER_MILLION_TOKENS],
  ['audioInput', 'input_audio_mtok', PER_MILLION_TOKENS],
  ['audioOutput', 'output_audio_mtok', PER_MILLION_TOKENS],
  ['imageInput', 'input_image_mtok', PER_MILLION_TOKENS],
  ['imageOutput', 'output_image_mtok', PER_MILLION_TOKENS],
  ['audioMs', 'input_audio_hours', PER_HOUR_IN_MS],
  ['searches', 'web_searches_kcount', PER_THOUSAND_CALLS],
]

const FREE: ListPrice = { free: true, prices: {}, tiers: [], note: 'runs on a server of your own' }

/** The list's price of a model at a moment (epoch milliseconds); undefined when it knows none. */
export function listPrice(
  provider: ProviderName,
  preset: string | null,
  model: string,
  at: number,
): ListPrice | undefined {
  if (provider === 'ollama') return FREE
  const found = lookUp(provider, preset, model, at)?.model_price
  if (!found) return undefined
  const prices = pricesAt(found, 0)
  // Some entries only say that a model exists.
  if (Object.keys(prices).length === 0) return undefined
  const tiers = tierStarts(found).map((start) => ({
    aboveInputTokens: start,
    prices: pricesAt(found, start + 1),
  }))
  const all = [prices, ...tiers.map((tier) => tier.prices)].flatMap(Object.values)
  return { free: all.every((price) => price === 0), prices, tiers, note: LIST_VERSION }
}

/** How many tokens a model can hold at once, as far as the list says. */
export function listedContext(
  provider: ProviderName,
  preset: string | null,
  model: string,
  at: number,
): number | undefined {
  return lookUp(provider, preset, model, at)?.model.context_window
}

/** The package matches dated and aliased names by itself; it prices nothing when nothing was used. */
function lookUp(
  provider: ProviderName,
  preset: string | null,
  model: string,
  at: number,
): PriceCalculation | undefined {
  const providerId = preset === null ? LIST_NAMES[provider] : PRESET_NAMES[preset]
  if (providerId === undefined) return undefined
  try {
    return calcPrice({}, model, { providerId, timestamp: new Date(at) }) ?? undefined
  } catch {
    return undefined
  }
}

function tierStarts(found: ModelPrice): number[] {
  const starts = SOURCES.flatMap(([, key]) => {
    const price = found[key]
    return typeof price === 'object' ? price.tiers.map(({ start }) => start) : []
  })
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** All prices of a call with that much input, in pico-dollars per unit. */
function pricesAt(found: ModelPrice, inputTokens: number): UnitPrices {
  const prices: UnitPrices = {}
  for (const [bucket, key, picoPerUnit] of SOURCES) {
    const price = found[key]
    if (price === undefined) continue
    const reached =
      typeof price === 'number' ? [] : price.tiers.filter(({ start }) => inputTokens > start)
    const tier = reached.toSorted((a, b) => a.start - b.start).at(-1)
    const dollars = typeof price === 'number' ? price : (tier?.price ?? price.base)
    prices[bucket] = withoutNoise(dollars * picoPerUnit)
  }
  return prices
}

/** 0.1 USD × 10⁶ is an integer that floating point misses; 0.11 USD an hour per millisecond is none. */
function withoutNoise(pico: number): number {
  const rounded = Math.round(pico)
  return Math.abs(pico - rounded) < 1e-6 ? rounded : pico
}
