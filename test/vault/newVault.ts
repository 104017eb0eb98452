import type { VaultHeader } from '../../proxy/vault/header.ts'
import { Vault } from '../../proxy/vault/vault.ts'

export const PASSPHRASE = 'plum canoe seventeen lantern'
export const PLACE = { table: 'keys', row: 'key_one', column: 'secret', version: 1 }
/** Far below what the product takes, so that a test of hundreds of unlocks is quick. */
export const QUICK_KDF = { memoryKiB: 64, passes: 1, lanes: 1 }

/** A vault with a clock to turn and the headers it saved, as a disk would hold them. */
export function emptyVault(kdf = QUICK_KDF) {
  const clock = { at: 1_800_000_000_000 }
  const disk: string[] = []
  const options = {
    save: (header: VaultHeader) => void disk.push(JSON.stringify(header)),
    now: () => clock.at,
    kdf,
  }
  const saved = (): VaultHeader => JSON.parse(disk.at(-1) ?? 'null')
  /** What a restart of the service finds. */
  const reopened = (header = saved()) => {
    const vault = new Vault(options)
    vault.load(header)
    return vault
  }
  return { vault: new Vault(options), clock, disk, saved, reopened }
}

export async function madeVault(kdf = QUICK_KDF) {
  const made = emptyVault(kdf)
  const { recoveryKey } = await made.vault.create(PASSPHRASE)
  return { ...made, recoveryKey }
}
