/** One value of a word. Quoted it is meant whole, else it is the beginning of a word of what it is held against. */
export interface FilterValue {
  text: string
  quoted: boolean
  at: number
  end: number
}

/** One word of a filter: `status:429,500`, `-member:"Ana Ruiz"`, or free text (field null). */
export interface FilterWord {
  /** In small letters. */
  field: string | null
  negated: boolean
  /** None while a field waits for its first value. */
  values: FilterValue[]
  /** Where it stands in the text. */
  at: number
  end: number
}

/** A quotation mark that nothing closes; the value reaches to the end of the text. */
export interface OpenQuote {
  kind: 'openQuote'
  at: number
  end: number
  word: string
}

const FIELD = /([\p{L}_][\p{L}\p{N}_]*):/uy
const BLANK = /\s/
/** Written without quotation marks, each of these would end the value or turn it into something else. */
const NEEDS_QUOTES = /[\s,"\\]/

/** Reads the words of the one filter language that all lists speak. */
export function readWords(text: string): { words: FilterWord[]; problems: OpenQuote[] } {
  const words: FilterWord[] = []
  const problems: OpenQuote[] = []
  let place = 0
  while (place < text.length) {
    if (BLANK.test(text[place] ?? '')) place++
    else {
      const word = readWord(text, place, problems)
      place = word.end
      // A lone minus, before what it excludes is typed.
      if (word.field !== null || word.values.length > 0) words.push(word)
    }
  }
  return { words, problems }
}

function readWord(text: string, at: number, problems: OpenQuote[]): FilterWord {
  const negated = text[at] === '-'
  let place = negated ? at + 1 : at
  FIELD.lastIndex = place
  const field = FIELD.exec(text)?.[1] ?? null
  if (field !== null) place += field.length + 1
  const values: FilterValue[] = []
  for (;;) {
    const value =
      text[place] === '"' ? readQuoted(text, place, problems) : readPlain(text, place, field)
    if (value.quoted || value.text !== '') values.push(value)
    place = value.end
    if (field === null || text[place] !== ',') break
    place++
  }
  return { field: field?.toLowerCase() ?? null, negated, values, at, end: Math.max(place, at + 1) }
}

/** A value without quotation marks; commas part the values of a field and belong to free text. */
function readPlain(text: string, at: number, field: string | null): FilterValue {
  let end = at
  while (end < text.length && !BLANK.test(text[end] ?? '')) {
    if (field !== null && text[end] === ',') break
    end++
  }
  return { text: text.slice(at, end), quoted: false, at, end }
}

function readQuoted(text: string, at: number, problems: OpenQuote[]): FilterValue {
  let value = ''
  for (let place = at + 1; place < text.length; place++) {
    const letter = text[place] ?? ''
    if (letter === '"') return { text: value, quoted: true, at, end: place + 1 }
    if (letter === '\\' && place + 1 < text.length) place++
    value += text[place] ?? ''
  }
  problems.push({ kind: 'openQuote', at, end: text.length, word: text.slice(at) })
  return { text: value, quoted: true, at, end: text.length }
}

/** How a value is written so that it is read back as it is. */
export function writeValue({ text, quoted }: Pick<FilterValue, 'text' | 'quoted'>): string {
  if (!quoted && text !== '' && !NEEDS_QUOTES.test(text)) return text
  return `"${text.replaceAll(/["\\]/g, (mark) => `\\${mark}`)}"`
}

/** Free text; without quotation marks a part of it could be taken for a field or an exclusion. */
export function writeFree(text: string): string {
  FIELD.lastIndex = 0
  const isPlain = text !== '' && !/[\s"\\]/.test(text) && !text.startsWith('-') && !FIELD.test(text)
  return isPlain ? text : writeValue({ text, quoted: true })
}

/** How `field:value` is written, meaning the value whole. */
export function writeWord(field: string, value: string): string {
  return `${field}:${writeValue({ text: value, quoted: true })}`
}

/** Letters that differ in nothing but their case are the same. */
export const fold = (text: string) => text.toLowerCase()

/**
 * Whether a value fits a text: quoted it is the whole text, else a word of the text begins with it, so that `ruiz`
 * finds "Ana Ruiz" and `gpt` finds "openai/gpt-5".
 */
export function fits(held: string, value: Pick<FilterValue, 'text' | 'quoted'>): boolean {
  const [text, wanted] = [fold(held), fold(value.text)]
  if (value.quoted) return text === wanted
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at === 0 || !isInsideWord(text, at)) return true
  }
  return false
}

const LETTER = /[\p{L}\p{N}]/u

/** A letter goes before a letter; a sign, such as the dot of `.5`, begins anywhere. */
function isInsideWord(text: string, at: number): boolean {
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
  return LETTER.test(before) && LETTER.test(String.fromCodePoint(text.codePointAt(at) ?? 32))
}
