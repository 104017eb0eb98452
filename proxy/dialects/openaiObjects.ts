import type { ObjectKind } from '../contract/objects.ts'
import type { Endpoint, Method, PageStyle } from './dialect.ts'
import { objectEndpoint } from './objectEndpoints.ts'

const BY_ID: PageStyle = { by: 'id', after: 'after', before: 'before' }
const PAGE = ['limit', 'order']
/** Pages of what lies within something of one's own go through as they are. */
const INNER_PAGE = [...PAGE, 'after', 'before', 'include', 'include[]', 'filter']

/**
 * Everything of OpenAI's that lies there under an id and can be made by a call: files, uploads, batches,
 * stored responses and completions, conversations, vector stores, containers. Assistants and threads are
 * not here: OpenAI has ended them.
 */
export function openaiObjects(pathsOf: (path: string) => string[]): Endpoint[] {
  const at = (
    name: string,
    route: `${Method} /${string}`,
    more?: Parameters<typeof objectEndpoint>[4],
  ) => objectEndpoint('openai.objects', name, route, pathsOf, more)
  const list = (kind: ObjectKind, ...query: string[]) => ({
    lists: { kind, pages: BY_ID },
    query: [...PAGE, ...query],
  })
  const inner = { query: INNER_PAGE }
  const one = { query: ['include', 'include[]'] }
  const deletes = { deletes: true }
  const bytes = { bytes: true }
  // Storage and sessions are charged by the day or by the piece, and no answer tells it.
  const paidLater = { metered: true, chargedLater: true }
  return [
    at('files.create', 'POST /files', { makes: 'file', body: 'multipart' }),
    at('files.list', 'GET /files', list('file', 'purpose')),
    at('files.get', 'GET /files/:file'),
    at('files.delete', 'DELETE /files/:file', deletes),
    at('files.content', 'GET /files/:file/content', bytes),

    at('uploads.create', 'POST /uploads', { makes: 'upload' }),
    at('uploads.parts', 'POST /uploads/:upload/parts', { body: 'multipart' }),
    at('uploads.complete', 'POST /uploads/:upload/complete'),
    at('uploads.cancel', 'POST /uploads/:upload/cancel'),

    at('batches.create', 'POST /batches', { makes: 'batch', ...paidLater }),
    at('batches.list', 'GET /batches', list('batch')),
    at('batches.get', 'GET /batches/:batch'),
    at('batches.cancel', 'POST /batches/:batch/cancel'),

    at('responses.get', 'GET /responses/:response', {
      query: ['include', 'include[]', 'stream', 'starting_after', 'include_obfuscation'],
    }),
    at('responses.delete', 'DELETE /responses/:response', deletes),
    at('responses.cancel', 'POST /responses/:response/cancel'),
    at('responses.inputItems', 'GET /responses/:response/input_items', inner),

    at('conversations.create', 'POST /conversations', { makes: 'conversation' }),
    at('conversations.get', 'GET /conversations/:conversation'),
    at('conversations.update', 'POST /conversations/:conversation'),
    at('conversations.delete', 'DELETE /conversations/:conversation', deletes),
    at('conversations.items.create', 'POST /conversations/:conversation/items', one),
    at('conversations.items.list', 'GET /conversations/:conversation/items', inner),
    at('conversations.items.get', 'GET /conversations/:conversation/items/:item', one),
    at('conversations.items.delete', 'DELETE /conversations/:conversation/items/:item'),

    at('chat.completions.list', 'GET /chat/completions', list('completion', 'model')),
    at('chat.completions.get', 'GET /chat/completions/:completion'),
    at('chat.completions.update', 'POST /chat/completions/:completion'),
    at('chat.completions.delete', 'DELETE /chat/completions/:completion', deletes),
    at('chat.completions.messages', 'GET /chat/completions/:completion/messages', inner),

    at('vectorStores.create', 'POST /vector_stores', { makes: 'vectorStore', ...paidLater }),
    at('vectorStores.list', 'GET /vector_stores', list('vectorStore')),
    at('vectorStores.get', 'GET /vector_stores/:store'),
    at('vectorStores.update', 'POST /vector_stores/:store'),
    at('vectorStores.delete', 'DELETE /vector_stores/:store', deletes),
    at('vectorStores.search', 'POST /vector_stores/:store/search', paidLater),
    at('vectorStores.files.create', 'POST /vector_stores/:store/files', paidLater),
    at('vectorStores.files.list', 'GET /vector_stores/:store/files', inner),
    at('vectorStores.files.get', 'GET /vector_stores/:store/files/:inner'),
    at('vectorStores.files.update', 'POST /vector_stores/:store/files/:inner'),
    at('vectorStores.files.delete', 'DELETE /vector_stores/:store/files/:inner'),
    at('vectorStores.files.content', 'GET /vector_stores/:store/files/:inner/content'),
    at('vectorStores.fileBatches.create', 'POST /vector_stores/:store/file_batches', paidLater),
    at('vectorStores.fileBatches.get', 'GET /vector_stores/:store/file_batches/:inner'),
    at('vectorStores.fileBatches.cancel', 'POST /vector_stores/:store/file_batches/:inner/cancel'),
    at(
      'vectorStores.fileBatches.files',
      'GET /vector_stores/:store/file_batches/:inner/files',
      inner,
    ),

    at('containers.create', 'POST /containers', { makes: 'container', ...paidLater }),
    at('containers.list', 'GET /containers', list('container')),
    at('containers.get', 'GET /containers/:container'),
    at('containers.delete', 'DELETE /containers/:container', deletes),
    at('containers.files.create', 'POST /containers/:container/files', { body: 'jsonOrMultipart' }),
    at('containers.files.list', 'GET /containers/:container/files', inner),
    at('containers.files.get', 'GET /containers/:container/files/:inner'),
    at('containers.files.delete', 'DELETE /containers/:container/files/:inner'),
    at('containers.files.content', 'GET /containers/:container/files/:inner/content', bytes),
  ]
}
