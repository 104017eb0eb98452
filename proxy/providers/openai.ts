import { joinUrl, versionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer, OPENAI_WIRES, openaiUrl } from './openaiWires.ts'
import type { Provider } from './provider.ts'

export const openai: Provider = {
  name: 'openai',
  wires: new Set(OPENAI_WIRES),
  normaliseBaseUrl: versionedBase('/v1'),
  url: openaiUrl,
  authHeaders: (secret, { organization, project }) => ({
    ...bearer(secret),
    ...(organization ? { 'openai-organization': organization } : {}),
    ...(project ? { 'openai-project': project } : {}),
  }),
  modelsUrl: (baseUrl) => joinUrl(baseUrl, ['models']),
  readModels: readModelList,
  free: false,
  needsUsageSwitch: true,
}
