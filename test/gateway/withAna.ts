import { afterAll, beforeAll, vi } from 'vitest'
import { type Service, startService } from '../support/service.ts'
import { startVendor, type Vendor } from '../vendor/vendor.ts'

/** The real service in front of one provider, with one member; filled before the tests of a file begin. */
export interface WithAna {
  service: Service
  vendor: Vendor
  ana: { memberId: string; tokenId: string; token: string }
}

/** Starts all of it for the tests of a file, and ends it after them. */
export function withAna(seed: string): WithAna {
  const place = {} as WithAna
  beforeAll(async () => {
    place.vendor = await startVendor('openai', { seed })
    place.service = await startService()
    place.ana = await place.service.addMember('Ana')
    await place.service.admin.keys.add.mutate({
      ...{ provider: 'openai', label: 'Main', secret: place.vendor.secret },
      ...{ baseUrl: place.vendor.baseUrl, allowLocal: true },
    })
  })
  afterAll(async () => {
    await place.service.stop()
    await place.vendor.stop()
  })
  return place
}

/** A busy machine takes longer than a second for what is done while nobody waits. */
export const patiently = <Answer>(look: () => Promise<Answer>) =>
  vi.waitFor(look, { timeout: 30_000 })
