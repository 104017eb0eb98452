import type { Scanner } from './scanner.ts'
import { type MaskSession, withoutEscapes } from './session.ts'
import { WINDOW } from './unfinished.ts'

export interface ChannelRules {
  /** What to look for in what the model writes; undefined where names are only turned back. */
  scanner: Scanner | undefined
  /** The text is JSON, as the arguments of tools are: values are written into it as its strings need them. */
  asJson: boolean
}

/** How much of what was shown is remembered: words before a secret tell that it is one. */
const CONTEXT = 160

/** One text that a model writes piece by piece; what could be half of something is kept until the next piece. */
export class TextChannel {
  readonly #session: MaskSession
  readonly #rules: ChannelRules
  #context = ''
  #pending = ''
  /** A long find is looked at again only when it is over, or has grown by a quarter. */
  #quietBelow = 0

  constructor(session: MaskSession, rules: ChannelRules) {
    this.#session = session
    this.#rules = rules
  }

  /** Nothing is kept back. */
  get isEmpty(): boolean {
    return this.#pending === ''
  }

  /** Takes the next piece and answers what may be shown. */
  push(piece: string): string {
    this.#pending += piece
    if (this.#pending.length < this.#quietBelow && LONG_PART.test(piece)) return ''
    const open = this.#openFrom()
    const { length } = this.#pending
    this.#quietBelow = open === 0 && length > WINDOW ? length * 1.25 : 0
    return open > 0 ? this.#show(open) : ''
  }

  /** The rest, when nothing follows. */
  end(): string {
    return this.#show(this.#pending.length)
  }

  /** Offset in what is kept from which it could still become something else. */
  #openFrom(): number {
    const { scanner } = this.#rules
    const name = this.#session.openNameFrom(this.#pending)
    if (!scanner) return name
    const all = this.#looked()
    let open = Math.min(scanner.openFrom(all), this.#context.length + name)
    for (const { start, end } of scanner.find(all).toReversed())
      if (end > open) open = Math.min(open, start)
    return Math.max(0, open - this.#context.length)
  }

  #show(length: number): string {
    const { scanner, asJson } = this.#rules
    const text = this.#pending.slice(0, length)
    const shown = scanner ? this.#hidden(scanner, length) : text
    this.#pending = this.#pending.slice(length)
    if (scanner) this.#context = (this.#context + text).slice(-CONTEXT)
    return this.#session.restore(shown, asJson ? inJson : undefined)
  }

  #hidden(scanner: Scanner, length: number): string {
    const begin = this.#context.length
    const finds = scanner
      .find(this.#looked())
      .filter(({ start, end }) => end > begin && start < begin + length)
      .map((find) => ({
        ...find,
        start: Math.max(0, find.start - begin),
        end: Math.min(length, find.end - begin),
      }))
    return this.#session.hideInAnswer(this.#pending.slice(0, length), finds)
  }

  #looked(): string {
    const all = this.#context + this.#pending
    return this.#rules.asJson ? withoutEscapes(all) : all
  }
}

/** What keys, tokens and the bodies of certificates go on with. */
const LONG_PART = /^[\w+/=\\\n-]*$/

export const inJson = (value: string) => JSON.stringify(value).slice(1, -1)
