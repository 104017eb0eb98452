import type { KeyHealth } from '../contract/keys.ts'
import type { Db } from '../store/db.ts'
import { noteKeyHealth } from '../store/keys.ts'

/** Remembers what the last answer said about each key, and writes it down only when that changes. */
export class KeyHealths {
  readonly #db: Db
  readonly #onChange: () => void
  readonly #last = new Map<string, string>()

  constructor(db: Db, onChange: () => void) {
    this.#db = db
    this.#onChange = onChange
  }

  note(keyId: string, health: KeyHealth, note: string | null): void {
    const said = `${health} ${note ?? ''}`
    if (this.#last.get(keyId) === said) return
    this.#last.set(keyId, said)
    noteKeyHealth(this.#db, keyId, health, note)
    this.#onChange()
  }

  /** An administrator changed or tested keys: what was remembered may be old. */
  forget(): void {
    this.#last.clear()
  }
}
