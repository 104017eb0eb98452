import type { SecretPlace } from './envelope.ts'

const MOST = 256
const LONGEST_MS = 60_000

interface Opened {
  secret: string
  place: SecretPlace
  at: number
}

/**
 * Secrets opened within the last minute, so that a call does not wait for decryption. Found by the sealed text:
 * a replaced secret is another text, so an old one is never given out for it.
 */
export class OpenedSecrets {
  readonly #opened = new Map<string, Opened>()

  get(sealed: string, place: SecretPlace, now: number): string | undefined {
    const found = this.#opened.get(sealed)
    if (!found || !samePlace(found.place, place)) return undefined
    if (!isFresh(found, now)) {
      this.#opened.delete(sealed)
      return undefined
    }
    return found.secret
  }

  set(sealed: string, { table, row, column, version }: SecretPlace, secret: string, now: number) {
    for (const [key, opened] of this.#opened) {
      if (!isFresh(opened, now)) this.#opened.delete(key)
    }
    const [oldest] = this.#opened.keys()
    if (this.#opened.size >= MOST && oldest !== undefined) this.#opened.delete(oldest)
    this.#opened.set(sealed, { secret, place: { table, row, column, version }, at: now })
  }

  clear(): void {
    this.#opened.clear()
  }
}

/** A clock set back makes an entry stale as well: its age is no longer known. */
function isFresh({ at }: Opened, now: number): boolean {
  return now >= at && now - at < LONGEST_MS
}

function samePlace(a: SecretPlace, b: SecretPlace): boolean {
  return a.row === b.row && a.table === b.table && a.column === b.column && a.version === b.version
}
