import type { Endpoint, Method } from './dialect.ts'
import { objectEndpoint } from './objectEndpoints.ts'

/** Files and message batches, wherever Anthropic's clients look for them. */
export function anthropicObjects(pathsOf: (path: string) => string[]): Endpoint[] {
  const at = (
    name: string,
    route: `${Method} /${string}`,
    more?: Parameters<typeof objectEndpoint>[4],
  ) => {
    const [, path = ''] = route.split(' ')
    return objectEndpoint('anthropic.objects', name, route, pathsOf, {
      mountedPaths: [path],
      ...more,
    })
  }
  return [
    at('files.create', 'POST /files', { makes: 'file', body: 'multipart' }),
    at('files.list', 'GET /files', {
      lists: {
        kind: 'file',
        pages: { by: 'token', token: 'page', next: 'next_page', entries: 'data', id: 'id' },
      },
      query: ['limit'],
    }),
    at('files.get', 'GET /files/:file'),
    at('files.delete', 'DELETE /files/:file', { deletes: true }),
    at('files.content', 'GET /files/:file/content', { bytes: true }),

    at('batches.create', 'POST /messages/batches', {
      makes: 'batch',
      metered: true,
      chargedLater: true,
    }),
    at('batches.list', 'GET /messages/batches', {
      lists: { kind: 'batch', pages: { by: 'id', after: 'after_id', before: 'before_id' } },
      query: ['limit'],
    }),
    at('batches.get', 'GET /messages/batches/:batch'),
    at('batches.cancel', 'POST /messages/batches/:batch/cancel'),
    at('batches.delete', 'DELETE /messages/batches/:batch', { deletes: true }),
    at('batches.results', 'GET /messages/batches/:batch/results', { bytes: true }),
  ]
}

/** The models that the requests of a batch name; all of them are answered with one key. */
export function modelsInBatch(body: Readonly<Record<string, unknown>>): string[] {
  const requests = Array.isArray(body.requests) ? body.requests : []
  return requests.map((request: { params?: { model?: unknown } } | null) => {
    const model = request?.params?.model
    return typeof model === 'string' ? model : ''
  })
}
