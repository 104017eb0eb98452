import type { Guess } from './guess.ts'

export interface KnownVariable extends Guess {
  /** Variables that hold the base URL of the same account, the first one set counts. */
  baseUrlIn: readonly string[]
}

const own = (provider: Guess['provider'], ...baseUrlIn: string[]): KnownVariable => ({
  provider,
  preset: null,
  baseUrlIn,
})
const preset = (name: string, ...baseUrlIn: string[]): KnownVariable => ({
  provider: 'compatible',
  preset: name,
  baseUrlIn,
})

/** Environment variables in which the vendors' own SDKs and tools look for a key. */
export const KNOWN_VARIABLES: Readonly<Record<string, KnownVariable>> = {
  OPENAI_API_KEY: own('openai', 'OPENAI_BASE_URL', 'OPENAI_API_BASE'),
  ANTHROPIC_API_KEY: own('anthropic', 'ANTHROPIC_BASE_URL'),
  CLAUDE_API_KEY: own('anthropic', 'ANTHROPIC_BASE_URL'),
  GEMINI_API_KEY: own('gemini', 'GOOGLE_GEMINI_BASE_URL'),
  GOOGLE_API_KEY: own('gemini', 'GOOGLE_GEMINI_BASE_URL'),
  GOOGLE_GENERATIVE_AI_API_KEY: own('gemini', 'GOOGLE_GEMINI_BASE_URL'),
  MISTRAL_API_KEY: own('mistral', 'MISTRAL_BASE_URL'),
  AZURE_OPENAI_API_KEY: own(
    'azure',
    'AZURE_OPENAI_ENDPOINT',
    'AZURE_OPENAI_BASE_URL',
    'AZURE_API_BASE',
  ),
  AZURE_API_KEY: own('azure', 'AZURE_OPENAI_ENDPOINT', 'AZURE_API_BASE'),
  OLLAMA_API_KEY: own('ollama', 'OLLAMA_HOST'),
  COHERE_API_KEY: own('cohere', 'COHERE_BASE_URL'),
  CO_API_KEY: own('cohere', 'CO_API_URL'),
  QIANFAN_API_KEY: own('qianfan', 'QIANFAN_BASE_URL'),
  QIANFAN_BEARER_TOKEN: own('qianfan', 'QIANFAN_BASE_URL'),
  DEEPSEEK_API_KEY: preset('deepseek', 'DEEPSEEK_BASE_URL'),
  GROQ_API_KEY: preset('groq', 'GROQ_BASE_URL'),
  OPENROUTER_API_KEY: preset('openrouter', 'OPENROUTER_BASE_URL'),
  XAI_API_KEY: preset('xai', 'XAI_BASE_URL'),
  TOGETHER_API_KEY: preset('together', 'TOGETHER_BASE_URL'),
  TOGETHER_AI_API_KEY: preset('together', 'TOGETHER_BASE_URL'),
}
