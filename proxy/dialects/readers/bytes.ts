import { arrayElement } from '../../base/jsonArray.ts'
import { closingQuote } from '../../base/jsonString.ts'
import { dataEvent, eventData, eventName } from '../../base/sse.ts'

const QUOTE = 0x22
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const COMMA = 0x2c
const LETTER_N = 0x6e
const LETTER_U = 0x75

type Kind = 'telling' | 'text'

/** JSON names to look for, by their length in bytes. */
export type NameTable = readonly (readonly { bytes: Buffer; kind: Kind }[] | undefined)[]

export function nameTable(telling: readonly string[], texts: readonly string[]): NameTable {
  const table: { bytes: Buffer; kind: Kind }[][] = []
  const add = (kind: Kind) => (name: string) => {
    const bytes = Buffer.from(name)
    table[bytes.length] = [...(table[bytes.length] ?? []), { bytes, kind }]
  }
  telling.forEach(add('telling'))
  texts.forEach(add('text'))
  return table
}

/** What a look at an event found, without parsing it. */
export interface Seen {
  /** A telling name stands in it with a value that is not null. */
  isTelling: boolean
  /** Characters in the string values of all text names. */
  characters: number
}

/**
 * Walks over the strings of an event once. Most events carry a word of text and nothing else; parsing
 * each would cost more than relaying it.
 */
export function look(bytes: Buffer, table: NameTable): Seen {
  const seen: Seen = { isTelling: false, characters: 0 }
  let open = bytes.indexOf(QUOTE)
  while (open !== -1) {
    const close = closingQuote(bytes, open + 1)
    if (close === -1) break
    let at = close + 1
    const kind = kindOf(bytes, open + 1, close, table)
    if (kind !== undefined) {
      at = skipSpace(bytes, at)
      // Without a colon it was not a name, but a value that reads like one.
      if (bytes[at] === COLON) {
        at = skipSpace(bytes, at + 1)
        if (kind === 'telling') seen.isTelling ||= bytes[at] !== LETTER_N
        else if (bytes[at] === QUOTE) {
          const end = closingQuote(bytes, at + 1)
          if (end === -1) break
          seen.characters += charactersIn(bytes, at + 1, end)
          at = end + 1
        }
      }
    }
    while (at < bytes.length && bytes[at] !== QUOTE) at++
    open = at < bytes.length ? at : -1
  }
  return seen
}

function kindOf(bytes: Buffer, start: number, end: number, table: NameTable): Kind | undefined {
  const names = table[end - start]
  if (!names) return undefined
  for (const name of names) {
    let i = 0
    while (i < name.bytes.length && bytes[start + i] === name.bytes[i]) i++
    if (i === name.bytes.length) return name.kind
  }
  return undefined
}

function charactersIn(bytes: Buffer, start: number, end: number): number {
  let characters = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    // The later bytes of a UTF-8 character look like 10xxxxxx.
    if ((byte & 0xc0) !== 0x80) characters++
    if (byte === BACKSLASH) at += bytes[at + 1] === LETTER_U ? 5 : 1
  }
  return characters
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++
  return at
}

/** The JSON text in one piece of a stream, whatever its framing; undefined for comments and the like. */
export function payloadOf(piece: Buffer): Buffer | undefined {
  switch (piece[skipSpace(piece, 0)]) {
    case OPEN_OBJECT:
      return piece
    case OPEN_ARRAY:
    case CLOSE_ARRAY:
    case COMMA:
      return arrayElement(piece)
    default:
      return eventData(piece)
  }
}

/** Puts a changed payload where the old one stood, and keeps the framing around it. */
export function putBack(event: Buffer, old: Buffer, changed: Buffer): Buffer {
  const start = event.indexOf(old)
  // Over several `data:` lines it does not stand there in one piece.
  if (start === -1) return dataEvent(changed, eventName(event))
  return Buffer.concat([event.subarray(0, start), changed, event.subarray(start + old.length)])
}
