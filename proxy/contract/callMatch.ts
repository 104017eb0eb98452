import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from './amounts.ts'
import type { CallQuery, NameField, NameValue, RangeField, StatusValue, Term } from './callQuery.ts'
import type { CallRecord } from './calls.ts'
import { clientFamily } from './clientFamily.ts'
import { lies } from './filterRanges.ts'
import { fits, fold } from './filterText.ts'
import { isHourAmong, weekHourAt } from './weekHours.ts'

/** Where a call's names stand; each is held against all of them. */
const NAMES: Record<NameField, readonly (keyof CallRecord)[]> = {
  member: ['memberName', 'memberId'],
  team: ['teamName', 'teamId'],
  token: ['tokenLabel', 'tokenId'],
  key: ['keyLabel', 'keyId'],
  provider: ['provider'],
  model: ['model'],
  endpoint: ['endpoint'],
  client: ['client'],
  address: ['address'],
  reason: ['reason'],
}
/** What free text looks into: the names a call is shown by. */
export const FREE_TEXT = [
  ...(['memberName', 'teamName', 'tokenLabel', 'keyLabel', 'provider', 'model'] as const),
  ...(['endpoint', 'client', 'address', 'reason'] as const),
]

/**
 * Whether a call is asked for, hours being those of a time zone; the service's SQL says the same, which a test holds
 * against this.
 */
export function matchesCall(call: CallRecord, { terms }: CallQuery, timeZone: string): boolean {
  return terms.every((term) => holds(call, term, timeZone) !== term.negated)
}

function holds(call: CallRecord, term: Term, timeZone: string): boolean {
  if (term.field === null) {
    const wanted = fold(term.text)
    return FREE_TEXT.some((name) => fold(call[name] ?? '').includes(wanted))
  }
  if ('names' in term) return term.names.some((name) => isNamed(call, term.field, name))
  if ('ranges' in term) {
    const value = numberOf(call, term.field)
    return term.ranges.some((range) => lies(value, range))
  }
  switch (term.field) {
    case 'status':
      return term.statuses.some((status) => hasStatus(call, status))
    case 'price':
      return call.priceState !== null && term.choices.includes(call.priceState)
    case 'hour':
      return isHourAmong(weekHourAt(call.startedAt, timeZone), term.hours)
    case 'streamed':
      return term.choices.includes(call.streamed ? 'yes' : 'no')
    default:
      return term.ids.includes(call.id)
  }
}

function isNamed(call: CallRecord, field: NameField, name: NameValue): boolean {
  const [shown, id] = NAMES[field]
  const [text, idText] = [shown, id].map((part) => part && (call[part] as string | null))
  if (name === 'none') return (idText ?? text ?? null) === null
  const family = field === 'client' ? clientFamily(call.client) : undefined
  if (family !== undefined && fits(family, name)) return true
  return (text !== null && text !== undefined && fits(text, name)) || (idText ?? null) === name.text
}

function hasStatus(call: CallRecord, status: StatusValue): boolean {
  if ('outcome' in status) return call.outcome === status.outcome
  return lies(call.status, status)
}

function numberOf(call: CallRecord, field: RangeField): number | null {
  const { usage } = call
  switch (field) {
    case 'cost':
      return call.costNanoUsd
    case 'ms':
      return call.totalMs
    case 'first':
      return call.firstByteMs
    case 'input':
      return sumOfBuckets(usage, INPUT_BUCKETS)
    case 'output':
      return sumOfBuckets(usage, OUTPUT_BUCKETS)
    case 'cached':
      return usage.cachedRead
    case 'tokens':
      return sumOfBuckets(usage, INPUT_BUCKETS) + sumOfBuckets(usage, OUTPUT_BUCKETS)
  }
}
