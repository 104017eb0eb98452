import { newId } from '../base/ids.ts'
import type { PriceRow, PriceTier, UnitPrices } from '../contract/calls.ts'
import type { Db } from './db.ts'
import type { PriceTableRow } from './schema/keys.ts'

/** What a price list says of a model. */
export interface ListPrice {
  free: boolean
  prices: UnitPrices
  tiers: PriceTier[]
  /** Version of the list. */
  note: string
}

/** Whose prices apply: those of the preset (`groq`) where there is one, else of the provider. */
export function priceOwner(key: { provider: string; preset: string | null }): string {
  return key.preset ?? key.provider
}

/** Every price in force or to come, and those they followed; without what an administrator withdrew. */
export function listPrices(db: Db): PriceRow[] {
  return db
    .all(
      db.sql
        .selectFrom('prices')
        .selectAll()
        .where('removedAt', 'is', null)
        .orderBy('provider')
        .orderBy('model')
        .orderBy('effectiveFrom', 'desc'),
    )
    .map(toPriceRow)
}

export function findPrice(db: Db, id: string): PriceTableRow | undefined {
  return db.get(db.sql.selectFrom('prices').selectAll().where('id', '=', id))
}

/** The price of a model at a moment: an administrator's wins over the list's, a newer one over an older. */
export function priceAt(db: Db, provider: string, model: string, at: number): PriceRow | undefined {
  const row = db.get(selectPrices(db, provider, model).where('effectiveFrom', '<=', at).limit(1))
  return row && toPriceRow(row)
}

/** All prices of a model that were not withdrawn: an administrator's first, then a newer one before an older. */
export function pricesOf(db: Db, provider: string, model: string): PriceRow[] {
  return db.all(selectPrices(db, provider, model)).map(toPriceRow)
}

function selectPrices(db: Db, provider: string, model: string) {
  return (
    db.sql
      .selectFrom('prices')
      .selectAll()
      .where('provider', '=', provider)
      .where('model', '=', model)
      .where('removedAt', 'is', null)
      // 'admin' sorts before 'list'.
      .orderBy('source')
      .orderBy('effectiveFrom', 'desc')
  )
}

export function insertPrice(db: Db, price: PriceRow): void {
  db.run(
    db.sql.insertInto('prices').values({
      id: price.id,
      provider: price.provider,
      model: price.model,
      effectiveFrom: price.effectiveFrom,
      source: price.source,
      note: price.note,
      free: price.free ? 1 : 0,
      prices: JSON.stringify(price.prices),
      tiers: JSON.stringify(price.tiers),
      removedAt: null,
    }),
  )
}

/** Withdraws an administrator's price; calls that were charged by it keep pointing to it. */
export function removePrice(db: Db, id: string, now: number): void {
  db.run(
    db.sql
      .updateTable('prices')
      .set({ removedAt: now })
      .where('id', '=', id)
      .where('source', '=', 'admin')
      .where('removedAt', 'is', null),
  )
}

/**
 * The price of a model now. Where the list knows one that is not yet in the table, or says something newer,
 * it is copied in as a dated row first; so every charged call points to a row that stays as it was.
 */
export function ensurePrice(
  db: Db,
  listed: ListPrice | undefined,
  { provider, model }: { provider: string; model: string },
  now: number,
): PriceRow | undefined {
  if (listed && !isSame(newestListed(db, provider, model), listed)) {
    insertPrice(db, {
      id: newId('prc'),
      provider,
      model,
      effectiveFrom: now,
      source: 'list',
      ...listed,
    })
  }
  return priceAt(db, provider, model, now)
}

function newestListed(db: Db, provider: string, model: string): PriceRow | undefined {
  const row = db.get(
    db.sql
      .selectFrom('prices')
      .selectAll()
      .where('provider', '=', provider)
      .where('model', '=', model)
      .where('source', '=', 'list')
      .orderBy('effectiveFrom', 'desc')
      .limit(1),
  )
  return row && toPriceRow(row)
}

/** A new version of the list with the same figures makes no new row. */
function isSame(row: PriceRow | undefined, listed: ListPrice): boolean {
  const figures = ({ free, prices, tiers }: ListPrice) => JSON.stringify([free, prices, tiers])
  return row !== undefined && figures(row) === figures(listed)
}

export function toPriceRow(row: PriceTableRow): PriceRow {
  return {
    id: row.id,
    provider: row.provider,
    model: row.model,
    effectiveFrom: row.effectiveFrom,
    source: row.source,
    note: row.note,
    free: row.free === 1,
    prices: JSON.parse(row.prices) as UnitPrices,
    tiers: JSON.parse(row.tiers) as PriceTier[],
  }
}
