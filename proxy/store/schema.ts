import type { ProviderName } from '../contract/providers.ts'

/** The tables as SQLite holds them. Booleans are 0 or 1; times are epoch milliseconds; lists are JSON text. */
export interface Tables {
  keys: KeyRow
  members: MemberRow
  tokens: TokenRow
  prices: PriceTableRow
  settings: SettingRow
  calls: CallRow
}

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
  /** Removed keys keep their row without the secret, so that old calls keep their name. */
  removedAt: number | null
}

export interface MemberRow {
  id: string
  name: string
  email: string
  note: string
  suspendedAt: number | null
  createdAt: number
  /** Removed members keep their row, so that old calls keep their name. */
  removedAt: number | null
}

export interface TokenRow {
  id: string
  memberId: string
  label: string
  hint: string
  /** HMAC-SHA256 of the token under the vault's pepper, 32 bytes. */
  mac: Buffer
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
  lastAddress: string | null
  lastClient: string | null
  /** The token that took over; this one then ends at `expiresAt`. */
  replacedById: string | null
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

/** One call. Narrow on purpose: the id is also the time index (see base/ids.ts). */
export interface CallRow {
  id: number
  startedAt: number
  endedAt: number | null
  memberId: string | null
  tokenId: string | null
  keyId: string | null
  provider: string | null
  dialect: string
  endpoint: string
  model: string | null
  streamed: number
  status: number | null
  upstreamStatus: number | null
  outcome: string
  reason: string | null
  input: number
  cachedRead: number
  cacheWrite5m: number
  cacheWrite1h: number
  output: number
  reasoning: number
  audioInput: number
  audioOutput: number
  imageInput: number
  imageOutput: number
  images: number
  audioMs: number
  characters: number
  searches: number
  usageState: string
  rawUsage: string | null
  costNanoUsd: number | null
  priceState: string | null
  priceId: string | null
  firstByteMs: number | null
  totalMs: number | null
  address: string | null
  client: string | null
  requestBytes: number | null
  answerBytes: number | null
}
