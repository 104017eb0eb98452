import type { CallRecord } from '../../proxy/contract/calls.ts'
import type { NewKey } from '../../proxy/contract/keys.ts'
import { type Service, type ServiceOptions, startService } from '../support/service.ts'
import type { FamilyName } from '../vendor/family.ts'
import { FAMILIES } from '../vendor/family.ts'
import { startVendors, type Vendor, type Vendors } from '../vendor/vendor.ts'

export interface Team {
  service: Service
  vendors: Vendors
  memberId: string
  tokenId: string
  token: string
  keyIds: Record<FamilyName, string>
  /** The newest rows of the ledger, oldest first. */
  rows(): Promise<CallRecord[]>
  stop(): Promise<void>
}

/** What an administrator types for a vendor's key. */
export function newKeyFor(vendor: Vendor): NewKey {
  const compatible = vendor.family === 'openrouter'
  return {
    provider: vendor.family === 'openrouter' ? 'compatible' : vendor.family,
    ...(compatible ? { preset: 'openrouter' } : {}),
    label: `${vendor.family} for the team`,
    secret: vendor.secret,
    baseUrl: vendor.baseUrl,
    allowLocal: true,
    options: {},
  }
}

/** The real service with a key for every vendor and one teammate. */
export async function startTeam(options: ServiceOptions = {}): Promise<Team> {
  const vendors = await startVendors({ seed: `team ${process.pid}` })
  const service = await startService(options)
  const keyIds = {} as Record<FamilyName, string>
  for (const family of FAMILIES) {
    const { id, test } = await service.admin.keys.add.mutate(newKeyFor(vendors[family]))
    if (!test.ok) throw new Error(`The key of the fake ${family} does not work: ${test.message}`)
    keyIds[family] = id
  }
  const { memberId, tokenId, token } = await service.addMember('Ana')
  return {
    service,
    vendors,
    keyIds,
    memberId,
    tokenId,
    token,
    async rows() {
      const { calls } = await service.admin.calls.page.query({ filter: {}, limit: 1000 })
      return calls.toReversed()
    },
    async stop() {
      // The vendors first: the service waits a while for calls that are still open.
      await Promise.all(Object.values(vendors).map((vendor) => vendor.stop()))
      await service.stop()
    },
  }
}
