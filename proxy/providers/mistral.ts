import { joinUrl, unversionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer, openaiPath } from './openaiWires.ts'
import type { Provider } from './provider.ts'

export const mistral: Provider = {
  name: 'mistral',
  wires: new Set([
    'openai.chat',
    'openai.embeddings',
    'openai.moderations',
    'openai.transcriptions',
    'mistral.fim',
    'mistral.objects',
  ]),
  normaliseBaseUrl: unversionedBase,
  url: (baseUrl, { wire, path }) =>
    joinUrl(baseUrl, [
      'v1',
      ...(path ?? (wire === 'mistral.fim' ? ['fim', 'completions'] : openaiPath(wire))),
    ]),
  authHeaders: bearer,
  modelsUrl: (baseUrl) => joinUrl(baseUrl, ['v1', 'models']),
  readModels: readModelList,
  free: false,
  // Usage comes in a stream's last chunk unasked, and the field would be refused.
  needsUsageSwitch: false,
}
