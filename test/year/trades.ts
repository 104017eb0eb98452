import type { OpenedCall } from '../../proxy/store/ledger.ts'

/** One way in which somebody calls: the tool, the model, and how large such calls are. */
export interface Habit {
  provider: 'openai' | 'anthropic' | 'gemini'
  dialect: OpenedCall['dialect']
  endpoint: string
  client: string
  model: string
  /** The model that takes over in the middle of the year. */
  successor?: string
  streamed: boolean
  /** Medians, in tokens. */
  input: number
  output: number
  /** How much of the input is read from a cache; the first call of a session writes it. */
  cached: number
  reasoning: number
  weight: number
}

const sdk = {
  openai: 'OpenAI/Python 2.9.0',
  openaiJs: 'OpenAI/JS 7.57.0',
  anthropic: 'Anthropic/Python 1.12.0',
  claudeCode: 'claude-cli/3.2.1 (external, cli)',
  codex: 'codex_cli_rs/0.98.0',
  gemini: 'google-genai-sdk/3.1.0 gl-python/3.13',
  curl: 'curl/8.14.1',
} as const

const chat = { provider: 'openai', dialect: 'openai', endpoint: 'chat.completions' } as const
const messages = { provider: 'anthropic', dialect: 'anthropic', endpoint: 'messages' } as const
const gemini = { provider: 'gemini', dialect: 'gemini' } as const

export type Trade = 'developer' | 'analyst' | 'writer' | 'support' | 'nightJob'

/** What people of each trade do all day. */
export const TRADES: Record<Trade, readonly Habit[]> = {
  developer: [
    {
      ...{ ...messages, client: sdk.claudeCode, model: 'claude-sonnet-4-5' },
      ...{ successor: 'claude-sonnet-5-5', streamed: true, input: 2600, output: 420 },
      ...{ cached: 0.86, reasoning: 0, weight: 10 },
    },
    {
      ...{ ...messages, client: sdk.claudeCode, model: 'claude-opus-5-5', streamed: true },
      ...{ input: 3200, output: 700, cached: 0.8, reasoning: 0, weight: 1.5 },
    },
    {
      ...{ ...chat, endpoint: 'responses', client: sdk.codex, model: 'gpt-5', streamed: true },
      ...{ input: 2400, output: 500, cached: 0.7, reasoning: 600, weight: 4 },
    },
    {
      ...{ ...chat, client: sdk.openaiJs, model: 'gpt-5-mini', streamed: true },
      ...{ input: 700, output: 180, cached: 0.2, reasoning: 120, weight: 3 },
    },
  ],
  analyst: [
    {
      ...{ ...chat, client: sdk.openai, model: 'gpt-5', streamed: false },
      ...{ input: 4200, output: 380, cached: 0.3, reasoning: 700, weight: 4 },
    },
    {
      ...{ ...gemini, endpoint: 'generateContent', client: sdk.gemini, model: 'gemini-2.5-pro' },
      ...{ streamed: false, input: 9000, output: 500, cached: 0.1, reasoning: 300, weight: 2 },
    },
    {
      ...{ ...chat, endpoint: 'embeddings', client: sdk.openai, model: 'text-embedding-3-small' },
      ...{ streamed: false, input: 900, output: 0, cached: 0, reasoning: 0, weight: 3 },
    },
  ],
  writer: [
    {
      ...{ ...gemini, endpoint: 'streamGenerateContent', client: sdk.gemini, streamed: true },
      ...{ model: 'gemini-2.5-flash', input: 600, output: 450, cached: 0, reasoning: 0, weight: 5 },
    },
    {
      ...{ ...messages, client: sdk.anthropic, model: 'claude-haiku-4-5', streamed: true },
      ...{ input: 900, output: 500, cached: 0.1, reasoning: 0, weight: 3 },
    },
  ],
  support: [
    {
      ...{ ...chat, client: sdk.openai, model: 'gpt-5-mini', streamed: true },
      ...{ input: 1800, output: 160, cached: 0.6, reasoning: 60, weight: 6 },
    },
    {
      ...{ ...chat, client: sdk.openai, model: 'gpt-5-nano', streamed: false },
      ...{ input: 500, output: 20, cached: 0.4, reasoning: 0, weight: 6 },
    },
  ],
  nightJob: [
    {
      ...{ ...chat, client: sdk.curl, model: 'gpt-5-nano', streamed: false },
      ...{ input: 2200, output: 90, cached: 0.5, reasoning: 0, weight: 5 },
    },
    {
      ...{ ...chat, endpoint: 'embeddings', client: sdk.openai, model: 'text-embedding-3-small' },
      ...{ streamed: false, input: 1500, output: 0, cached: 0, reasoning: 0, weight: 5 },
    },
  ],
}
