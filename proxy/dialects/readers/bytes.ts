import { arrayElement } from '../../base/jsonArray.ts'
import { eventData } from '../../base/sse.ts'

const QUOTE = 0x22
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const COMMA = 0x2c
const LETTER_N = 0x6e
const LETTER_U = 0x75

/** A JSON name as it stands in the bytes. Inside a string its quotes would be escaped: it cannot stand there. */
export function nameBytes(name: string): Buffer {
  return Buffer.from(`"${name}"`)
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++
  return at
}

/** Offset of the value behind a name that ends at `nameEnd`; -1 where it was a value itself. */
function valueStart(bytes: Buffer, nameEnd: number): number {
  const colon = skipSpace(bytes, nameEnd)
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : -1
}

/** Whether a name stands in these bytes with a value that is not null. */
export function says(bytes: Buffer, name: Buffer): boolean {
  for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + name.length)) {
    const start = valueStart(bytes, at + name.length)
    if (start !== -1 && bytes[start] !== LETTER_N) return true
  }
  return false
}

/** Counts the characters of all string values of these names, without parsing. */
export function countText(bytes: Buffer, names: readonly Buffer[]): number {
  let characters = 0
  for (const name of names) {
    let at = bytes.indexOf(name)
    while (at !== -1) {
      const start = valueStart(bytes, at + name.length)
      at += name.length
      if (start !== -1 && bytes[start] === QUOTE) {
        for (at = start + 1; at < bytes.length && bytes[at] !== QUOTE; at++) {
          const byte = bytes[at] ?? 0
          // The later bytes of a UTF-8 character look like 10xxxxxx.
          if ((byte & 0xc0) !== 0x80) characters++
          if (byte === BACKSLASH) at += bytes[at + 1] === LETTER_U ? 5 : 1
        }
      }
      at = bytes.indexOf(name, at)
    }
  }
  return characters
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
