import type { ObjectId, ObjectKind } from '../../contract/objects.ts'
import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, textIn } from '../readers/values.ts'

/** Where one family of formats names what lies at the provider. */
interface Places {
  /** Names whose text (or list of texts, or object with an `id`) is an id, at any depth. */
  names: ReadonlyMap<string, ObjectKind>
  /** Names whose value is the member's own data: schemas, arguments of tools, labels. */
  own: ReadonlySet<string>
  /** More that only a look at a whole object can tell; `list` names the list it stands in. */
  look?(value: JsonObject, list: string | undefined, found: ObjectId[]): void
  /** Turns what stands there into the id under which it was made; undefined where it is none. */
  read?(name: string, text: string): string | undefined
}

const OPENAI: Places = {
  names: new Map<string, ObjectKind>([
    ['previous_response_id', 'response'],
    ['conversation', 'conversation'],
    ['conversation_id', 'conversation'],
    ['response_id', 'response'],
    ['file_id', 'file'],
    ['file_ids', 'file'],
    ['input_file_id', 'file'],
    // Mistral's batches.
    ['input_files', 'file'],
    ['vector_store_id', 'vectorStore'],
    ['vector_store_ids', 'vectorStore'],
    ['container', 'container'],
    ['container_id', 'container'],
    ['skill_id', 'shared'],
    ['library_ids', 'shared'],
    ['thread_id', 'shared'],
    ['assistant_id', 'shared'],
    ['agent_id', 'shared'],
  ]),
  own: new Set(['parameters', 'schema', 'metadata']),
  look: lookForItem,
}

const ANTHROPIC: Places = {
  names: new Map<string, ObjectKind>([
    ['file_id', 'file'],
    ['container', 'container'],
    ['previous_message_id', 'message'],
  ]),
  own: new Set(['input', 'input_schema', 'schema', 'metadata']),
  look(value, _list, found) {
    // The provider's own skills are for everybody; a custom one belongs to the account.
    const skill = textIn(value, 'skill_id')
    if (skill !== undefined && value.type !== 'anthropic') found.push({ kind: 'shared', id: skill })
  },
}

const GEMINI: Places = {
  names: new Map<string, ObjectKind>([
    ['cachedContent', 'cache'],
    ['cached_content', 'cache'],
    ['fileUri', 'file'],
    ['file_uri', 'file'],
    ['fileName', 'file'],
    ['file_name', 'file'],
    ['fileSearchStoreNames', 'shared'],
    ['file_search_store_names', 'shared'],
  ]),
  own: new Set([
    'args',
    'response',
    'parameters',
    'parametersJsonSchema',
    'parameters_json_schema',
    'responseSchema',
    'response_schema',
    'responseJsonSchema',
    'response_json_schema',
  ]),
  read: (name, text) => (/uri$/i.test(name) ? fileAtGoogle(text) : text),
}

/** The places a format has; undefined where it keeps nothing at the provider. */
function placesOf(wire: Wire): Places | undefined {
  if (wire.startsWith('gemini.')) return GEMINI
  if (wire.startsWith('anthropic.')) return ANTHROPIC
  if (wire.startsWith('ollama.') || wire.startsWith('cohere.')) return undefined
  return OPENAI
}

/** Names whose value is an id, in a form as well. */
export function idNames(wire: Wire): { has(name: string): boolean } {
  return placesOf(wire)?.names ?? NONE
}
const NONE = new Set<string>()

/** Names that a body must carry before anything in it can refer to something at the provider. */
export function referringNames(wire: Wire): ReadonlySet<string> {
  const known = NAMES.get(wire)
  if (known) return known
  const places = placesOf(wire)
  const names = new Set(places?.names.keys())
  // Tool calls of a chat have ids of their own, which name nothing at the provider.
  if (wire === 'openai.responses' || wire === 'openai.objects') names.add('id')
  else if (places === OPENAI) names.add('audio')
  if (places === ANTHROPIC) names.add('skill_id')
  // Requests inside a request: what they hold must stand there once, as on top.
  if (wire.endsWith('.objects') || wire === 'gemini.batch')
    for (const name of ['model', 'params', 'body', 'request']) names.add(name)
  NAMES.set(wire, names)
  return names
}
const NAMES = new Map<Wire, ReadonlySet<string>>()

