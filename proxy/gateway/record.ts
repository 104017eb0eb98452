import { amountsOf } from '../contract/amounts.ts'
import {
  type PriceRow,
  USAGE_BUCKETS,
  type Usage,
  type UsageState,
  usageOf,
} from '../contract/calls.ts'
import { type Cost, costOf } from '../policy/cost.ts'
import { packHeld } from '../policy/held.ts'
import { withUnlisted } from '../policy/unlisted.ts'
import type { ClosedCall, OpenedCall } from '../store/ledger.ts'
import type { Call } from './call.ts'
import { heldCost, heldUsage, keepsHeld } from './heldEnd.ts'
import type { GatewayServices } from './services.ts'
import { traceText } from './trace/traceText.ts'

/** A token is about four characters of English; good enough where nobody told us better. */
const CHARS_PER_TOKEN = 4

export function estimatedTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN)
}

export function openedRow(call: Call): OpenedCall {
  const unlogged = call.caller?.unlogged === true
  return {
    id: call.id,
    startedAt: call.startedAt,
    memberId: call.caller?.memberId ?? null,
    tokenId: call.caller?.tokenId ?? null,
    keyId: call.key?.id ?? null,
    provider: call.key?.providerName ?? null,
    dialect: call.dialect.name,
    endpoint: call.endpoint.name,
    model: call.model ?? null,
    streamed: call.streamed ? 1 : 0,
    address: unlogged ? null : call.address,
    client: unlogged ? null : call.client,
    requestBytes: call.requestBytes,
    teamId: call.caller?.teamId ?? null,
    reserved: reservedOf(call),
    unlogged,
  }
}

/** What is held for a call, and what it costs beside its usage. */
function reservedOf({ held, unlisted }: Call): string | null {
  return held ? packHeld({ amounts: held.amounts, unlisted }) : null
}

/**
 * Settles a call: usage to cost, and the row's end. Resolves when it is on disk; only then may the answer's
 * last byte leave. Asking twice is harmless.
 */
export async function record(services: GatewayServices, call: Call, status: number): Promise<void> {
  if (call.closed) return
  call.closed = true
  const endedAt = services.now()
  const row = closedRow(services, call, status, endedAt)
  if (call.held) services.limits.settle(call.held, amountsOf(row))
  services.calls.finish(
    call,
    {
      endedAt,
      failed: call.outcome === 'failed' || call.outcome === 'refused',
      firstByteMs: row.firstByteMs,
      teamId: call.caller?.teamId ?? null,
    },
    row.costNanoUsd,
  )
  if (call.caller) services.lastUse(call)
  if (call.opened) await services.ledger.close(row)
  else await services.ledger.add({ ...openedRow(call), ...row })
  services.onCallEnded(call, row)
}

function closedRow(
  services: GatewayServices,
  call: Call,
  status: number,
  endedAt: number,
): ClosedCall {
  const { usage, usageState } = usageAt(call)
  const price =
    call.key && call.model && usageState !== 'none' && !isGuesswork(call, usageState)
      ? services.prices.find(call.key.providerName, call.key.preset, call.model, call.startedAt)
      : undefined
  const { costNanoUsd, priceState } = costAt(services, call, usage, usageState, price)
  const raw = call.caller?.unlogged ? undefined : call.reading?.rawUsage
  return {
    id: call.id,
    model: call.model ?? null,
    endedAt,
    status,
    upstreamStatus: call.upstreamStatus ?? null,
    outcome: call.outcome,
    reason: call.reason ?? null,
    // Named one by one: a spread in the middle of so wide a row costs as much as all else here.
    input: usage.input,
    cachedRead: usage.cachedRead,
    cacheWrite5m: usage.cacheWrite5m,
    cacheWrite1h: usage.cacheWrite1h,
    output: usage.output,
    reasoning: usage.reasoning,
    audioInput: usage.audioInput,
    audioOutput: usage.audioOutput,
    imageInput: usage.imageInput,
    imageOutput: usage.imageOutput,
    images: usage.images,
    audioMs: usage.audioMs,
    characters: usage.characters,
    searches: usage.searches,
    usageState,
    rawUsage: raw === undefined ? null : JSON.stringify(raw),
    trace: traceText(call, services.settings().traceDetail),
    costNanoUsd,
    priceState,
    priceId: priceState === 'priced' ? (price?.id ?? null) : null,
    firstByteMs: call.firstByteAt === undefined ? null : call.firstByteAt - call.startedAt,
    totalMs: endedAt - call.startedAt,
    answerBytes: call.answerBytes,
    sent: call.sent ? 1 : 0,
  }
}

/** By the price, or as limits on money need it where that tells nothing. */
function costAt(
  services: GatewayServices,
  call: Call,
  usage: Usage,
  usageState: UsageState,
  price: PriceRow | undefined,
): Cost {
  if (usageState === 'none') return { costNanoUsd: 0, priceState: 'free' }
  const cost = costOf(usage, price, {
    reportedNanoUsd: call.reading?.reportedCostNanoUsd,
    free: call.key?.provider.free ?? false,
  })
  if (!call.held || cost.priceState === 'free' || cost.priceState === 'reported') return cost
  const keeps = usageState === 'estimated' && keepsHeld(call)
  if (!keeps && cost.priceState !== 'unknown')
    return call.unlisted ? withUnlisted(cost, call.unlisted, usage, call.held.amounts.money) : cost
  return heldCost(call, usage, price, { keeps, settings: services.settings() }) ?? cost
}

/** What the call used: as reported when its answer was whole, else estimated from what was seen. */
function usageAt(call: Call): { usage: Usage; usageState: UsageState } {
  const { reading } = call
  const answered =
    call.upstreamStatus !== undefined && call.upstreamStatus >= 200 && call.upstreamStatus < 300
  // Nothing was sent, or the provider turned it down: nothing was used.
  if (!call.endpoint.metered || !call.sent || (!answered && call.upstreamStatus !== undefined))
    return { usage: usageOf(), usageState: 'none' }
  if (call.outcome === 'ok' && reading?.usage && isCredible(reading.usage))
    return { usage: reading.usage, usageState: 'reported' }
  if (call.held && keepsHeld(call))
    return { usage: heldUsage(call.held.amounts), usageState: 'estimated' }
  if (call.chargedLater) return { usage: usageOf(), usageState: 'estimated' }
  return { usage: estimate(call), usageState: 'estimated' }
}

/** Sound, pictures and batches cannot be estimated from their bytes: such a cost is unknown rather than made up. */
function isGuesswork(call: Call, usageState: UsageState): boolean {
  if (usageState !== 'estimated') return false
  return call.chargedLater || (call.uploads && call.reading?.usage === undefined)
}

/** No call uses a billion of anything: whoever says so is broken, or wants to poison the sums. */
function isCredible(usage: Usage): boolean {
  return USAGE_BUCKETS.every((bucket) => usage[bucket] < 1_000_000_000)
}

function estimate(call: Call): Usage {
  const told = call.reading?.usage
  const seen = told && isCredible(told) ? told : usageOf()
  const seenInput = seen.input + seen.cachedRead + seen.cacheWrite5m + seen.cacheWrite1h
  const seenOutput = seen.output + seen.reasoning
  const output = estimatedTokens(call.reading?.outputChars ?? 0)
  return {
    ...seen,
    input: seenInput > 0 ? seen.input : estimatedTokens(call.body?.textChars() ?? 0),
    output: seen.output + Math.max(0, output - seenOutput),
  }
}
