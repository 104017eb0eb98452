import { isUtf8 } from 'node:buffer'
import { Refusal } from './errors.ts'
import { closingQuote } from './jsonString.ts'

export interface JsonLimits {
  maxDepth: number
  /** Most names in the whole body. */
  maxKeys: number
}

/** Where one top-level member stands, in bytes: its name's opening quote, its value, the value's end. */
export interface JsonMember {
  nameStart: number
  start: number
  end: number
}

/** For what was checked before, or is not ours to refuse: they only bound the work. */
export const WIDE: JsonLimits = { maxDepth: 512, maxKeys: 10_000_000 }

export interface JsonScan {
  members: ReadonlyMap<string, JsonMember>
  /** Offset just behind the opening brace. */
  openEnd: number
  /** How often a watched name stands in it, at any depth and however it is spelled. */
  watched: number
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const ARRAY = 0
const OBJECT = 1

/** What is open around a place, outermost first: one for all scans, of which there is never more than one at a time. */
let stack = new Uint8Array(1024)

/** Names that poison prototypes when some later program copies objects carelessly. */
const NEVER = '__proto__'
const NEVER_ON_TOP = new Set([NEVER, 'constructor', 'prototype'])

/**
 * Walks over a JSON object once, without recursion and without building it, and refuses what two parsers
 * could read differently: what is checked here is exactly what the provider will see. Long strings are
 * jumped over, so a picture in base64 costs next to nothing; inside string values, control characters and
 * odd escapes are left to the parser that reads them.
 */
export function scanJson(bytes: Buffer, limits: JsonLimits, watch?: ReadonlySet<string>): JsonScan {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw invalid('it begins with a byte order mark')
  if (!isUtf8(bytes)) throw invalid('it is not valid UTF-8')

  const members = new Map<string, JsonMember>()
  if (stack.length <= limits.maxDepth) stack = new Uint8Array(limits.maxDepth + 1)
  const table = watch && watch.size > 0 ? tableOf(watch) : undefined
  let watched = 0
  let depth = 0
  let keys = 0
  let at = skipSpace(bytes, 0)
  if (bytes[at] !== OPEN_OBJECT) throw invalid('it is not a JSON object')
  stack[depth++] = OBJECT
  if (depth > limits.maxDepth) throw tooDeep(limits)
  at = skipSpace(bytes, at + 1)
  const openEnd = at

  let name = ''
  let nameStart = 0
  let valueStart = 0
  // True where a container has just been opened, and may be closed without any element.
  let fresh = true

  while (depth > 0) {
    const inObject = stack[depth - 1] === OBJECT
    let byte = bytes[at]

    if (byte === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY) && fresh) {
      at++
    } else {
      if (inObject) {
        if (byte !== QUOTE) throw invalid('a name was expected', at)
        const end = stringEnd(bytes, at)
        if (++keys > limits.maxKeys) throw invalid(`it has more than ${limits.maxKeys} names`)
        if (depth === 1) {
          name = decodeName(bytes, at, end)
          if (NEVER_ON_TOP.has(name)) throw invalid(`the name ${name} is not accepted`)
          if (members.has(name)) throw invalid(`the name ${shorten(name)} stands twice`)
          nameStart = at
        } else if (isNever(bytes, at, end)) throw invalid(`the name ${NEVER} is not accepted`)
        if (table && isWatched(bytes, at + 1, end - 1, table)) watched++
        at = skipSpace(bytes, end)
        if (bytes[at] !== COLON) throw invalid('a colon was expected', at)
        at = skipSpace(bytes, at + 1)
        byte = bytes[at]
        if (depth === 1) valueStart = at
      }
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (depth >= limits.maxDepth) throw tooDeep(limits)
        stack[depth++] = byte === OPEN_OBJECT ? OBJECT : ARRAY
        at = skipSpace(bytes, at + 1)
        fresh = true
        continue
      }
      at = byte === QUOTE ? stringEnd(bytes, at) : literalEnd(bytes, at)
      if (depth === 1) members.set(name, { nameStart, start: valueStart, end: at })
      const next = skipSpace(bytes, at)
      if (bytes[next] === COMMA) {
        at = skipSpace(bytes, next + 1)
        fresh = false
        continue
      }
      at = next
      if (bytes[at] !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY))
        throw invalid('a comma or an end was expected', at)
      at++
    }

    // A container was closed, and perhaps the ones around it with it.
    for (;;) {
      depth--
      if (depth === 0) break
      if (depth === 1) members.set(name, { nameStart, start: valueStart, end: at })
      const next = skipSpace(bytes, at)
      if (bytes[next] === COMMA) {
        at = skipSpace(bytes, next + 1)
        fresh = false
        break
      }
      if (bytes[next] !== (stack[depth - 1] === OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY))
        throw invalid('a comma or an end was expected', next)
      at = next + 1
    }
  }
  if (skipSpace(bytes, at) !== bytes.length) throw invalid('something follows its end', at)
  return { members, openEnd, watched }
}

