/**
 * A test for names such as `gpt-5-mini` against a pattern such as `gpt-5*`: `*` stands for any run of characters,
 * none too; all else for itself, without regard to case. Takes time in proportion to name × pattern at worst,
 * never more, however many stars somebody types.
 */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const parts = pattern.toLowerCase().split('*')
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return (name) => name.toLowerCase() === first
  const between = parts.slice(1, -1)
  return (name) => {
    const text = name.toLowerCase()
    if (text.length < first.length + last.length) return false
    if (!text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const part of between) {
      const found = text.indexOf(part, at)
      if (found < 0 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}

/** A test against several patterns, any of which may match; an empty list matches everything. */
export function anyNameMatcher(patterns: readonly string[]): (name: string) => boolean {
  if (patterns.length === 0) return () => true
  const matchers = patterns.map(nameMatcher)
  return (name) => matchers.some((matches) => matches(name))
}
