const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * The last elements of an array in well-formed JSON, read from its end, so that a long conversation costs no more
 * than its last messages. Undefined when it is no array, or more than `most` bytes would have to be read.
 */
export function lastElements(
  bytes: Buffer,
  { start, end }: { start: number; end: number },
  count: number,
  most: number,
): unknown[] | undefined {
  if (bytes[start] !== 0x5b || bytes[end - 1] !== 0x5d) return undefined
  const elements: unknown[] = []
  const first = Math.max(start + 1, end - most)
  let elementEnd = end - 1
  let depth = 0
  let at = end - 2
  for (; at >= first && elements.length < count; at--) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE) {
      at = beginOfString(bytes, at, first)
      if (at < first) break
    } else if (CLOSING.has(byte)) depth++
    else if (OPENING.has(byte)) depth--
    else if (byte === COMMA && depth === 0) {
      elements.unshift(JSON.parse(bytes.toString('utf8', at + 1, elementEnd)))
      elementEnd = at
    }
  }
  if (elements.length < count && at < first && first === start + 1) {
    const text = bytes.toString('utf8', start + 1, elementEnd)
    if (text.trim() !== '') elements.unshift(JSON.parse(text))
  }
  return elements.length > 0 || first === start + 1 ? elements : undefined
}

/** Where the string whose closing quote stands at `at` begins; seen from its end, the next bare quote opens it. */
function beginOfString(bytes: Buffer, at: number, first: number): number {
  // The system looks for quotes many times faster than a loop would.
  const looked = bytes.subarray(first, at)
  let quote = looked.lastIndexOf(QUOTE)
  while (quote >= 0) {
    let slashes = 0
    while (looked[quote - 1 - slashes] === BACKSLASH) slashes++
    // What stands before the first byte that may be read could be one more.
    if (slashes === quote && slashes > 0) break
    if (slashes % 2 === 0) return first + quote
    quote = quote === 0 ? -1 : looked.lastIndexOf(QUOTE, quote - 1)
  }
  return first - 1
}
