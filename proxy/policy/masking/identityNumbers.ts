import { type Finder, isDigitAt, isWordAt } from './finder.ts'

const CHINESE = /[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]/g
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECKS = '10X98765432'

/** Chinese identity numbers: a date of birth inside, and a right check character (ISO 7064 mod 11-2). */
export const findChineseIds: Finder = (text, found) => {
  CHINESE.lastIndex = 0
  for (let match = CHINESE.exec(text); match; match = CHINESE.exec(text)) {
    const { index } = match
    const number = match[0].toUpperCase()
    CHINESE.lastIndex = index + 1
    if (isWordAt(text, index - 1) || isWordAt(text, index + number.length)) continue
    const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
    if (CHECKS[sum % 11] !== number[17]) continue
    found(index, index + number.length)
    CHINESE.lastIndex = index + number.length
  }
}

const SSN = /(?!000|666|9)\d{3}([ -]?)(?!00)\d\d\1(?!0000)\d{4}/g
/** Printed on sample cards, and never given to anybody. */
const NOBODYS = new Set(['078051120', '219099999', '457555462', '123456789'])
const CALLED_SO = /\b(?:ssn|social[ -]security)\b/i
const NEAR = 32

/** US social security numbers in the ranges that are given out; nine plain digits only where they are called so. */
export const findUsSsns: Finder = (text, found) => {
  SSN.lastIndex = 0
  for (let match = SSN.exec(text); match; match = SSN.exec(text)) {
    const [written, separator] = match
    const start = match.index
    const end = start + written.length
    SSN.lastIndex = start + 1
    if (!standsAlone(text, start, end) || NOBODYS.has(written.replaceAll(/\D/g, ''))) continue
    if (separator === '' && !CALLED_SO.test(text.slice(Math.max(0, start - NEAR), start))) continue
    found(start, end)
    SSN.lastIndex = end
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  if (isWordAt(text, start - 1) || isWordAt(text, end)) return false
  const joins = (at: number) => text[at] === '-' || text[at] === ' ' || text[at] === '.'
  return (
    !(joins(start - 1) && isDigitAt(text, start - 2)) && !(joins(end) && isDigitAt(text, end + 1))
  )
}
