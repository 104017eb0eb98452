import { insertDayKey, wrappedDayKey } from '../../store/bodies.ts'
import type { Db } from '../../store/db.ts'
import { newDayKey, openDayKey } from '../../vault/dayKeys.ts'
import type { Vault } from '../../vault/vault.ts'

/** The key of a day, made with its first body. Only the last day's is kept open. */
export class BodyKeys {
  readonly #db: Db
  readonly #vault: Vault
  #last: { day: string; key: Buffer } | undefined

  constructor(db: Db, vault: Vault) {
    this.#db = db
    this.#vault = vault
  }

  /** Throws while the vault is locked. */
  keyOf(day: string): Buffer {
    if (this.#last?.day === day && this.#vault.state === 'unlocked') return this.#last.key
    this.forget()
    const logKey = this.#vault.subkey('log')
    const of = { installId: this.#vault.installId, day }
    const wrapped = wrappedDayKey(this.#db, day)
    const known = wrapped && openDayKey(logKey, wrapped, of)
    if (known) return this.#keep(day, known)
    if (wrapped) throw new Error(`The key of ${day} is not one of this vault`)
    const made = newDayKey(logKey, of)
    insertDayKey(this.#db, day, made.wrapped)
    return this.#keep(day, made.key)
  }

  /** The vault was locked. */
  forget(): void {
    this.#last?.key.fill(0)
    this.#last = undefined
  }

  #keep(day: string, key: Buffer): Buffer {
    this.#last = { day, key }
    return key
  }
}
