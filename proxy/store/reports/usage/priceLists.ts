import { callTime, firstCallIdAt } from '../../../base/ids.ts'
import type { Db } from '../../db.ts'
import { textsOf } from '../../names.ts'
import { priceOwner } from '../../prices.ts'
import { rollupState } from '../../rollups/state.ts'

/** Codes of what a price depends on, and what they stand for. */
interface Priced {
  providerCode: number
  keyCode: number
  modelCode: number
  provider: string | null
  keyId: string | null
  model: string | null
}

interface Stretch {
  from: number
  to: number
}

interface DatedPrice {
  source: 'list' | 'admin'
  effectiveFrom: number
  name: string
}

/**
 * Says by which versions of price lists calls were charged. Rollups do not know it: the rows of the calls do, and
 * where those are deleted, the prices that were in force.
 */
export class PriceLists {
  readonly #db: Db
  readonly #names: Map<string, string>
  readonly #presets: Map<string, string | null>
  readonly #dated = new Map<string, DatedPrice[]>()

  constructor(db: Db) {
    this.#db = db
    const { sql } = db
    const prices = db.all(
      sql.selectFrom('prices').select(['id', 'source', 'effectiveFrom', 'note']),
    )
    this.#names = new Map(prices.map((price) => [price.id, nameOf(price)]))
    this.#presets = new Map(
      db.all(sql.selectFrom('keys').select(['id', 'preset'])).map(({ id, preset }) => [id, preset]),
    )
  }

  within(stretch: Stretch): (call: Priced) => string[] {
    const charged = this.#charged(stretch)
    const isWhole = stretch.from >= callTime(rollupState(this.#db).rowsFrom)
    return (call) => {
      const { providerCode, keyCode, modelCode } = call
      const names = charged.get(`${providerCode} ${keyCode} ${modelCode}`) ?? []
      const all = isWhole ? names : [...names, ...this.#inForce(call, stretch)]
      return [...new Set(all)].sort()
    }
  }

  #charged({ from, to }: Stretch): Map<string, string[]> {
    const rows = this.#db.raw
      .prepare<[number, number], Record<'provider' | 'key' | 'model' | 'price', number>>(
        `SELECT DISTINCT provider, "key", model, price FROM callRows
          WHERE id >= ? AND id < ? AND price <> 0`,
      )
      .all(firstCallIdAt(from), firstCallIdAt(to))
    const ids = textsOf(
      this.#db,
      rows.map(({ price }) => price),
    )
    const found = new Map<string, string[]>()
    for (const { provider, key, model, price } of rows) {
      const place = `${provider} ${key} ${model}`
      const name = this.#names.get(ids.get(price) ?? '')
      if (name !== undefined) found.set(place, [...(found.get(place) ?? []), name])
    }
    return found
  }

  #inForce({ provider, keyId, model }: Priced, { from, to }: Stretch): string[] {
    if (provider === null || model === null) return []
    const preset = this.#presets.get(keyId ?? '') ?? null
    const dated = this.#datedOf(priceOwner({ provider, preset }), model)
    const within = (source: DatedPrice['source']) => {
      const all = dated.filter((price) => price.source === source && price.effectiveFrom < to)
      const first = all.findLastIndex(({ effectiveFrom }) => effectiveFrom <= from)
      return { names: all.slice(Math.max(0, first)).map(({ name }) => name), isWhole: first >= 0 }
    }
    // A price of one's own wins over the list's, from the day on when it was in force.
    const own = within('admin')
    return own.isWhole ? own.names : [...within('list').names, ...own.names]
  }

  /** Oldest first. */
  #datedOf(provider: string, model: string): DatedPrice[] {
    const place = `${provider}\n${model}`
    const known = this.#dated.get(place)
    if (known) return known
    const prices = this.#db
      .all(
        this.#db.sql
          .selectFrom('prices')
          .select(['source', 'effectiveFrom', 'note'])
          .where('provider', '=', provider)
          .where('model', '=', model)
          .where('removedAt', 'is', null)
          .orderBy('effectiveFrom'),
      )
      .map((price) => ({ ...price, name: nameOf(price) }))
    this.#dated.set(place, prices)
    return prices
  }
}

/** The list's version; a price of one's own bears the day from which it was in force. */
function nameOf({
  source,
  effectiveFrom,
  note,
}: {
  source: 'list' | 'admin'
  effectiveFrom: number
  note: string
}): string {
  if (source === 'list') return note
  return `own price of ${new Date(effectiveFrom).toISOString().slice(0, 10)}`
}
