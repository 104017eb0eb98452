const QUOTE = 0x22
const BACKSLASH = 0x5c
/** How far a string is walked byte by byte before its end is searched natively. */
const WALKED_BYTES = 128

/**
 * Offset of the quote that closes the JSON string whose first character stands at `from`; -1 without one.
 * Short strings and dense escapes are walked, long plain ones (a picture in base64) jumped over.
 */
export function closingQuote(bytes: Buffer, from: number): number {
  let at = from
  for (;;) {
    const walkEnd = Math.min(bytes.length, at + WALKED_BYTES)
    while (at < walkEnd) {
      const byte = bytes[at]
      if (byte === QUOTE) return at
      at += byte === BACKSLASH ? 2 : 1
    }
    const quote = bytes.indexOf(QUOTE, at)
    if (quote === -1) return -1
    let slashes = 0
    while (quote - 1 - slashes >= at && bytes[quote - 1 - slashes] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return quote
    at = quote + 1
  }
}
