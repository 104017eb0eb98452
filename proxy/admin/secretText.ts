import { createHmac } from 'node:crypto'
import type { Vault } from '../vault/vault.ts'

/** Beginnings that tell the vendor and nothing else. */
const PREFIX = /^(?:sk-ant-|sk-or-|sk-proj-|sk-|gsk_|xai-|tgp_|AIza|AQ\.|bce-v3\/)/

/** What lists show of a secret, such as `sk-…4f2A`; of a short one nothing but that it is there. */
export function maskSecret(secret: string | undefined): string {
  if (secret === undefined) return ''
  const prefix = PREFIX.exec(secret)?.[0] ?? ''
  // At least 16 characters stay hidden, so that the hint helps nobody to guess.
  if (secret.length < prefix.length + 20) return '…'
  return `${prefix}…${secret.slice(-4)}`
}

/** Stands for a secret where duplicates are looked for; without the vault it says nothing. */
export function markSecret(vault: Vault, secret: string): string {
  return createHmac('sha256', vault.subkey('secret-mark')).update(secret).digest('base64url')
}
