import { type CallFilter, type CallRecord, callOutcome } from '../../../proxy/contract/calls.ts'
import type { FilterWord } from '../../ui/filterWords.ts'

/** Something a name in the filter may stand for. */
export interface Named {
  id: string
  name: string
}

export interface KnownNames {
  members: Named[]
  keys: Named[]
  /** Models that were called so far. */
  models: string[]
}

/** Why a word of the filter was left out; the rest of the filter still applies. */
export type FilterHint =
  | { kind: 'unknownField' | 'notExcludable' | 'needsField' | 'twice'; word: string }
  | { kind: 'notFound' | 'notStatus' | 'notOutcome'; word: string }
  | { kind: 'ambiguous'; word: string; names: string[] }

export const CALL_FIELDS = [
  'member',
  'model',
  'status',
  'outcome',
  'provider',
  'key',
  'token',
] as const
type CallField = (typeof CALL_FIELDS)[number]

type Part = Partial<CallFilter> | FilterHint

/** Turns filter words into the service's own filter; what cannot be said there becomes a hint. */
export function callFilterOf(words: FilterWord[], names: KnownNames) {
  const filter: CallFilter = {}
  const hints: FilterHint[] = []
  const seen = new Set<string>()
  for (const word of words) {
    const part = partOf(word, names, seen)
    if ('kind' in part) hints.push(part)
    else Object.assign(filter, part)
    if (word.field) seen.add(word.field)
  }
  return { filter, hints }
}

function partOf(word: FilterWord, names: KnownNames, seen: Set<string>): Part {
  const { field, value } = word
  if (field === null) return { kind: 'needsField', word: value }
  if (!isCallField(field)) return { kind: 'unknownField', word: field }
  if (word.negated) return { kind: 'notExcludable', word: field }
  if (seen.has(field)) return { kind: 'twice', word: field }
  switch (field) {
    case 'member':
      return oneOf(names.members, value, (id) => ({ memberId: id }))
    case 'key':
      return oneOf(names.keys, value, (id) => ({ keyId: id }))
    case 'token':
      return { tokenId: value }
    case 'model': {
      const known = names.models.map((name) => ({ id: name, name }))
      const found = oneOf(known, value, (model) => ({ model }))
      // A model nobody called yet is no mistake: the list is simply empty.
      return 'kind' in found && found.kind === 'notFound' ? { model: value } : found
    }
    case 'provider':
      return { provider: value.toLowerCase() }
    case 'status':
      return /^[1-5]\d\d$/.test(value)
        ? { status: Number(value) }
        : { kind: 'notStatus', word: value }
    case 'outcome': {
      const outcome = callOutcome.safeParse(value.toLowerCase())
      return outcome.success ? { outcome: outcome.data } : { kind: 'notOutcome', word: value }
    }
  }
}

const isCallField = (field: string): field is CallField =>
  (CALL_FIELDS as readonly string[]).includes(field)

/** An exact name or id wins; else a part of a name that fits only one. */
function oneOf(all: Named[], typed: string, filterBy: (id: string) => Part): Part {
  const wanted = typed.toLowerCase()
  const exact = all.filter(({ id, name }) => id === typed || name.toLowerCase() === wanted)
  const found = exact.length > 0 ? exact : all.filter((one) => includes(one.name, wanted))
  const [first, second] = found
  if (!first) return { kind: 'notFound', word: typed }
  if (second) return { kind: 'ambiguous', word: typed, names: found.map(({ name }) => name) }
  return filterBy(first.id)
}

const includes = (name: string, wanted: string) => name.toLowerCase().includes(wanted)

/** Whether a call that arrives live belongs into the list, as the service would decide. */
export function belongs(call: CallRecord, filter: CallFilter): boolean {
  const { since, until } = filter
  return (
    (since === undefined || call.startedAt >= since) &&
    (until === undefined || call.startedAt < until) &&
    same(filter.memberId, call.memberId) &&
    same(filter.tokenId, call.tokenId) &&
    same(filter.keyId, call.keyId) &&
    same(filter.model, call.model) &&
    same(filter.provider, call.provider) &&
    same(filter.outcome, call.outcome) &&
    same(filter.status, call.status)
  )
}

const same = <T>(wanted: T | undefined, held: T | null) => wanted === undefined || wanted === held
