import { z } from 'zod'
import { newId } from '../base/ids.ts'
import { type NewPrice, newPrice, type PriceRow, type UnitPrices } from '../contract/calls.ts'
import { repriceFilter, repriceOrder } from '../contract/repricing.ts'
import { findPrice, insertPrice, listPrices, removePrice } from '../store/prices.ts'
import { problem } from './problems.ts'
import { previewRepricing, reprice } from './repricing.ts'
import type { AdminServices } from './services.ts'
import { administrator, router } from './trpc.ts'

const MONTH_MS = 30 * 86_400_000
/** One dollar per million tokens is 10⁻⁶ dollars per token: a million pico-dollars. */
const PICO_PER_MTOK = 1_000_000
const PICO_PER_USD = 1_000_000_000_000

export const pricesRouter = router({
  list: administrator.query(({ ctx }): PriceRow[] => listPrices(ctx.services.db)),

  /** Past calls keep the price they were charged by, until they are priced anew. */
  set: administrator.input(newPrice).mutation(({ ctx, input }): PriceRow => {
    const { db, now } = ctx.services
    if (!input.free && Object.keys(unitPrices(input)).length === 0) {
      throw problem('BAD_REQUEST', 'Give at least one price, or say that the model is free.')
    }
    const row: PriceRow = {
      id: newId('prc'),
      ...{ provider: input.provider, model: input.model, note: input.note, free: input.free },
      effectiveFrom: input.effectiveFrom ?? now(),
      source: 'admin',
      prices: input.free ? {} : unitPrices(input),
      tiers: [],
    }
    insertPrice(db, row)
    pricesChanged(ctx.services)
    return row
  }),

  /** Withdraws a typed price; the list's applies again. */
  remove: administrator.input(z.strictObject({ id: z.string() })).mutation(({ ctx, input }) => {
    const { db, now } = ctx.services
    const price = findPrice(db, input.id)
    if (!price || price.removedAt !== null) {
      throw problem('NOT_FOUND', 'This price is no longer there. Look at the list again.')
    }
    if (price.source !== 'admin') {
      throw problem(
        'CONFLICT',
        'This price comes from the price list and cannot be removed. Set a price of your own: it applies instead.',
      )
    }
    removePrice(db, input.id, now())
    pricesChanged(ctx.services)
  }),

  repricePreview: administrator
    .input(repriceFilter)
    .query(({ ctx, input }) => previewRepricing(ctx.services, input)),

  /** Gives past calls the cost that the prices of now make it; the figures before are kept. */
  reprice: administrator
    .input(repriceOrder)
    .mutation(({ ctx, input }) => reprice(ctx.services, input, ctx.actor.id)),

  /** Models called in the last 30 days whose price nobody knows. */
  unpriced: administrator.query(({ ctx }) =>
    ctx.services.reports.unpricedModels(ctx.services.now() - MONTH_MS),
  ),
})

/** Dollars as price pages print them become whole pico-dollars per unit. */
function unitPrices(input: NewPrice): UnitPrices {
  const perToken = (dollars: number | undefined) =>
    dollars === undefined ? undefined : Math.round(dollars * PICO_PER_MTOK)
  const cacheWrite = perToken(input.cacheWritePerMTok)
  const perRequest =
    input.perRequest === undefined ? undefined : Math.round(input.perRequest * PICO_PER_USD)
  return Object.fromEntries(
    Object.entries({
      input: perToken(input.inputPerMTok),
      cachedRead: perToken(input.cachedReadPerMTok),
      cacheWrite5m: cacheWrite,
      cacheWrite1h: cacheWrite,
      output: perToken(input.outputPerMTok),
      // Reasoning is billed as output everywhere.
      reasoning: perToken(input.outputPerMTok),
      request: perRequest,
    }).filter(([, price]) => price !== undefined),
  )
}

function pricesChanged({ gateway, live }: AdminServices): void {
  gateway.pricesChanged()
  live.changed('prices')
}
