import { callTime } from '../../base/ids.ts'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from '../../contract/amounts.ts'
import type { NameValue, StatusValue, Term } from '../../contract/callQuery.ts'
import type { CallTotals } from '../../contract/calls.ts'
import { fits } from '../../contract/filterText.ts'
import type { DimensionFilter, UsageFilter } from '../../contract/usage.ts'
import type { Db } from '../db.ts'
import { rollupState } from '../rollups/state.ts'
import type { CallConditions } from './calls.ts'
import { idsNamed, isTable } from './callTerms.ts'
import { textsThat } from './knownTexts.ts'
import { figuresOf, gather } from './usage/gather.ts'

/** What the calls that are still there add up to; undefined where rollups cannot tell the filter's calls apart. */
export function sumsOfRollups(
  db: Db,
  { since, until, query, teamId }: CallConditions,
): CallTotals | undefined {
  const filter = usageFilterOf(db, query?.terms ?? [])
  if (!filter) return undefined
  const state = rollupState(db)
  const [sums] = gather(db, {
    from: Math.max(since ?? 0, callTime(state.rowsFrom)),
    to: until ?? Number.MAX_SAFE_INTEGER,
    ...{ step: 'none', by: [], filter, latency: false, teamId, timeZone: state.zone },
  })
  if (!sums) {
    return { calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unpriced: 0 }
  }
  const { calls, usage, costNanoUsd, unpriced } = figuresOf(sums)
  return {
    ...{ calls, costNanoUsd, unpriced },
    inputTokens: sumOfBuckets(usage, INPUT_BUCKETS),
    outputTokens: sumOfBuckets(usage, OUTPUT_BUCKETS),
  }
}

/** A filter by what usage is told apart by, with names looked up; undefined where it asks for more than that. */
function usageFilterOf(db: Db, terms: readonly Term[]): UsageFilter | undefined {
  const filter: UsageFilter = {}
  for (const term of terms) {
    const { field } = term
    // Clients are told apart by their families only, which several of their names may share.
    if (field === 'address' || field === 'reason' || field === 'client') return undefined
    const values =
      'names' in term
        ? term.names.flatMap((name) => valuesOf(db, term.field, name))
        : 'statuses' in term
          ? term.statuses.flatMap(statusValues)
          : undefined
    if (!values || field === null || (!('names' in term) && field !== 'status')) return undefined
    const dimension = field as keyof UsageFilter
    const held = filter[dimension]
    // Two conditions on the same are rare, and lists of statuses cannot be cut with each other.
    if (held?.only && !term.negated) return undefined
    filter[dimension] = { ...held, ...asked(held, values, term.negated) }
  }
  return filter
}

function asked(
  held: DimensionFilter | undefined,
  values: (string | null)[],
  negated: boolean,
): DimensionFilter {
  return negated ? { except: [...(held?.except ?? []), ...values] } : { only: values }
}

function valuesOf(db: Db, field: Exclude<Term['field'], null>, name: NameValue): (string | null)[] {
  if (name === 'none') return [null]
  const isMeant = (text: string) => fits(text, name)
  if (isTable(field)) return [...idsNamed(db, field, isMeant).add(name.text)]
  return textsThat(db, isMeant)
}

function statusValues(status: StatusValue): string[] {
  if ('outcome' in status) return [status.outcome]
  const { from, to } = status
  if (from % 100 === 0 && to === from + 99) return [`${from / 100}xx`]
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
}
