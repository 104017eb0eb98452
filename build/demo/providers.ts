import { startVendor, type Vendor } from '../../test/vendor/vendor.ts'

/** A stream that can be watched: about as fast as a large model talks. */
const MS_BETWEEN_WORDS = 35

export interface SimulatedProviders {
  openai: Vendor
  anthropic: Vendor
  gemini: Vendor
  stop(): Promise<void>
}

/** Providers of three kinds on loopback that know nothing and answer at once, in the right shapes. */
export async function startSimulatedProviders(): Promise<SimulatedProviders> {
  const seed = 'demo'
  const [openai, anthropic, gemini] = await Promise.all([
    startVendor('openai', { seed }),
    startVendor('anthropic', { seed }),
    startVendor('gemini', { seed }),
  ])
  const all = [openai, anthropic, gemini]
  for (const { faults } of all) faults.set('*', { kind: 'slow', ms: MS_BETWEEN_WORDS })
  return {
    openai,
    anthropic,
    gemini,
    stop: async () => {
      await Promise.all(all.map((vendor) => vendor.stop()))
    },
  }
}
