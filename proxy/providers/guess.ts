import type { ProviderName } from '../contract/providers.ts'

export interface Guess {
  provider: ProviderName
  /** Name of a preset; then `provider` is `compatible`. */
  preset: string | null
}

const of = (provider: ProviderName): Guess => ({ provider, preset: null })
const preset = (name: string): Guess => ({ provider: 'compatible', preset: name })

/** Shapes of keys as the vendors hand them out, the more telling ones first. */
const SHAPES: readonly [RegExp, Guess][] = [
  [/^sk-ant-/, of('anthropic')],
  [/^sk-or-/, preset('openrouter')],
  [/^sk-(?:proj|svcacct|admin|None)-/, of('openai')],
  [/^(?:AIza[\w-]{30,}|AQ\.[\w-]{20,})$/, of('gemini')],
  [/^gsk_/, preset('groq')],
  [/^xai-/, preset('xai')],
  [/^tgp_/, preset('together')],
  [/^bce-v3\//, of('qianfan')],
  // DeepSeek's keys are OpenAI's old prefix and 32 hex digits; OpenAI's own are longer and mixed.
  [/^sk-[0-9a-f]{32}$/, preset('deepseek')],
  [/^sk-/, of('openai')],
  [/^[0-9a-f]{64}$/, preset('together')],
  [/^[0-9a-f]{32}$/, of('azure')],
  // Newer Azure resources: 84 characters with a mark of their own near the end.
  [/^[0-9A-Za-z]{52}JQQJ[0-9A-Za-z]{28}$/, of('azure')],
  [/^[0-9A-Za-z]{32}$/, of('mistral')],
  [/^[0-9A-Za-z]{40}$/, of('cohere')],
]

/** Which vendor a key looks like. A guess only: the administrator can always correct it. */
export function guessProvider(secret: string): Guess {
  const trimmed = secret.trim()
  return SHAPES.find(([shape]) => shape.test(trimmed))?.[1] ?? UNKNOWN
}

const UNKNOWN: Guess = of('compatible')
