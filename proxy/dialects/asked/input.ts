import type { AskedInput } from '../../contract/asked.ts'
import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, objectIn, textIn } from '../readers/values.ts'
import { HEAD_BYTES, longestMs, soundTokens } from './sound.ts'
import { PER_TOKEN, textUnits } from './textTokens.ts'

/** What goes into a call, as upper bounds. */
export interface InputBound extends AskedInput {
  audioMs: number
  /** History, files or addresses whose content does not stand in the call. */
  isOpen: boolean
  caching: 'none' | 'short' | 'long'
  /** What it probably is. */
  estimate: number
}

/** What a provider wraps around messages; tools bring instructions of their own. */
const WRAPPING_TOKENS = 50
const TOOLS_TOKENS = 1200
/** How much the bound of prose and code is above the truth, and what a picture usually is. */
const BOUND_TO_PROSE = 2.5
const USUAL_IMAGE_TOKENS = 1000
/** Marks around an object, and around each of its parts, as templates write them. */
const OBJECT_UNITS = 3 * PER_TOKEN
const PART_UNITS = PER_TOKEN

/**
 * The most tokens a picture is counted as. OpenAI: 10,000 patches of the original, and 33 times the usual for
 * gpt-4o-mini; Anthropic: 2576 pixels on the long side; Gemini: 16 tiles of 258; Mistral: 1024² in 16² patches;
 * Cohere: 13 tiles of 256.
 */
function imageTokens(wire: Wire, model: string): number {
  if (wire.startsWith('anthropic.')) return 4_800
  if (wire.startsWith('gemini.')) return 4_200
  if (wire.startsWith('cohere.')) return 3_400
  return /4o-mini/i.test(model) ? 48_200 : 10_500
}

/** Below these names a program's own data stands: what looks like a picture there is text to the provider. */
const OWN_DATA = new Set([
  'arguments',
  'args',
  'response',
  'parameters',
  'parametersJsonSchema',
  'parameters_json_schema',
  'input_schema',
  'schema',
  'metadata',
  'tools',
  'response_format',
])

/** Counts the values of a body: pictures and sound where the dialects put them, all else as text. */
export function inputOf(wire: Wire, model: string, values: JsonObject): InputBound {
  const bound: InputBound = {
    text: WRAPPING_TOKENS + (Array.isArray(values.tools) ? TOOLS_TOKENS : 0),
    image: 0,
    audio: 0,
    audioMs: 0,
    isOpen: false,
    caching: 'none',
    estimate: 0,
  }
  const counter = new Counter(bound, imageTokens(wire, model))
  counter.object(values, true)
  bound.text += Math.ceil(counter.units / PER_TOKEN)
  bound.estimate = Math.ceil(
    counter.units / PER_TOKEN / BOUND_TO_PROSE +
      counter.images * USUAL_IMAGE_TOKENS +
      bound.audio / 3,
  )
  return bound
}

class Counter {
  units = 0
  images = 0
  readonly #bound: InputBound
  readonly #imageTokens: number

  constructor(bound: InputBound, imageTokensEach: number) {
    this.#bound = bound
    this.#imageTokens = imageTokensEach
  }

  value(value: unknown, mayBeMedia: boolean): void {
    this.units += PART_UNITS
    if (typeof value === 'string') this.units += textUnits(value)
    else if (Array.isArray(value)) for (const one of value) this.value(one, mayBeMedia)
    else if (isObject(value)) this.object(value, mayBeMedia)
    else this.units += `${value}`.length * PER_TOKEN
  }

  object(value: JsonObject, mayBeMedia: boolean): void {
    this.units += OBJECT_UNITS
    const counted = mayBeMedia ? this.media(value) : NOTHING
    const isToolUse = typeof value.type === 'string' && value.type.endsWith('tool_use')
    for (const name in value) {
      const part = value[name]
      if (name === 'cache_control' || name === 'prompt_cache_options') this.caching(part)
      if (counted.has(name)) continue
      this.units += textUnits(name)
      this.value(part, mayBeMedia && !OWN_DATA.has(name) && !(isToolUse && name === 'input'))
    }
  }

