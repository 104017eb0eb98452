import type { Wire } from '../contract/wires.ts'
import { joinUrl, readBaseUrl, storedForm } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { OPENAI_WIRES, openaiPath } from './openaiWires.ts'
import type { Provider } from './provider.ts'

/** The last stable version of the old data plane, for clients that name none. */
const API_VERSION = '2024-10-21'
/** The last version in which the data plane lists deployments. */
const DEPLOYMENTS_VERSION = '2023-03-15-preview'

/** Formats that go to one deployment; their paths below it are OpenAI's own. */
const DEPLOYMENT_WIRES: Wire[] = [
  'azure.chat',
  'azure.completions',
  'azure.embeddings',
  'azure.images',
  'azure.imageEdits',
  'azure.speech',
  'azure.transcriptions',
  'azure.translations',
]

/** Azure OpenAI: the old paths name a deployment, the new ones under `/openai/v1` are OpenAI's own. */
export const azure: Provider = {
  name: 'azure',
  wires: new Set([...DEPLOYMENT_WIRES, ...OPENAI_WIRES]),
  // The portal prints the whole address of a call, query included; the resource is its first part.
  normaliseBaseUrl(typed) {
    const url = readBaseUrl(typed)
    url.pathname = url.pathname.replace(/\/openai(?:\/.*)?$/, '')
    return storedForm(url)
  },
  url(baseUrl, { wire, model, query, path: given }) {
    if (!wire.startsWith('azure.')) {
      return joinUrl(baseUrl, ['openai', 'v1', ...(given ?? openaiPath(wire))])
    }
    const path = openaiPath(wire.replace('azure.', 'openai.') as Wire)
    const url = joinUrl(baseUrl, ['openai', 'deployments', model, ...path])
    url.searchParams.set('api-version', query.get('api-version') ?? API_VERSION)
    return url
  },
  authHeaders: (secret) => (secret === undefined ? {} : { 'api-key': secret }),
  // Members call deployments; the list of models only says what could be deployed.
  modelsUrl(baseUrl) {
    const url = joinUrl(baseUrl, ['openai', 'deployments'])
    url.searchParams.set('api-version', DEPLOYMENTS_VERSION)
    return url
  },
  readModels: readModelList,
  free: false,
  needsUsageSwitch: true,
}
