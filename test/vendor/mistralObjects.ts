import { type Collection, collection, cut } from './collections.ts'
import type { Answer, Ask } from './family.ts'
import type { Thing } from './shelf.ts'

const error = (id: string) => ({ object: 'error', message: `Not found: ${id}`, code: '404' })

function list(things: readonly Thing[], { query }: Ask) {
  const size = Number(query.get('page_size') ?? 100)
  const { page } = cut(things, Number(query.get('page') ?? 0) * size, size)
  return { object: 'list', data: page, total: things.length }
}

const FILES: Collection = {
  path: '/files',
  prefix: '5f1e-',
  make: ({ form }) => ({
    object: 'file',
    bytes: 1,
    created_at: 1_790_000_000,
    filename: 'file.jsonl',
    purpose: form?.get('purpose') ?? 'fine-tune',
    sample_type: 'batch_request',
    source: 'upload',
  }),
  list,
  bytes: (thing) => `${thing.content}`,
  error,
}

const JOBS: Collection = {
  path: '/batch/jobs',
  prefix: '0ba7-',
  make: ({ json: { model, endpoint, input_files } }) => ({
    object: 'batch',
    input_files: input_files ?? [],
    endpoint,
    model,
    errors: [],
    status: 'QUEUED',
    created_at: 1_790_000_000,
    ...{ total_requests: 1, completed_requests: 0, succeeded_requests: 0, failed_requests: 0 },
  }),
  list,
  error,
}

/** Files and batch jobs that lie under this vendor's key. */
export function mistralObjects(path: string, ask: Ask): Answer | undefined {
  return collection(FILES, path, ask) ?? collection(JOBS, path, ask)
}
