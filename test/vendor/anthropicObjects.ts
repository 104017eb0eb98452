import { type Collection, collection, cut, shown } from './collections.ts'
import type { Answer, Ask } from './family.ts'

const error = (id: string) => ({
  type: 'error',
  error: { type: 'not_found_error', message: `Not found: ${id}` },
})

const FILES: Collection = {
  path: '/files',
  prefix: 'file_',
  make: ({ form }) => {
    const file = form?.get('file')
    return {
      type: 'file',
      filename: typeof file === 'string' ? file : file?.name,
      mime_type: 'text/plain',
      size_bytes: typeof file === 'string' ? 0 : (file?.size ?? 0),
      created_at: '2026-09-01T00:00:00Z',
      downloadable: true,
    }
  },
  list(things, { query }) {
    const start = Number(query.get('page') ?? 0)
    const { page, next } = cut(things, start, Number(query.get('limit') ?? 20))
    return { data: page, next_page: next === undefined ? null : `${next}` }
  },
  bytes: (thing) => `${thing.content}`,
  error,
}

const BATCHES: Collection = {
  path: '/messages/batches',
  prefix: 'msgbatch_',
  make: ({ json }) => ({
    type: 'message_batch',
    processing_status: 'ended',
    request_counts: { succeeded: Array.isArray(json.requests) ? json.requests.length : 0 },
    results_url: 'https://elsewhere.example/results',
  }),
  list: (_things, { query, shelf }) => {
    const page = shelf.page('/messages/batches', {
      after: query.get('after_id'),
      before: query.get('before_id'),
      limit: Number(query.get('limit') ?? 20),
    })
    return { ...page, data: page.data.map(shown) }
  },
  bytes: () => '{"custom_id":"1","result":{"type":"succeeded"}}\n',
  error,
}

/** Files and message batches that lie under this vendor's key. */
export function anthropicObjects(path: string, ask: Ask): Answer | undefined {
  return collection(FILES, path, ask) ?? collection(BATCHES, path, ask)
}
