import { Splitter } from './splitter.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * Cuts one JSON array that arrives piecewise into its objects, each with the punctuation before it
 * (Gemini streams so without `alt=sse`). What closes the array is the last piece.
 */
export class JsonArraySplitter extends Splitter {
  private depth = 0
  private inString = false
  private escaped = false

  protected endsIn(chunk: Buffer): number[] {
    const ends: number[] = []
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (this.escaped) this.escaped = false
      else if (this.inString) {
        if (byte === BACKSLASH) this.escaped = true
        else if (byte === QUOTE) this.inString = false
      } else if (byte === QUOTE) this.inString = true
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth++
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.depth--
        if (this.depth === (byte === CLOSE_ARRAY ? 0 : 1)) ends.push(at + 1)
      }
    }
    return ends
  }
}

/** The object in one piece of such an array; empty for the piece that only closes it. */
export function arrayElement(piece: Buffer): Buffer {
  let start = 0
  while (start < piece.length && piece[start] !== OPEN_OBJECT) {
    const byte = piece[start] ?? 0
    if (byte > 0x20 && byte !== COMMA && byte !== OPEN_ARRAY) return piece.subarray(0, 0)
    start++
  }
  return piece.subarray(start)
}
