import { type Answer, type Ask, json } from './family.ts'
import type { Thing } from './shelf.ts'

/** One collection of a vendor: its path below the version, and what its things look like. */
export interface Collection {
  path: string
  prefix: string
  make(ask: Ask): object
  /** The entries of one page, in the vendor's own envelope. */
  list(things: readonly Thing[], ask: Ask): object
  /** What reading one behind a further segment gives: `content`, `results`. */
  bytes?(thing: Thing): string
  /** Google's ids carry their collection, and are called names. */
  named?: boolean
  error(id: string): object
}

/** Makes, lists, reads, cancels and deletes things; undefined where the path is none of the collection's. */
export function collection(of: Collection, path: string, ask: Ask): Answer | undefined {
  const { shelf, method } = ask
  if (path === of.path) {
    if (method === 'GET') return json(of.list(shelf.all(of.path), ask))
    const id = shelf.newId(of.named ? `${of.path.slice(1)}/${of.prefix}` : of.prefix)
    const content = ask.files.get('file')
    const thing = { id, ...(of.named && { name: id }), ...of.make(ask) }
    shelf.add(of.path, content === undefined ? thing : { ...thing, content })
    return json(thing)
  }
  if (!path.startsWith(`${of.path}/`)) return undefined
  const [last = '', action] = path.slice(of.path.length + 1).split(/[/:]/)
  const id = of.named ? `${of.path.slice(1)}/${last}` : last
  const thing = shelf.find(of.path, id)
  if (!thing) return { status: 404, type: 'application/json', body: JSON.stringify(of.error(id)) }
  if (action === 'cancel') return json(shown(Object.assign(thing, { status: 'cancelled' })))
  if (action !== undefined)
    return of.bytes && { type: 'application/x-jsonl', body: of.bytes(thing) }
  if (method === 'DELETE') {
    shelf.remove(of.path, id)
    return json({ id, deleted: true })
  }
  if (method === 'PATCH') Object.assign(thing, ask.json)
  return json(shown(thing))
}

export function shown({ content: _content, ...thing }: Thing): Thing {
  return thing as Thing
}

/** Cuts by position: `start` is a vendor's page token or page number times its size. */
export function cut(things: readonly Thing[], start: number, size: number) {
  const end = start + size
  return { page: things.slice(start, end).map(shown), next: end < things.length ? end : undefined }
}
