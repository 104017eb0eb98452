import { changeTexts, type TextWalk } from '../../base/jsonTexts.ts'

/**
 * How a string is read and written: as a plain text, as JSON of its own (the arguments of a tool), or as a thought,
 * which some providers sign, so that it must come back as it was.
 */
export type TextKind = 'text' | 'json' | 'thought'

/** What is done with a text; undefined leaves it as it is. */
export type ChangeText = (
  text: string,
  kind: TextKind,
  /** Bytes between its quotes. */
  from: number,
  to: number,
) => string | undefined

type Place = 'structure' | 'message' | 'toolResult' | 'name' | 'media' | TextKind

/** Names below which nothing is for the model to read: what things are called at the provider, and credentials. */
const NO_TEXT = new Set([
  ...[
    'model',
    'models',
    'id',
    'role',
    'type',
    'object',
    'status',
    'mimeType',
    'mime_type',
    'format',
  ],
  ...['media_type', 'signature', 'thoughtSignature', 'thought_signature', 'encrypted_content'],
  ...[
    'encrypted_index',
    'authorization',
    'authentication',
    'headers',
    'server_url',
    'cachedContent',
  ],
  ...['previous_response_id', 'previous_message_id', 'conversation', 'tool_call_id', 'tool_use_id'],
  ...['call_id', 'item_id', 'file_id', 'file_ids', 'vector_store_ids', 'container', 'keep_alive'],
  ...['custom_id', 'key', 'encoding_format', 'service_tier', 'input_file_id', 'completion_window'],
])

/** Pictures, sound and files, by address or as base64. */
const MEDIA = new Set([
  ...['url', 'image_url', 'audio_url', 'video_url', 'document_url', 'file_url', 'uri', 'fileUri'],
  ...['file_uri', 'data', 'file_data', 'b64_json', 'images', 'image', 'audio'],
])

/** Below these names a program's own data stands: each string may be anything, whatever it is called. */
const OWN_DATA = new Set([
  ...['args', 'parameters', 'parametersJsonSchema', 'parameters_json_schema', 'metadata'],
  ...['input_schema', 'schema', 'json_schema', 'documents', 'variables', 'prompt_variables'],
])

/** Below these `input` is what a tool is called with; on top it is what was said. */
const MESSAGES = new Set(['messages', 'content', 'contents'])
const TOOL_RESULTS = new Set(['functionResponse', 'function_response'])

const JSON_TEXTS = new Set(['arguments', 'partial_json', 'input_json'])

/** Names of tools; people's names have spaces, and addresses more than that. */
const TOOL_NAME = /^[A-Za-z0-9_-]*$/
/** Base64 as it is, or in a `data:` URL. */
const BASE64 = /^(?:data:[^,]{0,200},)?[A-Za-z0-9+/_-]*={0,2}$/
const ADDRESS = /^(?:https?|gs|s3|file):\/\//i
/** Longer runs are base64, wherever they stand. */
const LONGEST_WORD = 4096

const walkOf = (change: ChangeText): TextWalk<Place> => ({
  named(place, name) {
    // A tool's own data, and JSON given as an object where most dialects write it as a text.
    if (place === 'text' || place === 'json') return 'text'
    if (name === 'thinking') return 'thought'
    if (place === 'toolResult') return name === 'response' ? 'text' : undefined
    if (NO_TEXT.has(name)) return undefined
    if (place === 'media' || MEDIA.has(name)) return 'media'
    if (name === 'name') return 'name'
    if (OWN_DATA.has(name)) return 'text'
    if (JSON_TEXTS.has(name)) return 'json'
    if (place === 'message' && name === 'input') return 'text'
    if (TOOL_RESULTS.has(name)) return 'toolResult'
    return MESSAGES.has(name) ? 'message' : place
  },
  text(value, place, from, to) {
    if (value.length < 2) return undefined
    if (place === 'name' && TOOL_NAME.test(value)) return undefined
    if (place === 'media' && (BASE64.test(value) || ADDRESS.test(value))) return undefined
    if (value.length > LONGEST_WORD && BASE64.test(value)) return undefined
    const kind = place === 'json' || place === 'thought' ? place : 'text'
    const changed = change(value, kind, from, to)
    return changed === value ? undefined : changed
  },
})

/** Shows every text of a body that a model reads or writes, and puts what comes back in its place. */
export function changeModelTexts(json: Buffer, change: ChangeText): Buffer {
  return changeTexts<Place>(json, 'structure', walkOf(change))
}
