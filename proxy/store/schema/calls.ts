import type { Generated } from 'kysely'
import type { UsageBucket } from '../../contract/calls.ts'

/** A text that calls are stored with, and the number that stands for it in their rows. */
export interface NameRow {
  code: Generated<number>
  text: string
}

/** A column for each usage bucket. */
export type UsageColumns = Record<UsageBucket, number>

/**
 * One call as the ledger stores it, narrow on purpose: the id is also the time index (see base/ids.ts), and
 * columns with neither a unit nor a comment are codes of names, 0 for none.
 */
export interface NarrowCallRow extends UsageColumns {
  id: number
  /** From the id's time on: not 0 only when the clock was set back. */
  startedMs: number
  /** The same, `totalMs` taken off; null while the call is open. */
  endedMs: number | null
  member: number
  team: number
  token: number
  key: number
  provider: number
  dialect: number
  endpoint: number
  model: number
  outcome: number
  reason: number
  usageState: number
  priceState: number
  price: number
  address: number
  client: number
  /** The client without its version. */
  family: number
  streamed: number
  status: number | null
  upstreamStatus: number | null
  sent: number
  costNanoUsd: number | null
  firstByteMs: number | null
  totalMs: number | null
  requestBytes: number | null
  answerBytes: number | null
  /** What limits held for it; see `Held`. */
  reserved: string | null
  /** 1: kept without details. */
  unlogged: Generated<number>
}

/** What is kept of a call beside its row, and maybe dropped before it. */
export interface CallDetailsRow {
  callId: number
  rawUsage: string | null
  trace: string | null
  /** Codes of texts in `names`; 0 for none. */
  requestHeaders: Generated<number>
  answerHeaders: Generated<number>
}

/** One call with its texts and times: a view for whoever reads few of them; sums are better taken from callRows. */
export interface CallRow extends UsageColumns {
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
  /** The member's team when the call was made. */
  teamId: string | null
  /** 1: it went out to the provider, and counts in limits of requests. */
  sent: number
  /** What was held while it was in flight, see `Held`; null where no limit touched it. */
  reserved: string | null
}

/** A body as it was sealed; never part of a list. */
export interface CallBodyRow {
  callId: number
  /** 0: what was sent · 1: what was answered. */
  part: number
  /** UTC, whose key it is sealed under. */
  day: string
  contentType: string
  bytes: number
  keptBytes: number
  sealedBytes: number
  sealed: Buffer
}

export interface BodyKeyRow {
  day: string
  wrapped: Buffer
}

export interface RepricingRow {
  id: string
  at: number
  actorId: string
  /** JSON of what was asked for. */
  filter: string
  calls: number
  note: string
}

/** A call's cost before it was computed anew. */
export interface RepricedCallRow {
  callId: number
  repricingId: string
  costNanoUsd: number | null
  priceState: string | null
  priceId: string | null
}
