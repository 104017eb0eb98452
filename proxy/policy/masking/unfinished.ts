import { isTokenAt } from './finder.ts'

/** The most characters that are kept back only because they might begin something. */
export const WINDOW = 64

/**
 * From where on the end of a text may still become something to be found, or may be the beginning of a longer
 * find. Usually its last word; of a longer word the last 64 characters, unless it has begun as only a key,
 * a signed token or an address does: then all of it. `numbersOnly`: nothing is looked for that is no number.
 */
export function unfinishedFrom(text: string, numbersOnly = false): number {
  const window = Math.max(0, text.length - WINDOW)
  const numbers = numbersFrom(text, window)
  if (numbersOnly) return numbers
  const word = lastWord(text)
  const open = Math.max(word, window)
  return Math.min(open, longWord(text, word, open), numbers)
}

/** What words are made of, as far as something to be found can be in them. */
const WITHIN = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Nd}_.%+'@:/=\\-]/u

function lastWord(text: string): number {
  let at = text.length
  while (at > 0 && WITHIN.test(text[at - 1] ?? '')) at--
  return at
}

const KEY_BEGINS =
  /(?<![\w-])(?:eyJ|sk-|[sr]k_|github_pat_|glpat-|xox[a-z]-|krk_|gsk_|xai-|hf_|pplx-)/
const KEY_WORD_NEAR =
  /(?:api[ _-]?key|access[ _-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credential|bearer|authorization)/i
const NEAR = 40
const LONGEST_LOCAL = 64

/** Where something that is certainly not over begins in a word longer than the window. */
function longWord(text: string, word: number, open: number): number {
  if (word === open) return open
  const whole = text.slice(word)
  const begins = KEY_BEGINS.exec(whole)
  if (begins) return word + begins.index
  const at = whole.indexOf('@')
  if (at !== -1) return word + Math.max(0, at - LONGEST_LOCAL)
  let run = text.length
  while (run > word && isSecretAt(text, run - 1)) run--
  return KEY_WORD_NEAR.test(text.slice(Math.max(0, run - NEAR), run)) ? Math.min(run, open) : open
}

function isSecretAt(text: string, at: number): boolean {
  return isTokenAt(text, at) || text[at] === '+' || text[at] === '/' || text[at] === '='
}

const ACCOUNT = /(?<![A-Za-z0-9_])[A-Za-z]{2}\d\d[A-Za-z0-9 -]*$/
const NUMBER = /[+(\d][\d ().\-/]*$/

/** Numbers and account numbers are written with spaces, over several words. */
function numbersFrom(text: string, window: number): number {
  const end = text.slice(window)
  const account = ACCOUNT.exec(end)
  const number = NUMBER.exec(end)
  return window + Math.min(account?.index ?? end.length, number?.index ?? end.length)
}
