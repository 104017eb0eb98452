import { expect } from 'vitest'
import { usdToNano } from '../../proxy/base/money.ts'
import { type CallRecord, usageOf } from '../../proxy/contract/calls.ts'
import type { FamilyName } from '../vendor/family.ts'
import type { SeenRequest } from '../vendor/vendor.ts'
import { expectedCostNanoUsd } from './expectedCost.ts'

/** What an endpoint costs that is free on purpose: nothing is used. */
const UNMETERED = new Set(['moderations', 'messages.countTokens', 'countTokens'])

/** The row of an answered call says what the vendor said, to the token, and costs what that costs, to the nano-dollar. */
export function expectSettled(row: CallRecord, seen: SeenRequest, family: FamilyName): void {
  expect(row).toMatchObject({ outcome: 'ok', status: 200, upstreamStatus: 200, reason: null })
  if (UNMETERED.has(row.endpoint)) {
    expect(row).toMatchObject({ usageState: 'none', costNanoUsd: 0, usage: usageOf() })
    return
  }
  if (!seen.told) {
    // The vendor said nothing: a guess is marked as one.
    expect(row.usageState).toBe('estimated')
    return
  }
  expect(row.usageState).toBe('reported')
  expect(row.usage).toEqual(usageOf(seen.told.usage))
  if (seen.told.costUsd !== undefined) {
    expect([row.priceState, row.costNanoUsd]).toEqual(['reported', usdToNano(seen.told.costUsd)])
    return
  }
  if (family === 'ollama') {
    expect([row.priceState, row.costNanoUsd]).toEqual(['free', 0])
    return
  }
  const cost = expectedCostNanoUsd(family, seen.model, seen.told.usage)
  expect([row.priceState, row.costNanoUsd]).toEqual(
    cost === undefined ? ['unknown', null] : ['priced', cost],
  )
}
