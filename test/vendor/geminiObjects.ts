import { type Collection, collection, cut } from './collections.ts'
import { type Answer, type Ask, json } from './family.ts'

const error = (id: string) => ({
  error: { code: 404, message: `Not found: ${id}`, status: 'NOT_FOUND' },
})

const named = (path: string, entries: string, make: Collection['make']): Collection => ({
  path,
  prefix: 'x',
  named: true,
  make,
  list(things, { query }) {
    const start = Number(query.get('pageToken') ?? 0)
    const { page, next } = cut(things, start, Number(query.get('pageSize') ?? 20))
    return { [entries]: page, ...(next !== undefined && { nextPageToken: `${next}` }) }
  },
  error,
})

const CACHES = named('/cachedContents', 'cachedContents', ({ json: { model } }) => ({
  model,
  usageMetadata: { totalTokenCount: 42 },
}))
const BATCHES = named('/batches', 'operations', ({ model }) => ({
  metadata: { model: `models/${model}`, state: 'BATCH_STATE_SUCCEEDED' },
  done: true,
}))

/** Caches and batches that lie under this vendor's key. */
export function geminiObjects(path: string, ask: Ask): Answer | undefined {
  return collection(CACHES, path, ask) ?? collection(BATCHES, path, ask)
}

/** A new batch is asked of its model. */
export function newBatch(ask: Ask): Answer {
  return collection(BATCHES, BATCHES.path, ask) ?? json({})
}
