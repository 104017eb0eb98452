import { joinUrl, unversionedBase } from './baseUrl.ts'
import { readModelList } from './lists.ts'
import type { Provider } from './provider.ts'

/** A snapshot such as `claude-sonnet-4-5-20250929` also answers to its name without the date. */
const DATED = /^(claude-.+)-\d{8}$/

export const anthropic: Provider = {
  name: 'anthropic',
  wires: new Set(['anthropic.messages', 'anthropic.countTokens', 'anthropic.objects']),
  normaliseBaseUrl: unversionedBase,
  url(baseUrl, { wire, query, path: given }) {
    const path = given ?? [
      'messages',
      ...(wire === 'anthropic.countTokens' ? ['count_tokens'] : []),
    ]
    const url = joinUrl(baseUrl, ['v1', ...path])
    // The SDK's beta calls say so in the query as well as in a header.
    if (query.get('beta') === 'true') url.searchParams.set('beta', 'true')
    return url
  },
  // Never a bearer as well: the API refuses a call with two credentials.
  authHeaders: (secret) => (secret === undefined ? {} : { 'x-api-key': secret }),
  modelsUrl(baseUrl) {
    const url = joinUrl(baseUrl, ['v1', 'models'])
    url.searchParams.set('limit', '1000')
    return url
  },
  readModels(body) {
    const ids = readModelList(body)
    return [...new Set(ids.flatMap((id) => [id, DATED.exec(id)?.[1] ?? id]))]
  },
  free: false,
  needsUsageSwitch: false,
}
