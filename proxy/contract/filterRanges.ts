/** Whole numbers from one to another, both of them included; null: without an end on that side. */
export interface Range {
  from: number | null
  to: number | null
}

/** How the numbers of a field are typed. */
export interface RangeKind {
  read: (text: string) => Range | undefined
  /** What is wrong with a text that is none. */
  kind: 'badMoney' | 'badTime' | 'badCount'
}

const NANO_PER_USD = 1_000_000_000
/** Beyond it, nano-dollars are no exact integers any more. */
const MOST = Number.MAX_SAFE_INTEGER

/** Dollars, kept as nano-dollars: `0.10`, `$2`. */
export const moneyRange: RangeKind = {
  kind: 'badMoney',
  read: (text) => readRange(text, (part) => scaled(part.replace(/^\$/, ''), NANO_PER_USD)),
}

const MS: Record<string, number> = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds: `1000`, `800ms`, `2s`, `1.5m`. */
export const timeRange: RangeKind = {
  kind: 'badTime',
  read: (text) => readRange(text, (part) => withUnit(part, MS)),
}

const COUNTS: Record<string, number> = { '': 1, k: 1000, m: 1_000_000 }

/** Counts: `1000`, `10k`, `1.5M`. */
export const countRange: RangeKind = {
  kind: 'badCount',
  read: (text) => readRange(text, (part) => withUnit(part, COUNTS)),
}

function withUnit(part: string, units: Record<string, number>): number | undefined {
  const [, digits = '', unit = ''] = /^([\d.]+)([a-z]*)$/i.exec(part) ?? []
  const size = units[unit.toLowerCase()]
  return size === undefined ? undefined : scaled(digits, size)
}

/** A decimal number in the field's smallest unit; not rounded, so that a bound stays on its side. */
function scaled(digits: string, size: number): number | undefined {
  if (!/^(\d{1,16}(\.\d{0,12})?|\.\d{1,12})$/.test(digits)) return undefined
  // 0.1 * 1e9 is exact enough only once it is a whole number again.
  const value = Number(digits) * size
  const whole = Math.round(value)
  const exact = Math.abs(value - whole) < 1e-6 * Math.max(1, whole / NANO_PER_USD) ? whole : value
  return exact < MOST ? exact : undefined
}

/** `5`, `1..5`, `1..`, `..5`, `>5`, `>=5`, `<5`, `<=5`. */
function readRange(text: string, read: (part: string) => number | undefined): Range | undefined {
  const compared = /^(>=|<=|>|<)(.+)$/.exec(text)
  if (compared) {
    const value = read(compared[2] ?? '')
    if (value === undefined) return undefined
    switch (compared[1]) {
      case '>':
        return { from: Math.floor(value) + 1, to: null }
      case '>=':
        return { from: Math.ceil(value), to: null }
      case '<':
        return { from: null, to: Math.ceil(value) - 1 }
      default:
        return { from: null, to: Math.floor(value) }
    }
  }
  const ends = /^(.*?)\.\.(.*)$/.exec(text)
  if (!ends) {
    const value = read(text)
    return value === undefined ? undefined : inside(value, value)
  }
  const [first = '', last = ''] = ends.slice(1)
  if (first === '' && last === '') return undefined
  const from = first === '' ? null : read(first)
  const to = last === '' ? null : read(last)
  if (from === undefined || to === undefined) return undefined
  // The wrong way round means nothing but the same the right way round.
  if (from !== null && to !== null && from > to) return inside(to, from)
  return inside(from, to)
}

/** Nobody types fractions of a millisecond and means them. */
function inside(from: number | null, to: number | null): Range {
  return { from: from && Math.round(from), to: to && Math.round(to) }
}

/** The shortest text that is read back as this range. */
export function writeRange({ from, to }: Range, field: string): string {
  const write = (value: number) => (field === 'cost' ? decimal(value) : String(value))
  // Less than nothing holds no number, and keeps holding none.
  if (from === null) return to === null || to < 0 ? '<0' : `..${write(to)}`
  if (to === null) return `>=${write(from)}`
  return from === to ? write(from) : `${write(from)}..${write(to)}`
}

function decimal(nano: number): string {
  const whole = Math.floor(nano / NANO_PER_USD)
  const rest = String(nano % NANO_PER_USD)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return rest === '' ? String(whole) : `${whole}.${rest}`
}

/** Whether a number lies in a range; one that nobody knows lies in none. */
export function lies(value: number | null, { from, to }: Range): boolean {
  return value !== null && (from === null || value >= from) && (to === null || value <= to)
}
