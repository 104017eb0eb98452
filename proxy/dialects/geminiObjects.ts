import type { Endpoint, PageStyle } from './dialect.ts'
import { call } from './endpoints.ts'
import { objectEndpoint } from './objectEndpoints.ts'

const tokens = (entries: string): PageStyle => ({
  by: 'token',
  token: 'pageToken',
  next: 'nextPageToken',
  entries,
  id: 'name',
})

const CACHES = 'cachedContents/'
const BATCHES = 'batches/'

/**
 * Cached contents and batches of requests that are sent along. Files are not among them: Google has each
 * upload sent to an address of its own, past Keyrack.
 */
export function geminiObjects(
  pathsOf: (path: string) => string[],
  actionPaths: string[],
): Endpoint[] {
  const at = (...[name, route, more]: [string, Route, Parameters<typeof objectEndpoint>[4]]) =>
    objectEndpoint('gemini.objects', name, route, pathsOf, more)
  const later = { metered: true, chargedLater: true }
  return [
    at('caches.create', 'POST /cachedContents', { makes: 'cache', prefix: CACHES, ...later }),
    at('caches.list', 'GET /cachedContents', {
      lists: { kind: 'cache', pages: tokens('cachedContents') },
      query: ['pageSize'],
    }),
    at('caches.get', 'GET /cachedContents/:cache', { prefix: CACHES }),
    at('caches.update', 'PATCH /cachedContents/:cache', {
      prefix: CACHES,
      query: ['updateMask'],
      ...later,
    }),
    at('caches.delete', 'DELETE /cachedContents/:cache', { prefix: CACHES, deletes: true }),

    {
      ...call('batches.create', 'gemini.batch', actionPaths, { verb: 'batchGenerateContent' }),
      chargedLater: true,
      object: { makes: 'batch', prefix: BATCHES, ids: {}, query: [] },
    },
    at('batches.list', 'GET /batches', {
      lists: { kind: 'batch', pages: tokens('operations') },
      query: ['pageSize'],
    }),
    at('batches.get', 'GET /batches/:batch', { prefix: BATCHES }),
    at('batches.delete', 'DELETE /batches/:batch', { prefix: BATCHES, deletes: true }),
    {
      ...at('batches.cancel', 'POST /batches/*', { verb: 'cancel', prefix: BATCHES }),
      object: { path: ['batches', '*'], prefix: BATCHES, ids: { '*': 'batch' }, query: [] },
    },
  ]
}

type Route = Parameters<typeof objectEndpoint>[2]
