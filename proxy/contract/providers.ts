import { z } from 'zod'

export const providerName = z.enum([
  'openai',
  'anthropic',
  'gemini',
  'mistral',
  'azure',
  'ollama',
  'cohere',
  'qianfan',
  'compatible',
])
export type ProviderName = z.infer<typeof providerName>

/** The ways a client may speak; each has its own paths and its own shape of error. */
export const dialectName = z.enum([
  'openai',
  'anthropic',
  'gemini',
  'azure',
  'mistral',
  'ollama',
  'cohere',
])
export type DialectName = z.infer<typeof dialectName>

/** What a person choosing a provider needs to see. `baseUrl` is the one used when none is typed. */
export interface ProviderInfo {
  name: ProviderName
  label: string
  baseUrl: string | undefined
  needsSecret: boolean
  /** Where the provider's own keys are made and deleted. */
  keysPage: string | undefined
}

export const PROVIDERS: readonly ProviderInfo[] = [
  {
    name: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    needsSecret: true,
    keysPage: 'https://platform.openai.com/api-keys',
  },
  {
    name: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    needsSecret: true,
    keysPage: 'https://console.anthropic.com/settings/keys',
  },
  {
    name: 'gemini',
    label: 'Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com',
    needsSecret: true,
    keysPage: 'https://aistudio.google.com/apikey',
  },
  {
    name: 'mistral',
    label: 'Mistral',
    baseUrl: 'https://api.mistral.ai',
    needsSecret: true,
    keysPage: 'https://console.mistral.ai/api-keys',
  },
  {
    name: 'azure',
    label: 'Azure OpenAI',
    baseUrl: undefined,
    needsSecret: true,
    keysPage: 'https://portal.azure.com',
  },
  {
    name: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434',
    needsSecret: false,
    keysPage: undefined,
  },
  {
    name: 'cohere',
    label: 'Cohere',
    baseUrl: 'https://api.cohere.com',
    needsSecret: true,
    keysPage: 'https://dashboard.cohere.com/api-keys',
  },
  {
    name: 'qianfan',
    label: 'Baidu Qianfan (ERNIE)',
    baseUrl: 'https://qianfan.baidubce.com/v2',
    needsSecret: true,
    keysPage: 'https://console.bce.baidu.com/iam',
  },
  {
    name: 'compatible',
    label: 'OpenAI-compatible',
    baseUrl: undefined,
    needsSecret: false,
    keysPage: undefined,
  },
]

/** Vendors that speak the OpenAI dialect at an address of their own: chosen by name, kept as `compatible`. */
export const PRESETS: readonly { name: string; label: string; baseUrl: string }[] = [
  { name: 'deepseek', label: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1' },
  { name: 'groq', label: 'Groq', baseUrl: 'https://api.groq.com/openai/v1' },
  { name: 'openrouter', label: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
  { name: 'xai', label: 'xAI', baseUrl: 'https://api.x.ai/v1' },
  { name: 'together', label: 'Together', baseUrl: 'https://api.together.xyz/v1' },
]
