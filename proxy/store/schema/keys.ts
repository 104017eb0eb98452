import type { ProviderName } from '../../contract/providers.ts'

export interface KeyRow {
  id: string
  provider: ProviderName
  preset: string | null
  label: string
  hint: string
  /** Compact JWE; null when the provider needs no secret. Never part of a list. */
  sealed: string | null
  /** Counts the times the secret was sealed; part of what the seal is bound to. */
  sealVersion: number
  /** HMAC of the secret under a vault key: finds duplicates without opening anything. */
  secretMark: string | null
  baseUrl: string
  allowLocal: number
  models: string
  modelsPinned: number
  options: string
  paused: number
  health: string
  healthNote: string | null
  testedAt: number | null
  createdAt: number
  secretChangedAt: number
  lastUsedAt: number | null
  /** JSON array of the teams it is reserved to; null: every team. */
  teams: string | null
  /** Removed keys keep their row without the secret, so that old calls keep their name. */
  removedAt: number | null
}

export interface PriceTableRow {
  id: string
  provider: string
  model: string
  effectiveFrom: number
  source: 'list' | 'admin'
  note: string
  free: number
  prices: string
  tiers: string
  /** When an administrator withdrew the price; rows of past calls still point to it. */
  removedAt: number | null
}

export interface SettingRow {
  name: string
  /** JSON. */
  value: string
}

/** Something that lies at a provider, and who made it with which key. */
export interface ProviderObjectRow {
  objectId: string
  keyId: string
  kind: string
  memberId: string
  tokenId: string
  createdAt: number
  /** JSON of what was found in a batch's file. */
  detail: string | null
}
