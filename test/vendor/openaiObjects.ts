import { type Answer, type Ask, event, json, sse } from './family.ts'
import type { Thing } from './shelf.ts'

const MADE_AT = 1_790_000_000

interface Collection {
  object: string
  prefix: string
  /** What a new one looks like beside its id. */
  make(ask: Ask): object
}

const COLLECTIONS: Record<string, Collection> = {
  files: {
    object: 'file',
    prefix: 'file-',
    make: ({ form }) => {
      const file = form?.get('file')
      return {
        bytes: typeof file === 'string' ? file.length : (file?.size ?? 0),
        filename: typeof file === 'string' ? 'file' : file?.name,
        purpose: form?.get('purpose'),
        status: 'processed',
      }
    },
  },
  uploads: {
    object: 'upload',
    prefix: 'upload_',
    make: ({ json: { filename, purpose } }) => ({ filename, purpose, status: 'pending' }),
  },
  batches: {
    object: 'batch',
    prefix: 'batch_',
    make: ({ json: { input_file_id, endpoint }, shelf }) => ({
      input_file_id,
      endpoint,
      status: 'completed',
      output_file_id: shelf.add('files', {
        id: shelf.newId('file-'),
        object: 'file',
        created_at: MADE_AT,
        filename: 'output.jsonl',
        purpose: 'batch_output',
        bytes: 4,
        content: '{"custom_id":"1"}\n',
      }).id,
      error_file_id: null,
    }),
  },
  conversations: {
    object: 'conversation',
    prefix: 'conv_',
    make: ({ json: { metadata } }) => ({ metadata: metadata ?? {} }),
  },
  vector_stores: {
    object: 'vector_store',
    prefix: 'vs_',
    make: ({ json: { name } }) => ({ name: name ?? null, status: 'completed' }),
  },
  containers: {
    object: 'container',
    prefix: 'cntr_',
    make: ({ json: { name } }) => ({ name, status: 'running' }),
  },
}

/** Names of what a thing holds; each may be made, listed, read and deleted within it. */
const INNER = ['items', 'files', 'file_batches', 'parts', 'input_items', 'messages']

/** Files, batches, stored answers and the like: what lies under this vendor's key. */
export function openaiObjects(path: string, ask: Ask): Answer | undefined {
  const [name = '', id, ...rest] = path.slice(1).split('/')
  if (path === '/chat/completions' && ask.method === 'GET') return list('completions', ask)
  if (name === 'chat' && rest[0] === undefined) return undefined
  if (name === 'chat') return within('completions', rest[0], rest.slice(1), ask)
  if (name === 'responses') return id ? within('responses', id, rest, ask) : undefined
  const collection = COLLECTIONS[name]
  if (!collection) return undefined
  if (id !== undefined) return within(name, id, rest, ask)
  if (ask.method === 'GET') return name === 'uploads' ? undefined : list(name, ask)
  return json(shown(ask.shelf.add(name, created(collection, ask))))
}

function created({ object, prefix, make }: Collection, ask: Ask): Thing {
  const sent = ask.form?.get('file')
  return {
    id: ask.shelf.newId(prefix),
    object,
    created_at: MADE_AT,
    ...make(ask),
    ...(sent !== undefined && sent !== null && { content: ask.files.get('file') ?? '' }),
  }
}

/** Everything but what it holds. */
function shown({ content: _content, ...thing }: Thing): object {
  return thing
}

function list(collection: string, { query, shelf }: Ask): Answer {
  const page = shelf.page(collection, {
    after: query.get('after'),
    before: query.get('before'),
    limit: Number(query.get('limit') ?? 20),
  })
  return json({ object: 'list', ...page, data: page.data.map((thing) => shown(thing)) })
}

function within(
  collection: string,
  id: string | undefined,
  rest: string[],
  ask: Ask,
): Answer | undefined {
  const thing = ask.shelf.find(collection, id ?? '')
  if (!thing) return missing(id)
  const [action, inner, last] = rest
  if (action === undefined) return one(collection, thing, ask)
  if (action === 'content') return { type: 'application/octet-stream', body: `${thing.content}` }
  if (action === 'cancel') return json(shown(Object.assign(thing, { status: 'cancelled' })))
  if (action === 'search') return json({ object: 'vector_store.search_results.page', data: [] })
  if (action === 'complete') return json(completed(thing, ask))
  if (!INNER.includes(action)) return undefined
  const shelfOf = `${collection}/${thing.id}/${action}`
  if (inner === undefined) {
    if (ask.method === 'GET') return list(shelfOf, ask)
    const made = { id: ask.shelf.newId(`${action}_`), object: `${collection}.${action}` }
    return json(ask.shelf.add(shelfOf, { ...made, ...ask.json, content: 'inner' }))
  }
  const held = ask.shelf.find(shelfOf, inner)
  if (!held) return missing(inner)
  if (last === 'content') return { type: 'application/octet-stream', body: `${held.content}` }
  if (ask.method === 'DELETE') ask.shelf.remove(shelfOf, inner)
  return json({ ...held, ...(ask.method === 'DELETE' && { deleted: true }) })
}

function one(collection: string, thing: Thing, ask: Ask): Answer {
  if (ask.method === 'DELETE') {
    ask.shelf.remove(collection, thing.id)
    return json({ id: thing.id, object: `${thing.object}.deleted`, deleted: true })
  }
  if (ask.method === 'POST') Object.assign(thing, { metadata: ask.json.metadata })
  if (ask.query.get('stream') !== 'true') return json(shown(thing))
  return sse([
    event({ type: 'response.created', response: thing, sequence_number: 0 }, 'response.created'),
    event(
      { type: 'response.completed', response: thing, sequence_number: 1 },
      'response.completed',
    ),
  ])
}

function completed(upload: Thing, { shelf }: Ask): object {
  const file = shelf.add('files', {
    id: shelf.newId('file-'),
    object: 'file',
    created_at: MADE_AT,
    filename: upload.filename,
    purpose: upload.purpose,
    bytes: 1,
    content: 'x',
  })
  return Object.assign(upload, { status: 'completed', file: shown(file) })
}

function missing(id: string | undefined): Answer {
  const error = {
    message: `No such object: ${id}`,
    type: 'invalid_request_error',
    param: null,
    code: null,
  }
  return { status: 404, type: 'application/json', body: JSON.stringify({ error }) }
}
