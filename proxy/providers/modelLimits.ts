import type { ModelLimits } from '../contract/asked.ts'
import type { ProviderName } from '../contract/providers.ts'
import { listedContext } from './priceList.ts'

/**
 * The most tokens of one answer, thinking included, and of the context where the price list is silent. From the
 * vendors' pages on their models, November 2026; the first pattern that fits counts. A model that is not here has
 * no known limit: better none than one that is too small.
 */
const KNOWN: readonly [model: RegExp, maxOutputTokens: number, contextTokens?: number][] = [
  // OpenAI
  [/^gpt-5[\w.]*-pro/, 272_000],
  [/^gpt-5[\w.]*-chat/, 16_384],
  [/^gpt-5/, 128_000],
  [/^gpt-4\.1/, 32_768],
  [/^gpt-4o-2024-05-13/, 4_096],
  [/^gpt-4o(?:-mini)?-realtime/, 4_096],
  [/^(?:gpt-4o|chatgpt-4o|gpt-audio)/, 16_384],
  [/^gpt-4-(?:turbo|1106|0125|vision)/, 4_096],
  [/^gpt-4(?:$|-\d{4}$)/, 8_192],
  [/^gpt-3\.5/, 4_096],
  [/^o1-mini/, 65_536],
  [/^o1-preview/, 32_768],
  [/^(?:o1|o3|o4)(?:$|-)/, 100_000],
  [/^codex-mini/, 100_000],
  [/^computer-use-preview/, 1_024],
  [/^gpt-oss/, 131_072],
  // Anthropic
  [/^claude-3-(?:opus|sonnet|haiku)/, 4_096],
  [/^claude-3-5/, 8_192],
  [/^claude-3-7/, 128_000],
  [/^claude-opus-4(?:$|-1|-0|-2025)/, 32_000],
  [/^claude-(?:(?:sonnet|haiku|opus)-4-5|sonnet-4(?:$|-0|-2025))/, 64_000],
  [/^claude-/, 128_000],
  // Google
  [/^gemini-(?:1\.5|2\.0)/, 8_192, 2_097_152],
  [/^gemini-[\w.-]*image/, 32_768, 1_048_576],
  [/^gemini-/, 65_536, 1_048_576],
  // Cohere
  [/^command-a-reasoning/, 32_768, 256_000],
  [/^command-a/, 8_192, 256_000],
  [/^(?:command-r|c4ai-aya)/, 4_096, 128_000],
  // DeepSeek
  [/^deepseek-chat/, 8_192, 131_072],
  [/^deepseek-reasoner/, 65_536, 131_072],
  // Meta's models as Groq serves them
  [/^llama-3\.3-70b-versatile/, 32_768, 131_072],
  [/^llama-3\.1-8b-instant/, 131_072, 131_072],
]

const NAMES = 2000
const known = new Map<string, ModelLimits>()

/** What is known of a model's size; undefined where nothing is. */
export function modelLimits(
  provider: ProviderName,
  preset: string | null,
  model: string,
  at: number,
): ModelLimits {
  const name = `${provider} ${preset} ${model}`
  const found = known.get(name)
  if (found) return found
  const [, maxOutputTokens, contextTokens] = KNOWN.find(([of]) => of.test(plainName(model))) ?? []
  const listed = listedContext(provider, preset, model, at)
  const limits: ModelLimits = {
    maxOutputTokens,
    contextTokens: listed === undefined ? contextTokens : Math.max(listed, contextTokens ?? 0),
  }
  if (known.size >= NAMES) known.clear()
  known.set(name, limits)
  return limits
}

/** Without the vendor in front (OpenRouter), what it was tuned from (`ft:gpt-4o:team::id`), or a variant behind. */
function plainName(model: string): string {
  const base = model.toLowerCase().replace(/^ft:/, '')
  return base.slice(base.lastIndexOf('/') + 1).replace(/:.*$/, '')
}
