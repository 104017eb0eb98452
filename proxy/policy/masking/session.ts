import type { MaskCounts } from '../../contract/masking.ts'
import type { Find, Scanner, Treatment } from './scanner.ts'

/** A piece of a text: where something was found, what was done with it. */
export interface Piece {
  text: string
  sent: string
  treatment?: Treatment
}

/**
 * What one call knows of what was taken out of it: names and the values behind them, in memory for as long as
 * the call lasts.
 */
export class MaskSession {
  readonly #firstNumber: (label: string) => number
  readonly #names = new Map<string, string>()
  readonly #values = new Map<string, string>()
  readonly #next = new Map<string, number>()
  #longestName = 0
  /** By kind, in what was sent. */
  readonly counts: MaskCounts = {}
  /** By kind, in what the model wrote. */
  readonly answerCounts: MaskCounts = {}
  /** Kinds for which the call is not to be sent, with how many of each. */
  readonly blocked: MaskCounts = {}

  /** `firstNumber` tells from where on the names of a label are not taken already. */
  constructor(firstNumber: (label: string) => number = () => 1) {
    this.#firstNumber = firstNumber
  }

  get hasNames(): boolean {
    return this.#values.size > 0
  }

  /** The text as it may leave; the same string where nothing changes. `asJson`: the text is JSON itself. */
  hide(text: string, scanner: Scanner, asJson = false): string {
    const finds = scanner.find(asJson ? withoutEscapes(text) : text)
    if (finds.length === 0) return text
    return this.#pieces(text, finds, asJson)
      .map(({ sent }) => sent)
      .join('')
  }

  /** The same piece by piece, to be looked at. */
  pieces(text: string, scanner: Scanner, asJson = false): Piece[] {
    return this.#pieces(text, scanner.find(asJson ? withoutEscapes(text) : text), asJson)
  }

  #pieces(text: string, finds: readonly Find[], asJson = false): Piece[] {
    const pieces: Piece[] = []
    let at = 0
    const plain = (end: number) => {
      if (end > at) pieces.push({ text: text.slice(at, end), sent: text.slice(at, end) })
    }
    for (const { start, end, treatment } of finds) {
      plain(start)
      const value = text.slice(start, end)
      const sent = this.#treat(asJson ? unescaped(value) : value, treatment)
      const isNumber = asJson && sent !== value && isJsonNumber(text, start, end)
      pieces.push({ text: value, sent: isNumber ? `"${sent}"` : sent, treatment })
      at = end
    }
    plain(text.length)
    return pieces
  }

  #treat(value: string, { kind, label, mode }: Treatment): string {
    count(this.counts, kind)
    switch (mode) {
      case 'report':
        return value
      case 'block':
        count(this.blocked, kind)
        return `[${label}]`
      case 'mask':
        return `[${label}]`
      case 'pseudonymise':
        return this.#nameOf(value, label)
    }
  }

  /** One value has one name in all of a call, so that the model can tell two people apart. */
  #nameOf(value: string, label: string): string {
    const known = this.#names.get(`${label} ${value}`)
    if (known !== undefined) return known
    const number = this.#next.get(label) ?? this.#firstNumber(label)
    this.#next.set(label, number + 1)
    const name = `[${label}_${number}]`
    this.#names.set(`${label} ${value}`, name)
    this.#values.set(name, value)
    this.#longestName = Math.max(this.#longestName, name.length)
    return name
  }

  /** Puts the values back; `write` says how one is written where it stands. */
  restore(text: string, write: (value: string) => string = (value) => value): string {
    if (this.#values.size === 0 || !text.includes('[')) return text
    return text.replaceAll(NAME, (name) => {
      const value = this.#values.get(name)
      return value === undefined ? name : write(value)
    })
  }

  /** Where a name begins that the end of the text leaves open; the text's length without one. */
  openNameFrom(text: string): number {
    const open = text.lastIndexOf('[')
    if (open === -1 || text.length - open >= this.#longestName) return text.length
    const begun = text.slice(open)
    for (const name of this.#values.keys())
      if (name.startsWith(begun) && name !== begun) return open
    return text.length
  }

  /** What an answer holds is masked for good, or only counted. */
  hideInAnswer(text: string, finds: readonly Find[], counted = true): string {
    let shown = ''
    let at = 0
    for (const { start, end, treatment } of finds) {
      if (counted) count(this.answerCounts, treatment.kind)
      shown += text.slice(at, start)
      shown += treatment.mode === 'report' ? text.slice(start, end) : `[${treatment.label}]`
      at = end
    }
    return at === 0 ? text : shown + text.slice(at)
  }
}

/**
 * JSON as it is looked through: an escape's letters belong to the escape (`\\nana@…` begins with a line end, not
 * with an `n`), so blanks of the same length stand for it.
 */
export function withoutEscapes(json: string): string {
  return json.replaceAll(ESCAPE, (written) => ' '.repeat(written.length))
}

const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|[^u])/g

function unescaped(written: string): string {
  if (!written.includes('\\')) return written
  try {
    return JSON.parse(`"${written}"`)
  } catch {
    return written
  }
}

/** A number without quotes: a name in its place needs them. */
function isJsonNumber(text: string, start: number, end: number): boolean {
  return (
    /^\d+$/.test(text.slice(start, end)) &&
    /[:,[]\s*$/.test(text.slice(Math.max(0, start - 20), start)) &&
    /^\s*[,}\]]/.test(text.slice(end, end + 20))
  )
}

const NAME = /\[[A-Z][A-Z_]*_\d+\]/g

function count(counts: MaskCounts, kind: string): void {
  counts[kind] = (counts[kind] ?? 0) + 1
}