export interface Referring {
  found: ObjectId[]
  /** How often a referring name stands in the body, wherever: a name that stands twice shows in it. */
  names: number
}

/**
 * Everything at the provider that a body names, at any depth. What is no text where an id is expected is
 * found too, as whatever it is: nobody owns it.
 */
export function referencesIn(wire: Wire, body: unknown): Referring {
  const found: ObjectId[] = []
  const places = placesOf(wire)
  if (!places) return { found, names: 0 }
  const names = referringNames(wire)
  let count = 0
  const walk = (value: unknown, own: boolean, list?: string): void => {
    if (Array.isArray(value)) {
      for (const entry of value) walk(entry, own, list)
      return
    }
    if (!isObject(value)) return
    if (!own) places.look?.(value, list, found)
    for (const [name, inner] of Object.entries(value)) {
      if (names.has(name)) count++
      const kind = own ? undefined : places.names.get(name)
      if (kind) note(kind, name, inner)
      if (typeof inner === 'object') walk(inner, own || places.own.has(name), name)
    }
  }
  const note = (kind: ObjectKind, name: string, value: unknown): void => {
    if (value === null || value === undefined || value === '') return
    if (Array.isArray(value)) {
      for (const entry of value) note(kind, name, entry)
      return
    }
    if (isObject(value)) {
      // `conversation: {id}` and `container: {id}`; a schema that describes such a field has no text there.
      if (kind !== 'file' && typeof value.id === 'string') note(kind, name, value.id)
      return
    }
    const id = places.read ? places.read(name, `${value}`) : `${value}`
    // A container that the provider is to choose is no container yet.
    if (id !== undefined && !(kind === 'container' && id === 'auto')) found.push({ kind, id })
  }
  walk(body, false)
  return { found, names: count }
}

/** What an input item needs so that nothing has to be fetched for it. */
const CONTENTS: Record<string, readonly string[]> = {
  reasoning: ['encrypted_content'],
  image_generation_call: ['result'],
  message: ['content'],
  compaction: ['encrypted_content'],
}
const NO_CONTENT = new Set(['id', 'type', 'status', 'role', 'summary', 'created_by'])

/**
 * An item of a Responses input that carries nothing but its id is fetched by the provider from wherever it
 * was stored; so is the sound that a chat message names.
 */
function lookForItem(value: JsonObject, list: string | undefined, found: ObjectId[]): void {
  const audio = value.audio
  if (value.role === 'assistant' && isObject(audio)) {
    const id = textIn(audio, 'id')
    if (id !== undefined) found.push({ kind: 'audio', id })
  }
  const id = textIn(value, 'id')
  if (id === undefined || (list !== 'input' && list !== 'items')) return
  const { type } = value
  const needed = typeof type === 'string' ? CONTENTS[type] : undefined
  const has = (name: string) => {
    const given = value[name]
    return given !== null && given !== undefined && given !== ''
  }
  const carries = needed
    ? needed.some(has)
    : Object.keys(value).some((name) => !NO_CONTENT.has(name) && has(name))
  if (type === 'item_reference' || !carries) found.push({ kind: 'item', id })
}

/** `files/abc` of an address at Google; undefined for a page elsewhere, which anybody may read. */
function fileAtGoogle(address: string): string | undefined {
  let path = address
  try {
    const url = new URL(address)
    path = decodeURIComponent(url.pathname)
    const isGoogle = /(^|\.)googleapis\.com\.?$/i.test(url.hostname)
    // Whatever the host: a path that looks like one of its files may well be taken for one.
    if (!isGoogle && !/\/v1[a-z]*\/files\//i.test(path)) return undefined
  } catch {
    // No address: the name itself.
  }
  return /(?:^|\/)(files\/[^/?#]+)$/.exec(path)?.[1] ?? path
}
