import { usageOf } from '../contract/calls.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { Endpoint } from '../dialects/dialect.ts'
import { DIALECTS } from '../dialects/index.ts'
import { costOf } from '../policy/cost.ts'
import { readHeld } from '../policy/held.ts'
import { providers } from '../providers/index.ts'
import type { Db } from '../store/db.ts'
import { findKey } from '../store/keys.ts'
import { type Ledger, orphanedCalls } from '../store/ledger.ts'
import type { CallRow } from '../store/schema/calls.ts'
import { heldUsage, isMeasured } from './heldEnd.ts'
import type { PriceBook } from './priceBook.ts'
import { estimatedTokens } from './record.ts'

/**
 * Settles the calls that were in flight when the service died: marked as interrupted, and charged with what
 * they had sent, since the provider may well have charged for it. Answers how many there were.
 */
export function settleInterrupted(db: Db, ledger: Ledger, prices: PriceBook, now: number): number {
  const orphans = orphanedCalls(db)
  for (const row of orphans) void ledger.close({ ...row, ...settled(db, prices, row, now) })
  ledger.flush()
  return orphans.length
}

/** What the administrator is told of it after the start. */
export function recoveredWords(count: number): string {
  const calls = count === 1 ? '1 call was' : `${count} calls were`
  return `Keyrack was not ended in order. ${calls} in flight then and are now marked as interrupted, with an estimated cost. Everything that was answered is in the ledger.`
}

function settled(db: Db, prices: PriceBook, row: CallRow, now: number): Partial<CallRow> {
  const over = { outcome: 'interrupted', reason: 'SERVICE_DIED', endedAt: now, sent: 1 }
  const endpoint = endpointOf(row)
  if (endpoint?.metered === false)
    return { ...over, usageState: 'none', costNanoUsd: 0, priceState: 'free' }
  const provider = row.provider as ProviderName | null
  const preset = row.keyId ? (findKey(db, row.keyId)?.preset ?? null) : null
  const price =
    provider && row.model ? prices.find(provider, preset, row.model, row.startedAt) : undefined
  const reserved = readHeld(row.reserved)?.amounts
  // Limits held the most that it could come to: that is what it counts now.
  if (reserved && reserved.money > 0)
    return {
      ...{ ...over, ...heldUsage(reserved), usageState: 'estimated' },
      costNanoUsd: reserved.money,
      priceState: price ? 'priced' : 'assumed',
      priceId: price?.id ?? null,
    }
  // What an uploaded file or a batch cost cannot be told from its bytes.
  if (endpoint?.chargedLater || endpoint?.body.toLowerCase().includes('multipart'))
    return { ...over, usageState: 'estimated', costNanoUsd: null, priceState: 'unknown' }
  const usage =
    reserved && isMeasured(reserved)
      ? heldUsage(reserved)
      : usageOf({ input: estimatedTokens(row.requestBytes ?? 0) })
  const { costNanoUsd, priceState } = costOf(usage, price, {
    free: provider ? providers[provider].free : false,
  })
  return {
    ...over,
    ...usage,
    usageState: 'estimated',
    costNanoUsd,
    priceState,
    priceId: priceState === 'priced' ? (price?.id ?? null) : null,
  }
}

function endpointOf({ dialect, endpoint }: CallRow): Endpoint | undefined {
  return DIALECTS.find(({ name }) => name === dialect)?.endpoints.find(
    ({ name }) => name === endpoint,
  )
}
