import { nameMatcher } from '../../base/namePattern.ts'
import { type PriceRow, USAGE_BUCKETS } from '../../contract/calls.ts'
import type { ProviderName } from '../../contract/providers.ts'
import type { RepriceFilter, RepricePreview, RepriceSums } from '../../contract/repricing.ts'
import { DIALECTS } from '../../dialects/index.ts'
import { costOf } from '../../policy/cost.ts'
import { readHeld } from '../../policy/held.ts'
import { withUnlisted } from '../../policy/unlisted.ts'
import { providers } from '../../providers/index.ts'
import type { Db } from '../../store/db.ts'
import { priceOwner } from '../../store/prices.ts'
import { usageOfRow } from '../../store/reports/callRecord.ts'
import { callsToPrice, type NewCost, type PricedRow } from '../../store/repricings.ts'
import { PastPrices } from './prices.ts'

export { PastPrices }

/** So many calls are read in one go. */
const PAGE = 2000

export type Stretch = RepriceFilter & { until: number }

/** Some of the calls, priced anew. */
export interface RepricedPage {
  /** Only those whose figure becomes another, with the figure before. */
  changed: (NewCost & Pick<PricedRow, 'startedAt' | 'teamId'> & { before: number | null })[]
  /** Prices that must be in the table before the calls point to them. */
  newPrices: PriceRow[]
  sums: RepriceSums
  /** Where to go on; undefined at the end. */
  after: number | undefined
}

/** What pricing anew would do to all calls of a stretch. */
export function repricePreview(db: Db, stretch: Stretch): RepricePreview {
  const prices = new PastPrices(db)
  const total = noSums()
  const models = new Map<string, RepricePreview['models'][number]>()
  let after: number | undefined = 0
  while (after !== undefined) {
    const page = priced(db, stretch, prices, after)
    for (const call of page.calls) {
      const name = `${call.provider} ${call.model}`
      const line = models.get(name) ?? { provider: call.provider, model: call.model, ...noSums() }
      models.set(name, line)
      addTo(line, call)
      addTo(total, call)
    }
    after = page.after
  }
  const weight = (sums: RepriceSums) => Math.abs(sums.afterNanoUsd - sums.beforeNanoUsd)
  return {
    ...total,
    models: [...models.values()].sort((a, b) => weight(b) - weight(a) || b.changed - a.changed),
  }
}

/** One page of the same, for whoever writes it down. `prices` lives as long as the whole of it takes. */
export function repricePage(
  db: Db,
  { after, ...stretch }: Stretch & { after: number },
  prices: PastPrices,
): RepricedPage {
  const page = priced(db, stretch, prices, after)
  const sums = noSums()
  for (const call of page.calls) addTo(sums, call)
  return {
    changed: page.calls
      .filter(({ isChanged }) => isChanged)
      .map(({ row: { startedAt, teamId, costNanoUsd }, cost }) => ({
        ...{ ...cost, startedAt, teamId },
        before: costNanoUsd,
      })),
    newPrices: prices.takeAdded(),
    sums,
    after: page.after,
  }
}

interface PricedCall {
  row: PricedRow
  /** Whose price list counts. */
  provider: string
  model: string
  cost: NewCost
  isChanged: boolean
}

function priced(
  db: Db,
  stretch: Stretch,
  prices: PastPrices,
  after: number,
): { calls: PricedCall[]; after: number | undefined } {
  const rows = callsToPrice(db, { ...stretch, after, limit: PAGE })
  const isModel = stretch.model === undefined ? () => true : nameMatcher(stretch.model)
  const calls = rows.flatMap((row) => {
    const { provider, preset, model } = row
    if (provider === null || model === null || !isModel(model)) return []
    if (stretch.provider !== undefined && ![provider, preset].includes(stretch.provider)) return []
    const thing = { provider: provider as ProviderName, preset, model }
    const cost = newCost(row, prices.find(thing, row.startedAt))
    const isChanged = cost.costNanoUsd !== row.costNanoUsd || cost.priceState !== row.priceState
    return [{ row, provider: priceOwner(thing), model, cost, isChanged }]
  })
  return { calls, after: rows.length < PAGE ? undefined : rows.at(-1)?.id }
}

/** What is not known better now stays as it was: no price is no reason to forget a figure. */
function newCost(row: PricedRow, price: PriceRow | undefined): NewCost {
  const before = {
    ...{ id: row.id, costNanoUsd: row.costNanoUsd },
    ...{ priceState: row.priceState, priceId: row.priceId },
  }
  if (isGuesswork(row)) return before
  const free = providers[row.provider as ProviderName].free
  const usage = usageOfRow(row)
  const held = readHeld(row.reserved)
  const plain = costOf(usage, price, { free })
  const { costNanoUsd, priceState } = held?.unlisted
    ? withUnlisted(plain, held.unlisted, usage, Number.MAX_SAFE_INTEGER)
    : plain
  if (priceState === 'unknown') return before
  return {
    ...{ id: row.id, costNanoUsd, priceState },
    priceId: priceState === 'priced' ? (price?.id ?? null) : null,
  }
}

/**
 * What no price can tell: what an uploaded file used, or a batch that is charged later, or a call of which nothing is
 * known but what limits held for it.
 */
function isGuesswork(row: PricedRow): boolean {
  if (row.usageState !== 'estimated' || row.rawUsage !== null) return false
  return isUpload(row) || USAGE_BUCKETS.every((bucket) => row[bucket] === 0) || keepsHeld(row)
}

function isUpload({ dialect, endpoint }: PricedRow): boolean {
  const found = DIALECTS.find(({ name }) => name === dialect)?.endpoints.find(
    ({ name }) => name === endpoint,
  )
  return found?.body.toLowerCase().includes('multipart') ?? false
}

function keepsHeld(row: PricedRow): boolean {
  return readHeld(row.reserved)?.amounts.money === row.costNanoUsd
}

export function noSums(): RepriceSums {
  return {
    ...{ calls: 0, changed: 0, beforeNanoUsd: 0, afterNanoUsd: 0 },
    ...{ unpricedBefore: 0, unpricedAfter: 0 },
  }
}

function addTo(sums: RepriceSums, { row, cost, isChanged }: PricedCall): void {
  sums.calls++
  if (isChanged) sums.changed++
  sums.beforeNanoUsd += row.costNanoUsd ?? 0
  sums.afterNanoUsd += cost.costNanoUsd ?? 0
  if (row.costNanoUsd === null) sums.unpricedBefore++
  if (cost.costNanoUsd === null) sums.unpricedAfter++
}
