import type { SdkCase } from '../sdkCase.ts'
import { aiSdkCases } from './aiSdk.ts'
import { anthropicCases } from './anthropic.ts'
import { geminiCases } from './gemini.ts'
import { openaiCases, openrouterCases } from './openai.ts'
import { azureCases, cohereCases, mistralCases, ollamaCases } from './others.ts'

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
