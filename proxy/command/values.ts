import { InvalidArgumentError } from 'commander'
import { type CallQuery, readQuery } from '../contract/callQuery.ts'
import { problemWords } from '../contract/callQueryWords.ts'

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const ISO_DAY = /^\d{4}-\d\d-\d\d(T|$)/

/** A moment as epoch milliseconds: an ISO time, epoch milliseconds, or how long ago (`30m`, `1h`, `7d`, `2w`). */
export function readMoment(text: string, now = Date.now()): number {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text)
  if (ago) return now - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS]
  if (/^\d{1,15}$/.test(text)) return Number(text)
  if (ISO_DAY.test(text)) {
    // A day alone would mean midnight in UTC; people mean their own.
    const at = Date.parse(text.length === 10 ? `${text}T00:00` : text)
    if (at >= 0) return at
  }
  throw new InvalidArgumentError(
    'Give a time such as 2026-11-21T14:00, 1h, 7d, or epoch milliseconds.',
  )
}

/** Days until something expires: `90d`, `12w`, `90` or `never`. */
export function readDays(text: string): number | 'never' {
  if (text === 'never') return text
  const match = /^(\d{1,4})([dw]?)$/.exec(text)
  const days = match ? Number(match[1]) * (match[2] === 'w' ? 7 : 1) : 0
  if (days >= 1 && days <= 365) return days
  throw new InvalidArgumentError('Give 1d to 365d, or never.')
}

/** Texts between commas. */
export function readList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}

export function readCount(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('Give a whole number from 1.')
}

export function readAmount(text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number
  throw new InvalidArgumentError('Give a number that is not negative.')
}

export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Give a port from 0 to 65535; 0 takes a free one.')
}

/** A filter of calls; a word that says nothing is refused, because leaving it out would answer more. */
export function readFilter(text: string): CallQuery {
  const { query, problems } = readQuery(text)
  if (problems.length === 0) return query
  throw new InvalidArgumentError(problems.map(problemWords).join(' '))
}
