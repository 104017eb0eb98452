import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SDK_CASES } from '../sdk/cases/all.ts'
import { vendorPlace } from '../sdk/place.ts'
import { startVendors, type Vendors } from './vendor.ts'

let vendors: Vendors

beforeAll(async () => {
  vendors = await startVendors()
})
afterAll(() => Promise.all(Object.values(vendors).map((vendor) => vendor.stop())))

describe('the official SDKs take the fake vendors for the real ones', () => {
  test.for(SDK_CASES)('$name', async ({ run, gives, family, model, calls = 1 }) => {
    const vendor = vendors[family]
    const before = vendor.requests.length
    expect(await run(vendorPlace(vendors))).toEqual(gives)
    const seen = vendor.requests.slice(before)
    expect(seen).toHaveLength(calls)
    for (const request of seen) expect(request.model).toBe(model)
  })
})
