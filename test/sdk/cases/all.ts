import type { SdkCase } from '../sdkCase.ts'
import { aiSdkCases } from './aiSdk.ts'
import { anthropicCases } from './anthropic.ts'
import { azureCases } from './azure.ts'
import { cohereCases } from './cohere.ts'
import { geminiCases } from './gemini.ts'
import { mistralCases } from './mistral.ts'
import { ollamaCases } from './ollama.ts'
import { openaiCases, openrouterCases } from './openai.ts'

/** Everything teammates do with official SDKs, as one table. */
export const SDK_CASES: SdkCase[] = [
  ...openaiCases,
  ...openrouterCases,
  ...anthropicCases,
  ...geminiCases,
  ...azureCases,
  ...mistralCases,
  ...ollamaCases,
  ...cohereCases,
  ...aiSdkCases,
]
