import { Refusal } from '../base/errors.ts'
import type { PageStyle, Understood } from '../dialects/dialect.ts'
import { isObject, type JsonObject, listIn, textIn } from '../dialects/readers/values.ts'
import type { Call } from './call.ts'
import { forward } from './forward.ts'
import { mayUse, type UsableKey } from './keyDirectory.ts'
import { NOTHING } from './requestBody.ts'
import type { GatewayServices } from './services.ts'
import { type PassedError, passError, readText } from './upstreamErrors.ts'

/** Pages asked for on behalf of one: a list of thousands of others' things must come to an end. */
const MOST_PAGES = 50
const PAGE_SIZE = 100
const LONGEST_PAGE = 32 * 1024 * 1024

/** A page of a member's own things, or the error with which the provider answered. */
export type OwnPage = { page: JsonObject } | { error: PassedError }

type Fetched = { page: JsonObject } | { error: PassedError }
type Fetch = (key: UsableKey, query: Record<string, string>) => Promise<Fetched>

/**
 * Lists what the member made: the provider's own list without everything that is not theirs. Pages on which
 * nothing is theirs are passed over, and the end is told as it is for them.
 */
export async function listOwn(
  services: GatewayServices,
  call: Call,
  understood: Understood,
): Promise<OwnPage> {
  const { endpoint } = call
  const lists = endpoint.object?.lists
  const wire = endpoint.wire
  if (!lists || !wire) throw new TypeError(`${endpoint.name} is no list`)
  const own = new Map<string, Set<string>>()
  for (const { keyId, objectId } of services.objects.list(
    call.caller?.memberId ?? '',
    lists.kind,
  )) {
    const ids = own.get(keyId)
    if (ids) ids.add(objectId)
    else own.set(keyId, new Set([objectId]))
  }
  const places: Place[] = [...own].flatMap(([keyId, ids]) => {
    const key = services.keys.find(keyId)
    const isOpen = key && !key.paused && mayUse(key, call.caller?.teamId ?? null)
    return isOpen && key.provider.wires.has(wire) ? [{ key, ids }] : []
  })
  let asked = 0
  const fetch: Fetch = async (key, more) => {
    if (++asked > MOST_PAGES)
      throw new Refusal(
        'UPSTREAM_FAILED',
        'Keyrack: this list is too long to look through for what is yours. Ask for it by its id.',
        { shouldRetry: false },
      )
    const query = new URLSearchParams()
    for (const name of endpoint.object?.query ?? [])
      for (const value of call.query.getAll(name)) query.append(name, value)
    for (const [name, value] of Object.entries(more)) query.set(name, value)
    call.key = key
    const forwarded = await forward(
      services,
      call,
      { key, model: '', wire, objectQuery: query },
      understood,
      NOTHING,
    )
    if (forwarded.answer.status >= 300) return { error: await passError(services, call, forwarded) }
    return { page: parsePage(forwarded.scrub(await readText(forwarded.answer, LONGEST_PAGE))) }
  }
  switch (lists.pages.by) {
    case 'id':
      return listById(call, lists.pages, places, fetch)
    case 'token':
      return listByToken(call, lists.pages, places, fetch)
    case 'number':
      return listByNumber(call, places, fetch)
  }
}

interface Place {
  key: UsableKey
  ids: ReadonlySet<string>
}

/** The next page begins behind the last entry that was shown, which is the member's own. */
async function listById(
  call: Call,
  style: Extract<PageStyle, { by: 'id' }>,
  places: Place[],
  fetch: Fetch,
): Promise<OwnPage> {
  const size = sizeOf(call, 'limit', 20)
  const after = call.query.get(style.after) || undefined
  const before = call.query.get(style.before) || undefined
  const from = after ?? before
  const start = from === undefined ? 0 : places.findIndex(({ ids }) => ids.has(from))
  const found: JsonObject[] = []
  let envelope: JsonObject = {}
  for (const { key, ids } of start === -1 ? [] : places.slice(start)) {
    const unseen = new Set(ids)
    let cursor = found.length === 0 && after !== undefined && ids.has(after) ? after : undefined
    for (;;) {
      const answer = await fetch(key, {
        limit: `${before === undefined ? PAGE_SIZE : size}`,
        ...(cursor !== undefined && { [style.after]: cursor }),
        ...(before !== undefined && { [style.before]: before }),
      })
      if ('error' in answer) return answer
      const { page } = answer
      envelope = page
      const entries = listIn(page, 'data')
      for (const entry of entries) {
        const id = textIn(entry, 'id')
        if (id !== undefined && ids.has(id)) found.push(entry)
        if (id !== undefined) unseen.delete(id)
      }
      // Backwards there is one page: what lies before it is asked for by the next call.
      if (before !== undefined) return pageById(envelope, found, page.has_more === true)
      if (found.length > size) return pageById(envelope, found.slice(0, size), true)
      const last = textIn(entries.at(-1) ?? {}, 'id')
      if (page.has_more !== true || last === undefined || unseen.size === 0) break
      cursor = last
    }
  }
  return pageById(envelope, found, false)
}

