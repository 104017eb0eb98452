export interface WordList<Of> {
  of: Of
  terms: readonly string[]
  wholeWord: boolean
  matchCase: boolean
}

interface Ending {
  list: number
  /** Length in the text that was folded. */
  length: number
  next: Ending | undefined
}

/**
 * Finds the words of any number of lists in one walk over a text (Aho and Corasick), however many there are. Every
 * kind of white space counts as one space.
 */
export class Dictionary<Of> {
  readonly #lists: readonly WordList<Of>[]
  /** Where each character leads from each state: `state * 65536 + code`. */
  readonly #edges = new Map<number, number>()
  readonly #fromRoot = new Int32Array(CODES)
  readonly #fallback: number[] = [0]
  readonly #endings: (Ending | undefined)[] = [undefined]
  readonly #depth: number[] = [0]
  /** The nearest state on the way back that ends a word, by state. */
  readonly #shorter: number[] = [0]
  /** Some list tells capitals apart: then capitals are kept, and the others are compared at the end. */
  readonly #originals: (Set<string> | undefined)[]

  constructor(lists: readonly WordList<Of>[]) {
    this.#lists = lists
    this.#originals = lists.map(({ matchCase, terms }) =>
      matchCase ? new Set(terms.map(inOneSpace)) : undefined,
    )
    lists.forEach(({ terms }, list) => {
      for (const term of terms) this.#add(fold(inOneSpace(term)), list)
    })
    this.#connect()
  }

  get isEmpty(): boolean {
    return this.#depth.length === 1
  }

  find(text: string, found: (start: number, end: number, of: Of) => void): void {
    const { folded, places } = prepare(text)
    let state = 0
    for (let at = 0; at < folded.length; at++) {
      state = this.#step(state, folded.charCodeAt(at))
      let ending = this.#endings[state] ? state : (this.#shorter[state] ?? 0)
      for (; ending !== 0; ending = this.#shorter[ending] ?? 0) {
        for (let end = this.#endings[ending]; end; end = end.next)
          this.#report(text, places, at, end, found)
      }
    }
  }

  /** Where words begin that the end of the text leaves open; the text's length without any. */
  openFrom(text: string): number {
    const { folded, places } = prepare(text)
    let state = 0
    for (let at = 0; at < folded.length; at++) state = this.#step(state, folded.charCodeAt(at))
    const depth = this.#depth[state] ?? 0
    if (depth === 0) return text.length
    return places ? (places[folded.length - depth] ?? 0) : folded.length - depth
  }

  #report(
    text: string,
    places: Int32Array | undefined,
    last: number,
    { list, length }: Ending,
    found: (start: number, end: number, of: Of) => void,
  ): void {
    const words = this.#lists[list]
    if (!words) return
    const first = last - length + 1
    const start = places ? (places[first] ?? 0) : first
    const end = places ? (places[last] ?? 0) + 1 : last + 1
    if (words.wholeWord && (joinsBefore(text, start) || joinsBefore(text, end))) return
    const originals = this.#originals[list]
    if (originals && !originals.has(inOneSpace(text.slice(start, end)))) return
    found(start, end, words.of)
  }

  #step(from: number, code: number): number {
    let state = from
    while (state !== 0) {
      const next = this.#edges.get(state * CODES + code)
      if (next !== undefined) return next
      state = this.#fallback[state] ?? 0
    }
    return this.#fromRoot[code] ?? 0
  }

  #add(term: string, list: number): void {
    let state = 0
    for (let at = 0; at < term.length; at++) {
      const code = term.charCodeAt(at)
      const edge = state * CODES + code
      const known = state === 0 ? this.#fromRoot[code] : this.#edges.get(edge)
      if (known) {
        state = known
        continue
      }
      const made = this.#depth.length
      this.#depth.push(at + 1)
      this.#fallback.push(0)
      this.#endings.push(undefined)
      this.#shorter.push(0)
      if (state === 0) this.#fromRoot[code] = made
      else this.#edges.set(edge, made)
      state = made
    }
    if (state !== 0)
      this.#endings[state] = { list, length: term.length, next: this.#endings[state] }
  }

  /** Edges are kept in the order they were made, but a parent's fallback must be known first: by depth. */
  #connect(): void {
    const edges = [...this.#edges].sort(
      ([, a], [, b]) => (this.#depth[a] ?? 0) - (this.#depth[b] ?? 0),
    )
    for (const [edge, state] of edges) {
      const code = edge % CODES
      const parent = (edge - code) / CODES
      const fallback = this.#step(this.#fallback[parent] ?? 0, code)
      this.#fallback[state] = fallback
      this.#shorter[state] = this.#endings[fallback] ? fallback : (this.#shorter[fallback] ?? 0)
    }
  }
}

const CODES = 65_536

const inOneSpace = (text: string) => text.replaceAll(/\s+/g, ' ')

/** Lower case, character by character where the whole would change its length. */
function fold(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from({ length: text.length }, (_, at) => {
    const one = (text[at] ?? '').toLowerCase()
    return one.length === 1 ? one : (text[at] ?? '')
  }).join('')
}

/** The text as words are compared, and where each of its characters stands; undefined where nothing moved. */
function prepare(text: string): { folded: string; places: Int32Array | undefined } {
  const folded = fold(text)
  if (!/[^\S ]|\s\s/.test(folded)) return { folded, places: undefined }
  const places = new Int32Array(folded.length)
  let kept = ''
  let from = 0
  const runs = /\s+/g
  const keep = (start: number, end: number) => {
    for (let at = start; at < end; at++) places[kept.length + at - start] = at
    kept += folded.slice(start, end)
  }
  for (let match = runs.exec(folded); match; match = runs.exec(folded)) {
    keep(from, match.index)
    places[kept.length] = match.index
    kept += ' '
    from = match.index + match[0].length
  }
  keep(from, folded.length)
  return { folded: kept, places }
}

const SPACED_LETTER = /[\p{L}\p{N}_]/u
/** Scripts that put no spaces between words: there a word stands anywhere. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Whether the characters on both sides of an offset belong to one word. */
function joinsBefore(text: string, at: number): boolean {
  const before = text[at - 1] ?? ''
  const after = text[at] ?? ''
  return isLetter(before) && isLetter(after)
}

const isLetter = (character: string) => SPACED_LETTER.test(character) && !UNSPACED.test(character)
