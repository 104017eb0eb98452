/** Calls `found` with the place of each find, in any order; finds of one finder may overlap. */
export type Finder = (text: string, found: Found) => void

export type Found = (start: number, end: number) => void

/** A letter, digit or underscore: next to one, a number or a key is only a piece of something longer. */
export function isWordAt(text: string, at: number): boolean {
  return at >= 0 && isWord(text.charCodeAt(at))
}

function isWord(code: number): boolean {
  return isAlnum(code) || code === 0x5f
}

export function isAlnum(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a)
  )
}

export function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x30 && code <= 0x39
}

/** Letters, digits, `-` and `_`: what tokens and base64url are made of. */
export function isTokenAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return isWord(code) || code === 0x2d
}

/** Offset behind the run of characters that pass, at most `most` of them. */
export function runEnd(
  text: string,
  from: number,
  passes: (text: string, at: number) => boolean,
  most = Number.POSITIVE_INFINITY,
): number {
  const limit = Math.min(text.length, from + most)
  let at = from
  while (at < limit && passes(text, at)) at++
  return at
}
