import type { Endpoint, Method } from './dialect.ts'
import { objectEndpoint } from './objectEndpoints.ts'

/** Mistral's files and batch jobs. A link that opens a file without a key (`/url`) is not among them. */
export function mistralObjects(): Endpoint[] {
  const at = (
    name: string,
    route: `${Method} /${string}`,
    more?: Parameters<typeof objectEndpoint>[4],
  ) => {
    const [, path = ''] = route.split(' ')
    return objectEndpoint('mistral.objects', name, route, (rest) => [`/v1${rest}`], {
      mountedPaths: [path],
      ...more,
    })
  }
  return [
    at('files.create', 'POST /files', { makes: 'file', body: 'multipart' }),
    at('files.list', 'GET /files', {
      lists: { kind: 'file', pages: { by: 'number' } },
      query: ['sample_type', 'source', 'search', 'purpose', 'include_total', 'mimetypes'],
    }),
    at('files.get', 'GET /files/:file'),
    at('files.delete', 'DELETE /files/:file', { deletes: true }),
    at('files.content', 'GET /files/:file/content', { bytes: true }),

    at('batches.create', 'POST /batch/jobs', {
      makes: 'batch',
      metered: true,
      chargedLater: true,
    }),
    at('batches.list', 'GET /batch/jobs', {
      lists: { kind: 'batch', pages: { by: 'number' } },
      query: ['model', 'agent_id', 'metadata', 'created_after', 'status', 'order_by'],
    }),
    at('batches.get', 'GET /batch/jobs/:batch', { query: ['inline'] }),
    at('batches.cancel', 'POST /batch/jobs/:batch/cancel'),
    at('batches.delete', 'DELETE /batch/jobs/:batch', { deletes: true }),
  ]
}
