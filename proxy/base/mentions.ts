/** Texts that tell who somebody is. */
export interface Needles {
  /** Names and the like: somebody else may be called so, too. */
  words: readonly string[]
  /** Ids and addresses, which are nobody else's. */
  exact: readonly string[]
}

/** Shorter texts stand everywhere. */
export const SHORTEST_NEEDLE = 3

/**
 * What finds any of them in a text, also as JSON writes them, and only where it stands alone: `Ana` is not in
 * `Banana`. Undefined when there is nothing to look for.
 */
export function mentionPattern({ words, exact }: Needles): RegExp | undefined {
  const all = [...words, ...exact]
    .filter((text) => text.length >= SHORTEST_NEEDLE)
    .flatMap((text) => [...new Set([text, JSON.stringify(text).slice(1, -1)])])
    // The longest first, so that a part of one is not taken for all of it.
    .sort((a, b) => b.length - a.length)
  if (all.length === 0) return undefined
  // In JSON a letter stands before whatever begins a line: `\nAna`.
  const begin = '(?:(?<![\\p{L}\\p{N}_])|(?<=\\\\[bfnrt]))'
  return new RegExp(`${begin}(?:${all.map(escaped).join('|')})(?![\\p{L}\\p{N}_])`, 'gu')
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
