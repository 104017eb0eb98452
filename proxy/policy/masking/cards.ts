import { type Finder, isDigitAt, isWordAt } from './finder.ts'

/** Beginnings of card numbers, from and to, and the lengths that exist (ISO/IEC 7812, the networks' tables). */
const NETWORKS: readonly { from: number; to: number; lengths: readonly number[] }[] = [
  { from: 4, to: 4, lengths: [13, 16, 19] },
  { from: 51, to: 55, lengths: [16] },
  { from: 2221, to: 2720, lengths: [16] },
  { from: 34, to: 34, lengths: [15] },
  { from: 37, to: 37, lengths: [15] },
  { from: 6011, to: 6011, lengths: [16, 19] },
  { from: 644, to: 649, lengths: [16, 19] },
  { from: 65, to: 65, lengths: [16, 19] },
  { from: 300, to: 305, lengths: [14, 16] },
  { from: 309, to: 309, lengths: [14, 16] },
  { from: 36, to: 36, lengths: [14, 16] },
  { from: 38, to: 39, lengths: [14, 16] },
  { from: 3528, to: 3589, lengths: [16, 17, 18, 19] },
  { from: 62, to: 62, lengths: [16, 17, 18, 19] },
  { from: 81, to: 81, lengths: [16, 17, 18, 19] },
  { from: 2200, to: 2204, lengths: [16, 17, 18, 19] },
  { from: 50, to: 50, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 5893, to: 5893, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 6304, to: 6304, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { from: 6759, to: 6763, lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
]

/** How cards are written: in one piece, in fours, or as American Express and Diners print them. */
const GROUPINGS = [/^\d{12,19}$/, /^(?:\d{4} ){2,3}\d{4}(?: \d{1,3})?$/, /^\d{4} \d{6} \d{4,5}$/]
const MOST_GROUPS = 5

/** Card numbers: a beginning and length that a network uses, and a right check digit (Luhn). */
export const findCards: Finder = (text, found) => {
  const digits = /\d/g
  for (let match = digits.exec(text); match; match = digits.exec(text)) {
    const groups = groupsFrom(text, match.index)
    for (let first = 0; first < groups.length; first++) {
      const last = lastOfCard(text, groups, first)
      if (last === undefined) continue
      found(groups[first]?.start ?? 0, groups[last]?.end ?? 0)
      first = last
    }
    digits.lastIndex = groups.at(-1)?.end ?? match.index + 1
  }
}

interface Group {
  start: number
  end: number
}

/** Digits with single spaces or hyphens between them, as far as they go. */
function groupsFrom(text: string, from: number): Group[] {
  const groups: Group[] = []
  let at = from
  for (;;) {
    const start = at
    while (isDigitAt(text, at)) at++
    groups.push({ start, end: at })
    const isJoined = (text[at] === ' ' || text[at] === '-') && isDigitAt(text, at + 1)
    if (!isJoined) return groups
    at++
  }
}

/** The longest card that begins with this group. */
function lastOfCard(text: string, groups: readonly Group[], first: number): number | undefined {
  const start = groups[first]?.start ?? 0
  if (isWordAt(text, start - 1) || isFraction(text, start)) return undefined
  for (let last = Math.min(groups.length, first + MOST_GROUPS) - 1; last >= first; last--) {
    const end = groups[last]?.end ?? 0
    if (end - start < 12 || end - start > 24 || isWordAt(text, end)) continue
    const written = text.slice(start, end).replaceAll('-', ' ')
    if (!GROUPINGS.some((grouping) => grouping.test(written))) continue
    const number = written.replaceAll(' ', '')
    if (isOfNetwork(number) && hasLuhn(number)) return last
  }
  return undefined
}

/** Behind a decimal point stands no card. */
function isFraction(text: string, start: number): boolean {
  const before = text[start - 1]
  return (before === '.' || before === ',') && isDigitAt(text, start - 2)
}

function isOfNetwork(number: string): boolean {
  return NETWORKS.some(({ from, to, lengths }) => {
    const beginning = Number(number.slice(0, `${from}`.length))
    return beginning >= from && beginning <= to && lengths.includes(number.length)
  })
}

function hasLuhn(number: string): boolean {
  let sum = 0
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}
