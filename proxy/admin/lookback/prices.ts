import { newId } from '../../base/ids.ts'
import type { PriceRow } from '../../contract/calls.ts'
import type { ProviderName } from '../../contract/providers.ts'
import { listPrice } from '../../providers/priceList.ts'
import type { Db } from '../../store/db.ts'
import { priceOwner, pricesOf } from '../../store/prices.ts'

/** What a price is looked up by. */
export interface PricedThing {
  provider: ProviderName
  preset: string | null
  model: string
}

/**
 * Prices as they are valid now for moments that are over. Where no row was valid yet but the bundled list knows
 * the model by now, the list's price counts, as a new row that begins with the oldest call it is needed for.
 */
export class PastPrices {
  readonly #db: Db
  readonly #rows = new Map<string, PriceRow[]>()
  #added: PriceRow[] = []

  constructor(db: Db) {
    this.#db = db
  }

  /** Calls must come oldest first. */
  find(thing: PricedThing, at: number): PriceRow | undefined {
    const owner = priceOwner(thing)
    const name = `${owner} ${thing.model}`
    // An administrator's price wins, and the newest that had begun: the order in which they are listed.
    const rows = this.#rows.get(name) ?? pricesOf(this.#db, owner, thing.model)
    this.#rows.set(name, rows)
    const valid = rows.find(({ effectiveFrom }) => effectiveFrom <= at)
    if (valid) return valid
    const listed = listPrice(thing.provider, thing.preset, thing.model, at)
    if (!listed) return undefined
    const row: PriceRow = {
      ...{ id: newId('prc'), provider: owner, model: thing.model, effectiveFrom: at },
      ...{ source: 'list', ...listed },
    }
    rows.push(row)
    this.#added.push(row)
    return row
  }

  /** Rows that are not in the table yet; each is answered once. */
  takeAdded(): PriceRow[] {
    const added = this.#added
    this.#added = []
    return added
  }
}
