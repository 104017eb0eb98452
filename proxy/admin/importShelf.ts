import { randomBytes } from 'node:crypto'
import type { Vault } from '../vault/vault.ts'

const KEPT_MS = 15 * 60_000

/**
 * Secrets that a scan found, until the administrator has chosen among them. They are kept sealed and never go to
 * the window: it gets a reference instead.
 */
export class ImportShelf {
  readonly #vault: Vault
  readonly #now: () => number
  readonly #kept = new Map<string, { sealed: string; until: number }>()

  constructor(vault: Vault, now: () => number) {
    this.#vault = vault
    this.#now = now
  }

  /** Keeps a secret for a quarter of an hour; answers the reference to it. */
  async put(secret: string): Promise<string> {
    const ref = randomBytes(16).toString('base64url')
    const sealed = await this.#vault.seal(secret, placeOf(ref))
    this.#kept.set(ref, { sealed, until: this.#now() + KEPT_MS })
    return ref
  }

  /** The secret behind a reference; undefined when its time is over. */
  async read(ref: string): Promise<string | undefined> {
    const kept = this.#kept.get(ref)
    if (!kept || kept.until <= this.#now()) return undefined
    return this.#vault.open(kept.sealed, placeOf(ref))
  }

  drop(ref: string): void {
    this.#kept.delete(ref)
  }

  dropExpired(): void {
    for (const [ref, { until }] of this.#kept) if (until <= this.#now()) this.#kept.delete(ref)
  }

  clear(): void {
    this.#kept.clear()
  }
}

const placeOf = (ref: string) => ({ table: 'imports', row: ref, column: 'secret', version: 1 })
