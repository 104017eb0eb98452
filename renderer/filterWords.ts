import {
  type FilterWord,
  fits,
  fold,
  readWords,
  writeValue,
  writeWord,
} from '../proxy/contract/filterText.ts'

/** The words of a filter text; what is wrong with it is said by whoever knows its fields. */
export const readFilter = (text: string): FilterWord[] =>
  readWords(text).words.filter(({ values }) => values.length > 0)

/** The text with `field:value` set (or taken out, for a null value); other words stay as typed. */
export function withWord(text: string, field: string, value: string | null): string {
  return withRaw(text, field, value === null ? null : writeWord(field, value))
}

/** The same with a word that is written already, such as `cost:>0.10`. */
export function withRaw(text: string, field: string, word: string | null): string {
  const others = readWords(text)
    .words.filter((other) => other.field !== field)
    .map(({ at, end }) => text.slice(at, end))
  return [...others, ...(word === null ? [] : [word])].join(' ')
}

/** What each field of a row holds, for lists that are filtered in the window. */
export type FieldTexts = Record<string, string>

/** Whether a row passes: every word must hold, by any of its values; free text looks into `text`. */
export function passesFilter(words: FilterWord[], fields: FieldTexts, text: string): boolean {
  return words.every((word) => {
    const { field, negated, values } = word
    if (field === null) {
      return values.some((value) => fold(text).includes(fold(value.text))) !== negated
    }
    const held = fields[field]
    if (held === undefined) return true
    return values.some((value) => fits(held, value)) !== negated
  })
}

/** Fields that this list does not know, in the order typed. */
export function unknownFields(words: FilterWord[], known: readonly string[]): string[] {
  return words.flatMap(({ field }) => (field !== null && !known.includes(field) ? [field] : []))
}

/** One thing that the end of a filter text may become. */
export interface Completion {
  /** The whole text after choosing it. */
  text: string
  /** Only the part that is offered: a field with its colon, or a value. */
  offered: string
}

/** Values offered at once. */
const OFFERED = 8

/**
 * Completions of the last word. Values are offered once the field is there; before that, the fields. A value that
 * another one begins with is offered in quotation marks, which mean it alone.
 */
export function completeFilter(
  text: string,
  fields: Record<string, readonly string[]>,
): Completion[] {
  const { words } = readWords(text)
  const last = words.at(-1)
  const isOpen = last !== undefined && last.end === text.length
  if (!isOpen || last.field === null) {
    const cut = isOpen ? (last.values[0]?.at ?? text.length) : text.length
    if (isOpen && last.values[0]?.quoted) return []
    // A minus alone is no word yet.
    const typed = fold(text.slice(cut).replace(/^-/, ''))
    const before = text.slice(0, text.length - typed.length)
    return Object.keys(fields)
      .filter((name) => name.startsWith(typed))
      .map((name) => ({ text: `${before}${name}:`, offered: `${name}:` }))
  }
  const value = last.values.at(-1)
  const isFresh = value === undefined || text.endsWith(',')
  const typed = isFresh ? '' : value.text
  const before = text.slice(0, isFresh ? text.length : value.at)
  const all = fields[last.field] ?? []
  return all
    .filter((one) => fold(one).includes(fold(typed)))
    .slice(0, OFFERED)
    .map((one) => {
      const isAlone = all.every((other) => other === one || !fits(other, plain(one)))
      return { text: `${before}${writeValue({ text: one, quoted: !isAlone })} `, offered: one }
    })
}

const plain = (text: string) => ({ text, quoted: false })

export { writeWord }
