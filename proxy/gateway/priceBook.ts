import type { PriceRow } from '../contract/calls.ts'
import type { ProviderName } from '../contract/providers.ts'
import { listPrice } from '../providers/priceList.ts'
import type { Db } from '../store/db.ts'
import { ensurePrice, priceOwner } from '../store/prices.ts'

const HOUR_MS = 3_600_000
// A call that began before the hour may end long after it.
const MOST_HOURS = 6
const MOST_MODELS = 5000

type Prices = Map<string, PriceRow | undefined>

/**
 * The price of each model, as dated rows of our own: the first call of a model copies its price from the
 * bundled list, so that a row of the ledger always points at the very figures it was computed with.
 */
export class PriceBook {
  readonly #db: Db
  /** By hour, owner and model. Three short steps: a name made of all three would have to be made for each call. */
  readonly #known = new Map<number, Map<string, Prices>>()

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
    const known = this.#knownOf(owner, Math.floor(at / HOUR_MS))
    const found = known.get(model)
    if (found || known.has(model)) return found
    const listed = listPrice(provider, preset, model, at)
    const price = ensurePrice(this.#db, listed, { provider: owner, model }, at)
    if (known.size >= MOST_MODELS) known.clear()
    known.set(model, price)
    return price
  }

  /** Looked up anew each hour: some prices change with the time of day, or begin on a date. */
  #knownOf(owner: string, hour: number): Prices {
    let ofHour = this.#known.get(hour)
    if (!ofHour) {
      if (this.#known.size >= MOST_HOURS) this.#known.clear()
      ofHour = new Map()
      this.#known.set(hour, ofHour)
    }
    let known = ofHour.get(owner)
    if (!known) {
      known = new Map()
      ofHour.set(owner, known)
    }
    return known
  }
}
