import { NANO_PER_USD, usdToNano } from '../../base/money.ts'
import type { Usage } from '../../contract/calls.ts'
import type { Reading } from '../dialect.ts'
import {
  clamp,
  countIn,
  firstObjectIn,
  isObject,
  type JsonObject,
  objectIn,
  Total,
} from './values.ts'

/**
 * Usage as OpenAI and its many relatives tell it, in both namings: `prompt_tokens` (chat) and
 * `input_tokens` (Responses, images, transcriptions). Cached, audio and image tokens are included in the
 * input, reasoning in the output; the buckets are disjoint.
 */
export function readOpenaiUsage(usage: JsonObject): Usage {
  const details = firstObjectIn(usage, INPUT_DETAILS)
  const outDetails = firstObjectIn(usage, OUTPUT_DETAILS)
  const reasoningTold =
    countIn(outDetails, 'reasoning_tokens') || countIn(usage, 'reasoning_tokens')
  const input = new Total(countIn(usage, 'prompt_tokens', 'input_tokens'))
  const output = new Total(outputTotal(usage, reasoningTold))
  // `prompt_cache_hit_tokens` is DeepSeek's word, `cached_tokens` beside the totals Moonshot's.
  const cachedRead = input.take(
    countIn(details, 'cached_tokens') || countIn(usage, 'prompt_cache_hit_tokens', 'cached_tokens'),
  )
  const written = new Total(
    input.take(countIn(details, 'cache_write_tokens', 'cache_creation_tokens')),
  )
  return {
    cachedRead,
    cacheWrite1h: written.take(
      countIn(objectIn(details, 'cache_write_tokens_details'), 'ttl_12h_tokens'),
    ),
    cacheWrite5m: written.rest(),
    audioInput: input.take(countIn(details, 'audio_tokens')),
    imageInput: input.take(countIn(details, 'image_tokens')),
    input: input.rest(),
    reasoning: output.take(reasoningTold),
    audioOutput: output.take(countIn(outDetails, 'audio_tokens')),
    imageOutput: output.take(countIn(outDetails, 'image_tokens')),
    output: output.rest(),
    images: 0,
    audioMs: clamp(countSeconds(usage) * 1000),
    characters: 0,
    searches: countIn(usage, 'num_search_queries', 'num_sources_used'),
  }
}

const INPUT_DETAILS = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details']
const OUTPUT_DETAILS = [
  'completion_tokens_details',
  'output_tokens_details',
  'output_token_details',
]

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
