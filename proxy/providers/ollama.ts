import type { Wire } from '../contract/wires.ts'
import { joinUrl, unversionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import { bearer, openaiPath } from './openaiWires.ts'
import type { Provider } from './provider.ts'

const PATHS: Partial<Record<Wire, readonly string[]>> = {
  'ollama.chat': ['api', 'chat'],
  'ollama.generate': ['api', 'generate'],
  'ollama.embed': ['api', 'embed'],
  'ollama.embeddings': ['api', 'embeddings'],
  'anthropic.messages': ['v1', 'messages'],
}
const COMPATIBLE: Wire[] = [
  'openai.chat',
  'openai.completions',
  'openai.embeddings',
  'openai.responses',
]

/** A server of one's own: no key needed, nothing to pay. */
export const ollama: Provider = {
  name: 'ollama',
  wires: new Set([...(Object.keys(PATHS) as Wire[]), ...COMPATIBLE]),
  normaliseBaseUrl: unversionedBase,
  url: (baseUrl, { wire }) => joinUrl(baseUrl, PATHS[wire] ?? ['v1', ...openaiPath(wire)]),
  authHeaders: bearer,
  modelsUrl: (baseUrl) => joinUrl(baseUrl, ['api', 'tags']),
  // `llama3.2` means `llama3.2:latest`, and that is how people call it.
  readModels: (body) => [
    ...new Set(readModelList(body).flatMap((name) => [name, name.replace(/:latest$/, '')])),
  ],
  free: true,
  needsUsageSwitch: true,
}
