/** One word of a filter: `status:429`, `-provider:openai`, or free text (field null). */
export interface FilterWord {
  field: string | null
  value: string
  negated: boolean
}

const WORD = /(-?)(?:([\p{L}\w]+):)?(?:"([^"]*)"?|(\S+))/gu

/** Reads the one filter language of all lists; a value with blanks stands in quotes. */
export function readFilter(text: string): FilterWord[] {
  return [...text.matchAll(WORD)].flatMap(([whole, minus, field, quoted, plain]) => {
    const value = quoted ?? plain ?? ''
    // `status:` while it is still being typed: the plain part would be the field itself.
    if (!field && quoted === undefined && /^[\p{L}\w]+:$/u.test(value)) return []
    if (value === '' || whole === '-') return []
    return [{ field: field?.toLowerCase() ?? null, value, negated: minus === '-' }]
  })
}

/** How a value must be written so that it is read back as one word. */
export function writeWord(field: string, value: string): string {
  return /[\s"]/.test(value) ? `${field}:"${value.replaceAll('"', '')}"` : `${field}:${value}`
}

/** The text with `field:value` set (or taken out, for a null value); other words stay as typed. */
export function withWord(text: string, field: string, value: string | null): string {
  const others = readFilter(text)
    .filter((word) => word.field !== field)
    .map((word) => {
      const written = word.field
        ? writeWord(word.field, word.value)
        : /\s/.test(word.value)
          ? `"${word.value}"`
          : word.value
      return (word.negated ? '-' : '') + written
    })
  return [...others, ...(value === null ? [] : [writeWord(field, value)])].join(' ')
}

/** What each field of a row holds, for lists that are filtered in the window. */
export type FieldTexts = Record<string, string>

/** Whether a row passes: every word must hold; free text looks into `text`. */
export function passesFilter(words: FilterWord[], fields: FieldTexts, text: string): boolean {
  return words.every((word) => {
    const held = word.field === null ? text : fields[word.field]
    if (held === undefined) return true
    return held.toLowerCase().includes(word.value.toLowerCase()) !== word.negated
  })
}

/** Fields that this list does not know, in the order typed. */
export function unknownFields(words: FilterWord[], known: readonly string[]): string[] {
  return words.flatMap(({ field }) => (field !== null && !known.includes(field) ? [field] : []))
}

/**
 * Completions of the last word, each as the whole text after choosing it. Values are offered once
 * the field is there; before that, the fields.
 */
export function completeFilter(text: string, values: Record<string, readonly string[]>): string[] {
  const cut = text.search(/\S*$/)
  const [before, last] = [text.slice(0, cut), text.slice(cut).toLowerCase()]
  const minus = last.startsWith('-') ? '-' : ''
  const [field = '', typed] = last.slice(minus.length).split(':')
  if (typed === undefined) {
    return Object.keys(values)
      .filter((name) => name.startsWith(field))
      .map((name) => `${before}${minus}${name}:`)
  }
  return (values[field] ?? [])
    .filter((value) => value.toLowerCase().includes(typed.replaceAll('"', '')))
    .slice(0, 8)
    .map((value) => `${before}${minus}${writeWord(field, value)} `)
}
