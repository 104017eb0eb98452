import * as fc from 'fast-check'
import { type CallQuery, NAME_FIELDS, type Term } from '../../proxy/contract/callQuery.ts'
import { callOutcome, priceState } from '../../proxy/contract/calls.ts'

const blankless = /^[^\s,"\\]+$/

/** A text from a small alphabet, so that names and filters meet often; with all that could break a filter. */
export const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aAb1-. :,"\\é%_'), maxLength: 6 }),
  fc.constantFrom('Ana', 'Ana Ruiz', 'gpt-5', 'gpt-5-mini', 'none', 'İ', '東京'),
)

const name = fc.oneof(
  fc.constant('none' as const),
  texts.map((text) => ({ text, quoted: true })),
  texts
    .filter((text) => blankless.test(text) && text.toLowerCase() !== 'none')
    .map((text) => ({ text, quoted: false })),
)

const edge = fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 5_000_000_000 }))
const range = fc.oneof(
  fc.tuple(edge, edge).map(([one, two]) => ({ from: Math.min(one, two), to: Math.max(one, two) })),
  edge.map((from) => ({ from, to: null })),
  fc.oneof(fc.constant(-1), edge).map((to) => ({ from: null, to })),
)

const status = fc.oneof(
  fc.constantFrom(...callOutcome.options).map((outcome) => ({ outcome })),
  fc.integer({ min: 100, max: 599 }).map((from) => ({ from, to: from })),
  fc.integer({ min: 1, max: 5 }).map((kind) => ({ from: kind * 100, to: kind * 100 + 99 })),
  fc.constant({ from: 401, to: 429 }),
)

const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 })
const negated = fc.boolean()

const term: fc.Arbitrary<Term> = fc.oneof(
  fc.record({ negated, field: fc.constantFrom(...NAME_FIELDS), names: some(name) }),
  fc.record({
    negated,
    field: fc.constantFrom('cost', 'ms', 'first', 'tokens', 'input', 'output', 'cached'),
    ranges: some(range),
  }),
  fc.record({ negated, field: fc.constant('status'), statuses: some(status) }),
  fc.record({
    ...{ negated, field: fc.constant('price') },
    choices: some(fc.constantFrom(...priceState.options)),
  }),
  fc.record({
    ...{ negated, field: fc.constant('streamed') },
    choices: some(fc.constantFrom('yes', 'no')),
  }),
  fc.record({
    negated,
    field: fc.constant('id'),
    ids: some(fc.nat({ max: 99 }).map((number) => `call_${number.toString(36)}`)),
  }),
  fc.record({
    ...{ negated, field: fc.constant('hour') },
    hours: some(
      fc
        .tuple(fc.option(fc.nat({ max: 6 })), fc.nat({ max: 23 }), fc.nat({ max: 23 }))
        .map(([day, one, two]) => ({ day, from: Math.min(one, two), to: Math.max(one, two) })),
    ),
  }),
  fc.record({ negated, field: fc.constant(null), text: texts }),
)

export const queries: fc.Arbitrary<CallQuery> = fc.record({
  terms: fc.array(term, { maxLength: 4 }),
})
