export type NameTest = (name: string) => boolean

/**
 * Compiles patterns of names: `*` stands for any run of characters, all else for itself, letters in either case.
 * No regular expression: a pattern full of `*` must not be able to stop the service.
 */
export function namePatterns(patterns: readonly string[]): NameTest {
  const written = patterns.map((pattern) => pattern.toLowerCase())
  const whole = new Set(written.filter((pattern) => !pattern.includes('*')))
  const parts = written.filter((pattern) => pattern.includes('*')).map((text) => text.split('*'))
  return function isMeant(name) {
    const wanted = name.toLowerCase()
    return whole.has(wanted) || parts.some((pieces) => fits(wanted, pieces))
  }
}

/** Begins with the first piece, ends with the last, and holds the others between them in turn. */
function fits(name: string, pieces: readonly string[]): boolean {
  const first = pieces[0] ?? ''
  const last = pieces.at(-1) ?? ''
  if (!name.startsWith(first)) return false
  let at = first.length
  // The leftmost place is always good enough: it leaves the most room for what follows.
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}