/** Names by their length in bytes. */
type WatchTable = (Buffer[] | undefined)[]
const tables = new WeakMap<ReadonlySet<string>, WatchTable>()

function tableOf(names: ReadonlySet<string>): WatchTable {
  let table = tables.get(names)
  if (!table) {
    table = []
    for (const name of names) {
      const bytes = Buffer.from(name)
      table[bytes.length] = [...(table[bytes.length] ?? []), bytes]
    }
    tables.set(names, table)
  }
  return table
}

/** Whether the name between two offsets is one of them; one with escapes is read first. */
function isWatched(bytes: Buffer, start: number, end: number, table: WatchTable): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== BACKSLASH) continue
    const read = Buffer.from(decodeName(bytes, start - 1, end + 1))
    return table[read.length]?.some((name) => name.equals(read)) ?? false
  }
  const names = table[end - start]
  if (!names) return false
  for (const name of names) {
    let i = 0
    while (i < name.length && name[i] === bytes[start + i]) i++
    if (i === name.length) return true
  }
  return false
}

/** JSON's own white space only; a form feed or a non-breaking space is none (RFC 8259 §2). */
function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const byte = bytes[at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at
    at++
  }
}

/** Offset behind the closing quote of the string that opens at `from`. */
function stringEnd(bytes: Buffer, from: number): number {
  const quote = closingQuote(bytes, from + 1)
  if (quote === -1) throw invalid('a string has no end', from)
  return quote + 1
}

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/

/** Offset behind a number, `true`, `false` or `null`. */
function literalEnd(bytes: Buffer, from: number): number {
  let at = from
  let onlyDigits = true
  for (;;) {
    const byte = bytes[at] ?? 0
    const isDigit = byte >= 0x30 && byte <= 0x39
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    if (!isDigit && !isLetter && byte !== 0x2b && byte !== 0x2d && byte !== 0x2e) break
    onlyDigits &&= isDigit
    at++
  }
  const isPlain = onlyDigits && at > from && (bytes[from] !== 0x30 || at === from + 1)
  if (!isPlain && !LITERAL.test(bytes.toString('latin1', from, at)))
    throw invalid('a value was expected', from)
  return at
}

/** What a plain name cannot hold: escapes, which must be read, and control characters, which are no JSON. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the ones RFC 8259 §7 forbids
const NOT_PLAIN = /[\\\u0000-\u001f]/

/** A name with its escapes read, so that `"mod\u0065l"` is `model`. */
function decodeName(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString('utf8', start + 1, end - 1)
  if (!NOT_PLAIN.test(raw)) return raw
  try {
    return JSON.parse(`"${raw}"`)
  } catch {
    throw invalid('a name is not a JSON string', start)
  }
}

function isNever(bytes: Buffer, start: number, end: number): boolean {
  // Its escaped forms are longer (at most six bytes for each of nine characters); no other length can be it.
  const length = end - start - 2
  if (length < NEVER.length || length > 6 * NEVER.length) return false
  const raw = bytes.toString('latin1', start + 1, end - 1)
  return raw === NEVER || (raw.includes('\\') && decodeName(bytes, start, end) === NEVER)
}

function shorten(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name
}

function tooDeep(limits: JsonLimits): Refusal {
  return invalid(`it is nested deeper than ${limits.maxDepth} levels`)
}

function invalid(what: string, at?: number): Refusal {
  const where = at === undefined ? '' : ` (at byte ${at})`
  return new Refusal('REQUEST_INVALID', `The request body cannot be accepted: ${what}${where}.`)
}
