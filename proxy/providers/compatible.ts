import { joinUrl, versionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer, OPENAI_WIRES, openaiUrl } from './openaiWires.ts'
import type { Provider } from './provider.ts'

/** Any server that speaks OpenAI's dialect: Groq, DeepSeek, OpenRouter, vLLM, LM Studio and many more. */
export const compatible: Provider = {
  name: 'compatible',
  wires: new Set(OPENAI_WIRES),
  normaliseBaseUrl: versionedBase('/v1'),
  url: openaiUrl,
  authHeaders: bearer,
  modelsUrl: (baseUrl) => joinUrl(baseUrl, ['models']),
  readModels: readModelList,
  free: false,
  needsUsageSwitch: true,
}
