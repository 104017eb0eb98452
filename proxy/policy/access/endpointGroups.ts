import type { EndpointGroup } from '../../contract/access.ts'

/** Endpoints by their names in the ledger; whole families by what stands before the first dot. */
const GROUPS = new Map<string, EndpointGroup>([
  ['chat.completions', 'chat'],
  ['chat', 'chat'],
  ['responses', 'chat'],
  ['completions', 'chat'],
  ['fim.completions', 'chat'],
  ['messages', 'chat'],
  ['messages.countTokens', 'chat'],
  ['messages.batches', 'batches'],
  ['generate', 'chat'],
  ['generateContent', 'chat'],
  ['streamGenerateContent', 'chat'],
  ['countTokens', 'chat'],
  ['embeddings', 'embeddings'],
  ['embed', 'embeddings'],
  ['embedContent', 'embeddings'],
  ['batchEmbedContents', 'embeddings'],
  ['rerank', 'embeddings'],
  ['images', 'images'],
  ['audio', 'audio'],
  ['moderations', 'moderations'],
  ['files', 'files'],
  ['uploads', 'files'],
  ['batches', 'batches'],
])

/**
 * The group an endpoint is in. What is in no other is something that lies at the provider (`responses.get`,
 * `conversations.create`, `vectorStores.list`), so an endpoint that nobody sorted is never the open one.
 */
export function groupOf(endpoint: string): EndpointGroup {
  const own = GROUPS.get(endpoint)
  if (own) return own
  const [family = '', member = ''] = endpoint.split('.')
  const whole = GROUPS.get(`${family}.${member}`) ?? GROUPS.get(family)
  return whole === undefined || whole === 'chat' ? 'stored' : whole
}
