import { type CallOutcome, callOutcome, priceState } from './calls.ts'
import { countRange, moneyRange, type Range, timeRange, writeRange } from './filterRanges.ts'
import {
  type FilterValue,
  type FilterWord,
  readWords,
  writeFree,
  writeValue,
} from './filterText.ts'
import { type HourSpan, readHours, writeHours } from './weekHours.ts'

/** What a name is held against; `none` (without quotation marks) is a call without one. */
export type NameValue = { text: string; quoted: boolean } | 'none'
export type StatusValue = { outcome: CallOutcome } | { from: number; to: number }

/** One condition of a filter; several values of one condition mean any of them. */
export type Term = { negated: boolean } & (
  | { field: NameField; names: NameValue[] }
  | { field: RangeField; ranges: Range[] }
  | { field: 'status'; statuses: StatusValue[] }
  | { field: 'price' | 'streamed'; choices: string[] }
  | { field: 'id'; ids: string[] }
  /** Of the week, on the workspace's clocks. */
  | { field: 'hour'; hours: HourSpan[] }
  /** Free text: stands in a name that the call is shown by. */
  | { field: null; text: string }
)

/** Which calls are asked for: those for which every term holds. */
export interface CallQuery {
  terms: Term[]
}

export const NAME_FIELDS = [
  'member',
  'team',
  'token',
  'key',
  'provider',
  'model',
  'endpoint',
  'client',
  'address',
  'reason',
] as const
export type NameField = (typeof NAME_FIELDS)[number]

/** Numbers of a call: dollars, milliseconds, tokens. */
const RANGES = {
  cost: moneyRange,
  ms: timeRange,
  first: timeRange,
  tokens: countRange,
  input: countRange,
  output: countRange,
  cached: countRange,
} as const
export type RangeField = keyof typeof RANGES

const CHOICES = { price: priceState.options, streamed: ['yes', 'no'] } as const

export const CALL_FIELDS = [
  'status',
  ...NAME_FIELDS,
  ...(Object.keys(RANGES) as RangeField[]),
  'streamed',
  'price',
  'hour',
  'id',
] as const
export type CallField = (typeof CALL_FIELDS)[number]

/** A word that could not be understood, and where it stands; the rest of the filter holds all the same. */
export interface QueryProblem {
  kind:
    | 'openQuote'
    | 'unknownField'
    | 'badStatus'
    | 'badMoney'
    | 'badTime'
    | 'badCount'
    | 'badChoice'
    | 'badId'
    | 'badHour'
  at: number
  end: number
  /** What was typed. */
  word: string
  /** What would be right, where there is a list of it. */
  known: readonly string[]
}

/** Reads a filter such as `status:429 member:ana -model:gemini cost:>0.10 ms:1000..5000 "free words"`. */
export function readQuery(text: string): { query: CallQuery; problems: QueryProblem[] } {
  const { words, problems: openQuotes } = readWords(text)
  const problems: QueryProblem[] = openQuotes.map((problem) => ({ ...problem, known: [] }))
  const terms = words.flatMap((word) => readTerm(word, problems) ?? [])
  return { query: { terms }, problems }
}

function readTerm(word: FilterWord, problems: QueryProblem[]): Term | undefined {
  const { field, negated, values } = word
  const [first] = values
  // `status:` while its value is still being typed.
  if (!first) {
    if (field !== null && !isCallField(field)) problems.push(unknownField(word))
    return undefined
  }
  if (field === null) return { field, negated, text: first.text }
  if (!isCallField(field)) {
    problems.push(unknownField(word))
    return undefined
  }
  /** What each value says; those that say nothing become problems. */
  function all<Meaning>(
    read: (text: string) => Meaning | undefined,
    kind: QueryProblem['kind'],
    known: readonly string[] = [],
  ): Meaning[] {
    return values.flatMap(({ text, at, end }) => {
      const meaning = read(text)
      if (meaning === undefined) problems.push({ kind, at, end, word: text, known })
      return meaning ?? []
    })
  }
  switch (field) {
    case 'status': {
      const statuses = all(readStatus, 'badStatus', callOutcome.options)
      return statuses.length > 0 ? { field, negated, statuses } : undefined
    }
    case 'price':
    case 'streamed': {
      const known: readonly string[] = CHOICES[field]
      const read = (text: string) => known.find((choice) => choice === text.toLowerCase())
      const choices = all(read, 'badChoice', known)
      return choices.length > 0 ? { field, negated, choices } : undefined
    }
    case 'hour': {
      const hours = all(readHours, 'badHour')
      return hours.length > 0 ? { field, negated, hours } : undefined
    }
    case 'id': {
      const ids = all((text) => (/^call_[0-9a-z]{1,11}$/.test(text) ? text : undefined), 'badId')
      return ids.length > 0 ? { field, negated, ids } : undefined
    }
    default: {
      if (!isRangeField(field)) return { field, negated, names: values.map(nameValue) }
      const { read, kind } = RANGES[field]
      const ranges = all(read, kind)
      return ranges.length > 0 ? { field, negated, ranges } : undefined
    }
  }
}

function unknownField({ field, at, end }: FilterWord): QueryProblem {
  return { kind: 'unknownField', at, end, word: field ?? '', known: CALL_FIELDS }
}

function nameValue({ text, quoted }: FilterValue): NameValue {
  return !quoted && text.toLowerCase() === 'none' ? 'none' : { text, quoted }
}

function readStatus(text: string): StatusValue | undefined {
  const outcome = callOutcome.safeParse(text.toLowerCase())
  if (outcome.success) return { outcome: outcome.data }
  const kind = /^([1-5])xx$/i.exec(text)?.[1]
  if (kind) return { from: Number(kind) * 100, to: Number(kind) * 100 + 99 }
  const ends = /^([1-5]\d\d)(?:\.\.([1-5]\d\d))?$/.exec(text)
  if (!ends) return undefined
  const from = Number(ends[1])
  return { from, to: ends[2] === undefined ? from : Number(ends[2]) }
}

const isCallField = (field: string): field is CallField =>
  (CALL_FIELDS as readonly string[]).includes(field)
const isRangeField = (field: CallField): field is RangeField => Object.hasOwn(RANGES, field)

/** The text that is read back as this query. */
export function writeQuery({ terms }: CallQuery): string {
  return terms.map((term) => (term.negated ? '-' : '') + writeTerm(term)).join(' ')
}

function writeTerm(term: Term): string {
  if (term.field === null) return writeFree(term.text)
  return `${term.field}:${valuesOf(term).join(',')}`
}

function valuesOf(term: Exclude<Term, { field: null }>): string[] {
  if ('names' in term) return term.names.map((name) => (name === 'none' ? name : writeValue(name)))
  if ('ranges' in term) return term.ranges.map((range) => writeRange(range, term.field))
  if ('choices' in term) return term.choices
  if ('ids' in term) return term.ids
  if ('hours' in term) return term.hours.map(writeHours)
  return term.statuses.map((status) => {
    if ('outcome' in status) return status.outcome
    const { from, to } = status
    if (from === to) return String(from)
    return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}..${to}`
  })
}
