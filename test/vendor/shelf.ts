import { createHash } from 'node:crypto'

export type Thing = Record<string, unknown> & { id: string }

/** What lies at one vendor under one key: collections of things, newest first as vendors list them. */
export class Shelf {
  readonly #seed: string
  readonly #collections = new Map<string, Thing[]>()
  #count = 0

  /** The seed keeps the ids of two vendors apart. */
  constructor(seed: string) {
    this.#seed = createHash('sha256').update(seed).digest('hex').slice(0, 8)
  }

  newId(prefix: string): string {
    return `${prefix}${this.#seed}${(++this.#count).toString().padStart(4, '0')}`
  }

  add<T extends Thing>(collection: string, thing: T): T {
    this.#of(collection).unshift(thing)
    return thing
  }

  find(collection: string, id: string): Thing | undefined {
    return this.#of(collection).find((thing) => thing.id === id)
  }

  remove(collection: string, id: string): boolean {
    const things = this.#of(collection)
    const at = things.findIndex((thing) => thing.id === id)
    if (at !== -1) things.splice(at, 1)
    return at !== -1
  }

  all(collection: string): readonly Thing[] {
    return this.#of(collection)
  }

  /** A page after or before an id, as OpenAI and Anthropic cut their lists. */
  page(
    collection: string,
    cursor: { after?: string | null; before?: string | null; limit: number },
  ) {
    const things = this.#of(collection)
    const index = (id: string | null | undefined) =>
      id ? things.findIndex((thing) => thing.id === id) : -1
    const end = cursor.before ? Math.max(0, index(cursor.before)) : things.length
    const start = cursor.before ? Math.max(0, end - cursor.limit) : index(cursor.after) + 1
    const data = things.slice(start, Math.min(start + cursor.limit, end))
    const more = cursor.before ? start > 0 : start + data.length < things.length
    return { data, has_more: more, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  }

  #of(collection: string): Thing[] {
    let things = this.#collections.get(collection)
    if (!things) {
      things = []
      this.#collections.set(collection, things)
    }
    return things
  }
}
