import { z } from 'zod'
import { namePattern } from './limits.ts'

const at = z.int().nonnegative()

/** Which past calls are priced anew; by the prices that are valid now for the moment of each call. */
export const repriceFilter = z.strictObject({
  since: at,
  /** Left out: until now. */
  until: at.optional(),
  /** Whose price list it is: a provider or a preset. */
  provider: z.string().min(1).max(40).optional(),
  model: namePattern.optional(),
})
export type RepriceFilter = z.infer<typeof repriceFilter>

export const repriceOrder = repriceFilter.extend({
  note: z.string().trim().max(200).default(''),
})

/** What pricing anew does to the calls of one model; sums are of those whose price is known. */
export interface RepriceSums {
  calls: number
  /** Calls whose figure becomes another. */
  changed: number
  beforeNanoUsd: number
  afterNanoUsd: number
  unpricedBefore: number
  unpricedAfter: number
}

/** What pricing anew would do. Calls whose cost the provider told itself are not among them. */
export interface RepricePreview extends RepriceSums {
  /** The dearest change first. */
  models: (RepriceSums & { provider: string; model: string })[]
}

export interface RepriceResult extends RepriceSums {
  id: string
}
