import type { ProviderName } from '../contract/providers.ts'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { cohere } from './cohere.ts'
import { compatible } from './compatible.ts'
import { gemini } from './gemini.ts'
import { mistral } from './mistral.ts'
import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import type { Provider } from './provider.ts'
import { qianfan } from './qianfan.ts'

export const providers: Readonly<Record<ProviderName, Provider>> = {
  openai,
  anthropic,
  gemini,
  mistral,
  azure,
  ollama,
  cohere,
  qianfan,
  compatible,
}