function pageById(envelope: JsonObject, data: JsonObject[], more: boolean): OwnPage {
  return {
    page: {
      object: 'list',
      ...envelope,
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: more,
    },
  }
}

/** A token stands for a place in the provider's list; ours says under which key as well. */
async function listByToken(
  call: Call,
  style: Extract<PageStyle, { by: 'token' }>,
  places: Place[],
  fetch: Fetch,
): Promise<OwnPage> {
  const [keyId, given] = readToken(call.query.get(style.token) || undefined)
  const start = keyId === undefined ? 0 : places.findIndex(({ key }) => key.id === keyId)
  let token = given
  for (const [index, { key, ids }] of places.entries()) {
    if (index < start || start === -1) continue
    for (;;) {
      const answer = await fetch(key, token === undefined ? {} : { [style.token]: token })
      if ('error' in answer) return answer
      const { page } = answer
      const found = listIn(page, style.entries).filter((entry) =>
        ids.has(textIn(entry, style.id) ?? ''),
      )
      token = textIn(page, style.next)
      const following = places[index + 1]
      const next =
        token !== undefined
          ? `${key.id}~${token}`
          : following === undefined
            ? undefined
            : `${following.key.id}~`
      if (found.length > 0 || next === undefined)
        return { page: pageByToken(style, page, found, next) }
      if (token === undefined) break
    }
  }
  return { page: pageByToken(style, {}, [], undefined) }
}

/** Absent at the end where the provider leaves it out (Google), null where it says so (Anthropic). */
function pageByToken(
  style: Extract<PageStyle, { by: 'token' }>,
  envelope: JsonObject,
  found: JsonObject[],
  next: string | undefined,
): JsonObject {
  const page: JsonObject = { ...envelope, [style.entries]: found }
  if (next !== undefined) page[style.next] = next
  else if (style.next === 'nextPageToken') delete page[style.next]
  else page[style.next] = null
  if ('has_more' in page) page.has_more = next !== undefined
  return page
}

function readToken(text: string | undefined): [string | undefined, string | undefined] {
  if (text === undefined) return [undefined, undefined]
  const split = text.indexOf('~')
  return split === -1 ? ['', undefined] : [text.slice(0, split), text.slice(split + 1) || undefined]
}

/** Numbered pages shift when entries are left out: all of them are read, and cut anew. */
async function listByNumber(call: Call, places: Place[], fetch: Fetch): Promise<OwnPage> {
  const found: JsonObject[] = []
  let envelope: JsonObject = { object: 'list' }
  for (const { key, ids } of places) {
    let unseen = ids.size
    for (let number = 0; ; number++) {
      const answer = await fetch(key, { page: `${number}`, page_size: `${PAGE_SIZE}` })
      if ('error' in answer) return answer
      envelope = answer.page
      const entries = listIn(answer.page, 'data')
      const mine = entries.filter((entry) => ids.has(textIn(entry, 'id') ?? ''))
      found.push(...mine)
      unseen -= mine.length
      if (entries.length < PAGE_SIZE || unseen <= 0) break
    }
  }
  const size = sizeOf(call, 'page_size', PAGE_SIZE)
  const number = Math.max(0, Math.trunc(Number(call.query.get('page')) || 0))
  const data = found.slice(number * size, (number + 1) * size)
  return { page: { ...envelope, data, total: found.length } }
}

function sizeOf(call: Call, name: string, unless: number): number {
  const asked = Math.trunc(Number(call.query.get(name)))
  return asked >= 1 ? Math.min(asked, PAGE_SIZE) : unless
}

function parsePage(text: string): JsonObject {
  let page: unknown
  try {
    page = JSON.parse(text)
  } catch (cause) {
    throw new Refusal('UPSTREAM_FAILED', 'the provider answered with something else than a list', {
      cause,
    })
  }
  if (isObject(page)) return page
  throw new Refusal('UPSTREAM_FAILED', 'the provider answered with something else than a list')
}
