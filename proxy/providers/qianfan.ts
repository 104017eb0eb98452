import { joinUrl, versionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer, openaiUrl } from './openaiWires.ts'
import type { Provider } from './provider.ts'

/** Baidu Qianfan, version 2: OpenAI's formats, keys such as `bce-v3/ALTAK-…/…`, an optional app id. */
export const qianfan: Provider = {
  name: 'qianfan',
  wires: new Set(['openai.chat', 'openai.embeddings', 'openai.images']),
  normaliseBaseUrl: versionedBase('/v2'),
  url: openaiUrl,
  authHeaders: (secret, { appid }) => ({ ...bearer(secret), ...(appid ? { appid } : {}) }),
  modelsUrl: (baseUrl) => joinUrl(baseUrl, ['models']),
  readModels: readModelList,
  free: false,
  needsUsageSwitch: true,
}
