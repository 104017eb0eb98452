import type { Wire } from '../contract/wires.ts'
import { joinUrl, unversionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer } from './openaiWires.ts'
import type { Provider } from './provider.ts'

const PATHS: Partial<Record<Wire, string>> = {
  'cohere.chat': 'chat',
  'cohere.embed': 'embed',
  'cohere.rerank': 'rerank',
}

export const cohere: Provider = {
  name: 'cohere',
  wires: new Set(Object.keys(PATHS) as Wire[]),
  normaliseBaseUrl: unversionedBase,
  url: (baseUrl, { wire }) => joinUrl(baseUrl, ['v2', PATHS[wire] ?? '']),
  authHeaders: bearer,
  modelsUrl(baseUrl) {
    const url = joinUrl(baseUrl, ['v1', 'models'])
    url.searchParams.set('page_size', '1000')
    return url
  },
  readModels: readModelList,
  free: false,
  needsUsageSwitch: false,
}
