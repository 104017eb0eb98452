import { NANO_PER_USD, usdToNano } from '../../base/money.ts'
import { type Usage, usageOf } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import { clamp, countIn, isObject, type JsonObject, objectIn, partsOf } from './values.ts'

/**
 * Usage as OpenAI and its many relatives tell it, in both namings: `prompt_tokens` (chat) and
 * `input_tokens` (Responses, images, transcriptions). Cached, audio and image tokens are included in the
 * input, reasoning in the output; the buckets are disjoint.
 */
export function readOpenaiUsage(usage: JsonObject): Usage {
  const details = firstObject(
    usage,
    'prompt_tokens_details',
    'input_tokens_details',
    'input_token_details',
  )
  const outDetails = firstObject(
    usage,
    'completion_tokens_details',
    'output_tokens_details',
    'output_token_details',
  )
  const written = countIn(details, 'cache_write_tokens', 'cache_creation_tokens')
  const writtenDetails = objectIn(details, 'cache_write_tokens_details')
  const [cachedRead = 0, cacheWrite = 0, audioInput = 0, imageInput = 0, input = 0] = partsOf(
    countIn(usage, 'prompt_tokens', 'input_tokens'),
    // `prompt_cache_hit_tokens` is DeepSeek's word, `cached_tokens` beside the totals Moonshot's.
    countIn(details, 'cached_tokens') || countIn(usage, 'prompt_cache_hit_tokens', 'cached_tokens'),
    written,
    countIn(details, 'audio_tokens'),
    countIn(details, 'image_tokens'),
  )
  const [cacheWrite1h = 0, cacheWrite5m = 0] = partsOf(
    cacheWrite,
    countIn(writtenDetails, 'ttl_12h_tokens'),
  )
  const reasoningTold =
    countIn(outDetails, 'reasoning_tokens') || countIn(usage, 'reasoning_tokens')
  const [reasoning = 0, audioOutput = 0, imageOutput = 0, output = 0] = partsOf(
    outputTotal(usage, reasoningTold),
    reasoningTold,
    countIn(outDetails, 'audio_tokens'),
    countIn(outDetails, 'image_tokens'),
  )
  return usageOf({
    input,
    cachedRead,
    cacheWrite5m,
    cacheWrite1h,
    output,
    reasoning,
    audioInput,
    audioOutput,
    imageInput,
    imageOutput,
    audioMs: clamp(countSeconds(usage) * 1000),
    searches: countIn(usage, 'num_search_queries', 'num_sources_used'),
  })
}

/** xAI counts reasoning beside the completion, all others inside it; the total tells which it was. */
function outputTotal(usage: JsonObject, reasoning: number): number {
  const output = countIn(usage, 'completion_tokens', 'output_tokens')
  const input = countIn(usage, 'prompt_tokens', 'input_tokens')
  const total = countIn(usage, 'total_tokens')
  const isBeside = reasoning > 0 && (reasoning > output || total === input + output + reasoning)
  return isBeside ? clamp(output + reasoning) : output
}

/** Seconds of audio: `seconds` where a transcription is billed by length, else Mistral's own word. */
function countSeconds(usage: JsonObject): number {
  const seconds = usage.type === 'duration' ? usage.seconds : usage.prompt_audio_seconds
  return typeof seconds === 'number' ? seconds : 0
}

function firstObject(usage: JsonObject, ...names: string[]): JsonObject {
  return names.map((name) => usage[name]).find(isObject) ?? {}
}

/** xAI's unit: 10¹⁰ ticks are a dollar. */
const TICKS_PER_USD = 10_000_000_000

/** What the provider itself charged, where it says so: OpenRouter, Perplexity, xAI. */
export function reportedCost(usage: JsonObject): number | undefined {
  const { cost, cost_in_usd_ticks: ticks } = usage
  if (typeof ticks === 'number') return money(Math.round(ticks / (TICKS_PER_USD / NANO_PER_USD)))
  if (isObject(cost) && typeof cost.total_cost === 'number')
    return money(usdToNano(cost.total_cost))
  if (typeof cost !== 'number') return undefined
  // With a key of one's own behind OpenRouter, `cost` is only its fee.
  const upstream = objectIn(usage, 'cost_details').upstream_inference_cost
  const own = usage.is_byok === true && typeof upstream === 'number' ? upstream : 0
  return money(usdToNano(cost + own))
}

function money(nano: number): number | undefined {
  return Number.isSafeInteger(nano) && nano >= 0 ? nano : undefined
}

/** Takes over what a usage object of this family says. */
export function learnUsage(reading: Reading, usage: unknown) {
  if (!isObject(usage)) return
  reading.rawUsage = usage
  reading.usage = readOpenaiUsage(usage)
  reading.reportedCostNanoUsd = reportedCost(usage) ?? reading.reportedCostNanoUsd
}
