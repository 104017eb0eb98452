import type { Db } from '../store/db.ts'
import { noteLastUse, type TokenUse } from '../store/lastUse.ts'
import type { Call } from './call.ts'

/** Collects who used what last, and writes it every few seconds instead of with each call. */
export class LastUses {
  readonly #db: Db
  readonly #tokens = new Map<string, TokenUse>()
  readonly #keys = new Map<string, number>()

  constructor(db: Db) {
    this.#db = db
  }

  note(call: Call): void {
    const { caller, key, startedAt } = call
    if (caller) {
      const { tokenId, unlogged } = caller
      const address = unlogged ? null : call.address
      const client = unlogged ? null : call.client
      this.#tokens.set(tokenId, { tokenId, at: startedAt, address, client })
    }
    if (key) this.#keys.set(key.id, startedAt)
  }

  write(): void {
    if (this.#tokens.size === 0 && this.#keys.size === 0) return
    noteLastUse(
      this.#db,
      [...this.#tokens.values()],
      [...this.#keys].map(([keyId, at]) => ({ keyId, at })),
    )
    this.#tokens.clear()
    this.#keys.clear()
  }
}
