import type { PriceRow } from '../contract/calls.ts'
import type { ProviderName } from '../contract/providers.ts'
import { listPrice } from '../providers/priceList.ts'
import type { Db } from '../store/db.ts'
import { ensurePrice, priceOwner } from '../store/prices.ts'

const HOUR_MS = 3_600_000

/**
 * The price of each model, as dated rows of our own: the first call of a model copies its price from the
 * bundled list, so that a row of the ledger always points at the very figures it was computed with.
 */
export class PriceBook {
  readonly #db: Db
  readonly #known = new Map<string, PriceRow | undefined>()

  constructor(db: Db) {
    this.#db = db
  }

  /** Forgets what was read; called when an administrator changes a price. */
  drop(): void {
    this.#known.clear()
  }

  /** Undefined when neither the administrator nor the list knows the model: the cost is then unknown. */
  find(
    provider: ProviderName,
    preset: string | null,
    model: string,
    at: number,
  ): PriceRow | undefined {
    const owner = priceOwner({ provider, preset })
    // Looked up anew each hour: some prices change with the time of day, or begin on a date.
    const name = `${owner} ${model} ${Math.floor(at / HOUR_MS)}`
    if (this.#known.has(name)) return this.#known.get(name)
    const listed = listPrice(provider, preset, model, at)
    const price = ensurePrice(this.#db, listed, { provider: owner, model }, at)
    if (this.#known.size >= 5000) this.#known.clear()
    this.#known.set(name, price)
    return price
  }
}