  caching(part: unknown): void {
    if (part === null) return
    const ttl = isObject(part) ? textIn(part, 'ttl') : undefined
    if (ttl !== undefined && /h$/.test(ttl)) this.#bound.caching = 'long'
    else if (this.#bound.caching === 'none') this.#bound.caching = 'short'
  }

  /** Counts what is no text in one part of a message, and names what was counted with it. */
  media(part: JsonObject): ReadonlySet<string> {
    const { type } = part
    const counted = typeof type === 'string' ? this.typed(type, part) : NOTHING
    if (counted !== NOTHING) return counted
    // What it stands for lies at the provider; its type may be left out.
    if (type === 'item_reference' || (type === undefined && isReference(part)))
      return this.open(NOTHING)
    const inline = part.inlineData ?? part.inline_data
    if (isObject(inline)) return this.inline(inline)
    if (isObject(part.fileData) || isObject(part.file_data)) return this.open(GEMINI_FILES)
    if (Array.isArray(part.images)) {
      for (const _ of part.images) this.image(IMAGES)
      return IMAGES
    }
    return NOTHING
  }

  typed(type: string, part: JsonObject): ReadonlySet<string> {
    switch (type) {
      case 'image_url':
      case 'input_image':
      case 'computer_screenshot':
        return this.image(IMAGE_PARTS)
      case 'image':
        return isObject(part.source) ? this.image(SOURCE) : NOTHING
      case 'input_audio':
        return this.sound(part.input_audio)
      case 'file':
      case 'input_file':
      case 'document_url':
      case 'container_upload':
      case 'audio_url':
      case 'video_url':
        return this.open(FILE_PARTS)
      case 'document':
        return DOCUMENT_SOURCES.has(objectIn(part, 'source').type) ? this.open(SOURCE) : NOTHING
      default:
        return NOTHING
    }
  }

  image(counted: ReadonlySet<string>): ReadonlySet<string> {
    this.images++
    this.#bound.image += this.#imageTokens
    return counted
  }

  open(counted: ReadonlySet<string>): ReadonlySet<string> {
    this.#bound.isOpen = true
    return counted
  }

  /** Sound as base64; Mistral writes it, or its address, without an object around it. */
  sound(sound: unknown): ReadonlySet<string> {
    const data = isObject(sound) ? sound.data : sound
    if (typeof data !== 'string' || /^https?:/.test(data)) return this.open(SOUND)
    this.heard(data.replace(/^data:[^,]*,/, ''))
    return SOUND
  }

  heard(base64: string): void {
    const head = Buffer.from(base64.slice(0, HEAD_BYTES * 2), 'base64')
    const ms = longestMs(bytesOf(base64), head)
    this.#bound.audioMs += ms
    this.#bound.audio += soundTokens(ms)
  }

  /** Gemini's inline data says what it is. */
  inline(inline: JsonObject): ReadonlySet<string> {
    const kind = textIn(inline, 'mimeType') ?? textIn(inline, 'mime_type') ?? ''
    const data = textIn(inline, 'data') ?? ''
    if (/^image\//i.test(kind)) this.image(INLINE)
    else if (/^audio\//i.test(kind)) this.heard(data)
    else if (/^text\//i.test(kind)) this.#bound.text += bytesOf(data)
    else this.#bound.isOpen = true
    return INLINE
  }
}

const isReference = (part: JsonObject) =>
  typeof part.id === 'string' && Object.keys(part).length === 1

const bytesOf = (base64: string) => Math.ceil((base64.length * 3) / 4)

/** A document that stands in the call as text counts as text. */
const DOCUMENT_SOURCES: ReadonlySet<unknown> = new Set(['base64', 'url', 'file'])

const NOTHING: ReadonlySet<string> = new Set()
const IMAGE_PARTS: ReadonlySet<string> = new Set(['image_url', 'file_id'])
const SOURCE: ReadonlySet<string> = new Set(['source'])
const SOUND: ReadonlySet<string> = new Set(['input_audio'])
const FILE_PARTS: ReadonlySet<string> = new Set([
  'file',
  'file_data',
  'file_id',
  'file_url',
  'document_url',
  'audio_url',
  'video_url',
])
const GEMINI_FILES: ReadonlySet<string> = new Set(['fileData', 'file_data'])
const IMAGES: ReadonlySet<string> = new Set(['images'])
const INLINE: ReadonlySet<string> = new Set(['inlineData', 'inline_data'])
