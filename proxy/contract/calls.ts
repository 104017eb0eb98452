import { z } from 'zod'
import type { CallBodies } from './bodies.ts'
import type { DialectName, ProviderName } from './providers.ts'
import type { CallTrace } from './trace.ts'

/** Disjoint buckets: nothing is counted in two of them, so a sum over buckets is a true total. */
export const USAGE_BUCKETS = [
  /** Text (and not separately priced) input that was neither read from nor written to a cache. */
  'input',
  'cachedRead',
  /** Short-lived cache writes: Anthropic 5 min, OpenAI 30 min. */
  'cacheWrite5m',
  /** Long-lived cache writes: Anthropic 1 h, OpenAI 12 h. */
  'cacheWrite1h',
  /** Output without reasoning and audio. */
  'output',
  'reasoning',
  'audioInput',
  'audioOutput',
  /** Image tokens in and out (gpt-image and the like). */
  'imageInput',
  'imageOutput',
  /** Pictures made; paid by the piece only where their tokens are not counted. */
  'images',
  /** Audio, where it is priced by its length, in milliseconds. */
  'audioMs',
  /** Characters of text turned into speech. */
  'characters',
  /** Web searches, rerank units and the like. */
  'searches',
] as const

export type UsageBucket = (typeof USAGE_BUCKETS)[number]
export type Usage = Record<UsageBucket, number>

/** All buckets zero, changed where `part` says so. */
export function usageOf(part: Partial<Usage> = {}): Usage {
  return {
    input: 0,
    cachedRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: 0,
    reasoning: 0,
    audioInput: 0,
    audioOutput: 0,
    imageInput: 0,
    imageOutput: 0,
    images: 0,
    audioMs: 0,
    characters: 0,
    searches: 0,
    ...part,
  }
}

/**
 * `open`: in flight · `ok`: answered whole · `refused`: Keyrack said no · `failed`: the provider failed or
 * broke off · `aborted`: the client left · `interrupted`: the service died while it was in flight.
 */
export const callOutcome = z.enum(['open', 'ok', 'refused', 'failed', 'aborted', 'interrupted'])
export type CallOutcome = z.infer<typeof callOutcome>

/**
 * `reported`: the provider's own figure · `priced`: from a price row · `assumed`: some of it, or all, is what limits
 * on money had to suppose (no price row, fees of tools, dearer service) · `free`: free on purpose · `unknown`: never zero.
 */
export const priceState = z.enum(['reported', 'priced', 'assumed', 'free', 'unknown'])
export type PriceState = z.infer<typeof priceState>

/** `reported` by the provider, `estimated` by us, or `none` (nothing was used, or the endpoint is free). */
export const usageState = z.enum(['reported', 'estimated', 'none'])
export type UsageState = z.infer<typeof usageState>

/** One line of the ledger, as the window and the command line see it. */
export interface CallRecord {
  id: string
  startedAt: number
  endedAt: number | null
  memberId: string | null
  memberName: string | null
  /** The member's team when the call was made. */
  teamId: string | null
  teamName: string | null
  tokenId: string | null
  tokenLabel: string | null
  keyId: string | null
  keyLabel: string | null
  provider: ProviderName | null
  dialect: DialectName
  endpoint: string
  model: string | null
  streamed: boolean
  /** HTTP status the client got; null while the call is open. */
  status: number | null
  /** HTTP status the provider gave. */
  upstreamStatus: number | null
  outcome: CallOutcome
  /** Stable reason of a refusal or failure, such as `MODEL_UNKNOWN`. */
  reason: string | null
  usage: Usage
  usageState: UsageState
  /** Null when the price is unknown or the call is open. */
  costNanoUsd: number | null
  priceState: PriceState | null
  priceId: string | null
  firstByteMs: number | null
  totalMs: number | null
  address: string | null
  client: string | null
  /** Kept without details: no address, no program, nothing of how it went. */
  unlogged: boolean
}

