import { type Finder, isDigitAt, isWordAt } from './finder.ts'

const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 253
/** Of scripts with spaces between words only: elsewhere the sentence before it would be taken for the name. */
const LETTERS = '\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Nd}'
const LOCAL = new RegExp(`[${LETTERS}._%+'-]`, 'u')
const DOMAIN = new RegExp(`[${LETTERS}.-]`, 'u')
const EDGE = new RegExp(`[${LETTERS}_%+]`, 'u')
const NAME = new RegExp(
  `^(?:[${LETTERS}][${LETTERS}-]{0,62}\\.)+(?:\\p{L}{2,24}|xn--[a-z0-9-]{2,59})$`,
  'iu',
)
/** `image@2x.png`: a picture for dense screens, and nobody's address. */
const FILE_NAME = /^\d+x\.(?:png|jpe?g|gif|webp|svg|avif)$/i

/** E-mail addresses: around each `@` as far as a name goes, with a domain that could exist. */
export const findEmails: Finder = (text, found) => {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text[start - 1] ?? '')) start--
    while (start < at && !EDGE.test(text[start] ?? '')) start++
    if (start === at) continue
    let end = at + 1
    while (end < text.length && end - at <= LONGEST_DOMAIN && DOMAIN.test(text[end] ?? '')) end++
    while (end > at + 1 && /[.-]/.test(text[end - 1] ?? '')) end--
    const domain = text.slice(at + 1, end)
    if (!NAME.test(domain) || FILE_NAME.test(domain)) continue
    // `git@github.com:team/repo` is where a program lies.
    if (text[end] === ':' && text.slice(start, at) === 'git') continue
    found(start, end)
  }
}

/** Country codes in use (ITU-T E.164): one, two or three digits. */
const COUNTRY =
  /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-69]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[057-8]\d|9[679]\d)/
const FEWEST_DIGITS = 8
const MOST_DIGITS = 15
const PHONE_MARKS = ' .-()/'

/** Phone numbers as E.164 writes them: `+`, a country code in use, eight to fifteen digits, marks between them. */
export const findPhones: Finder = (text, found) => {
  for (let plus = text.indexOf('+'); plus !== -1; plus = text.indexOf('+', plus + 1)) {
    if (isWordAt(text, plus - 1) || text[plus - 1] === '+') continue
    let digits = ''
    let end = plus + 1
    let marks = 0
    for (let at = plus + 1; at < text.length && digits.length <= MOST_DIGITS; at++) {
      if (isDigitAt(text, at)) {
        digits += text[at]
        end = at + 1
        marks = 0
      } else if (!PHONE_MARKS.includes(text[at] ?? '') || ++marks > 2) break
    }
    if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS) continue
    if (isWordAt(text, end) || !COUNTRY.test(digits) || !isDigitOrOpen(text, plus + 1)) continue
    found(plus, end)
  }
}

const isDigitOrOpen = (text: string, at: number) => isDigitAt(text, at) || text[at] === '('
