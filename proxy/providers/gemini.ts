import type { Wire } from '../contract/wires.ts'
import { joinUrl, unversionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import type { Provider } from './provider.ts'

const VERBS: Partial<Record<Wire, string>> = {
  'gemini.generate': 'generateContent',
  'gemini.stream': 'streamGenerateContent',
  'gemini.countTokens': 'countTokens',
  'gemini.embed': 'embedContent',
  'gemini.batchEmbed': 'batchEmbedContents',
  'gemini.batch': 'batchGenerateContent',
}

export const gemini: Provider = {
  name: 'gemini',
  wires: new Set([...(Object.keys(VERBS) as Wire[]), 'gemini.objects']),
  normaliseBaseUrl: unversionedBase,
  url(baseUrl, { wire, model, version, query, path }) {
    if (path) return joinUrl(baseUrl, [version ?? 'v1beta', ...path])
    const verb = VERBS[wire]
    if (!verb) throw new TypeError(`${wire} is not one of Gemini's formats`)
    const name = model.startsWith('tunedModels/') ? model : `models/${model}`
    const url = joinUrl(baseUrl, [version ?? 'v1beta', ...`${name}:${verb}`.split('/')])
    // The only parameter that goes on; `key` above all must not.
    const alt = query.get('alt')
    if (alt === 'sse' || alt === 'json') url.searchParams.set('alt', alt)
    return url
  },
  // As a header, never as `?key=`: addresses end up in logs and in error texts.
  authHeaders: (secret) => (secret === undefined ? {} : { 'x-goog-api-key': secret }),
  modelsUrl(baseUrl) {
    const url = joinUrl(baseUrl, ['v1beta', 'models'])
    url.searchParams.set('pageSize', '1000')
    return url
  },
  readModels: (body) => readModelList(body).map((name) => name.replace(/^models\//, '')),
  free: false,
  needsUsageSwitch: false,
}