export interface CallDetail extends CallRecord {
  /** What the provider said about usage, word for word. */
  rawUsage: string | null
  price: PriceRow | null
  requestBytes: number | null
  answerBytes: number | null
  /** Null where it was not kept, or is gone already. */
  trace: CallTrace | null
  bodies: CallBodies
}

/** Longer filters are no filters. */
const LONGEST_QUERY = 2000

export const callFilter = z.strictObject({
  /** Epoch milliseconds; `until` is the first moment left out. */
  since: z.number().int().nonnegative().optional(),
  until: z.number().int().nonnegative().optional(),
  /** In the filter language: `status:429 member:ana -model:gemini`, see callQuery.ts. */
  query: z.string().max(LONGEST_QUERY).optional(),
})
export type CallFilter = z.infer<typeof callFilter>

export const callPage = z.strictObject({
  filter: callFilter.default({}),
  /** Only calls older than this one (its public id), or from where a search stopped. */
  before: z.string().optional(),
  limit: z.number().int().min(1).max(1000).default(200),
})

/** Where a search that took too long stopped, and goes on when asked. */
export interface Searched {
  /** What to give as `before` to go on; null at the end of the ledger. */
  next: string | null
  /** Everything since then was looked through, epoch milliseconds; null when nothing was left out. */
  lookedBackTo: number | null
}

export interface CallPage extends Searched {
  /** Newest first. */
  calls: CallRecord[]
  /** Older ones may follow. */
  more: boolean
}

/** What a filter adds up to. */
export interface CallTotals {
  calls: number
  inputTokens: number
  outputTokens: number
  costNanoUsd: number
  /** Calls whose price is unknown; their cost is in no total. */
  unpriced: number
}

export interface CallSums extends CallTotals, Searched {}

export const summaryBy = z.enum(['member', 'team', 'model', 'key', 'day'])
export type SummaryBy = z.infer<typeof summaryBy>

export interface SummaryLine extends CallTotals {
  /** Id of the member, team or key, name of the model, or the day as `2026-11-21`. */
  group: string
  label: string
  failed: number
  usage: Usage
}

/**
 * Money per unit, in pico-dollars (10⁻¹² USD), so that 0.0125 USD per million tokens is still an integer.
 * Only few list prices are not: a dollar per hour of audio is no whole number per millisecond.
 */
export type UnitPrices = Partial<Record<UsageBucket | 'request', number>>

export interface PriceTier {
  /** The tier applies when all input tokens together are more than this. */
  aboveInputTokens: number
  prices: UnitPrices
}

/** One dated price; never edited, only followed by a newer one. */
export interface PriceRow {
  id: string
  provider: ProviderName | string
  model: string
  effectiveFrom: number
  /** `list`: copied from the bundled price list · `admin`: typed by an administrator. */
  source: 'list' | 'admin'
  /** Version of the list, or a note. */
  note: string
  free: boolean
  prices: UnitPrices
  tiers: PriceTier[]
}

/** An administrator's price: dollars per million tokens, as price pages print them. */
export const newPrice = z.strictObject({
  provider: z.string().min(1).max(40),
  model: z.string().trim().min(1).max(256),
  free: z.boolean().default(false),
  inputPerMTok: z.number().nonnegative().max(1_000_000).optional(),
  cachedReadPerMTok: z.number().nonnegative().max(1_000_000).optional(),
  cacheWritePerMTok: z.number().nonnegative().max(1_000_000).optional(),
  outputPerMTok: z.number().nonnegative().max(1_000_000).optional(),
  perRequest: z.number().nonnegative().max(1_000_000).optional(),
  /** Since when it applies, epoch milliseconds; left out: from now on. Past calls change only when priced anew. */
  effectiveFrom: z.number().int().nonnegative().optional(),
  note: z.string().max(200).default(''),
})
export type NewPrice = z.infer<typeof newPrice>
