import { randomBytes } from 'node:crypto'
import type { BillFile } from '../policy/bill/readBill.ts'

const KEPT_MS = 60 * 60_000
/** Of one file: a year of a large organisation is a few megabytes. */
const LARGEST = 32 * 1024 * 1024
const MOST = 20

/** Files that an administrator brought to be compared, for an hour; never on the disk. */
export class BillShelf {
  readonly #kept = new Map<string, BillFile & { until: number }>()

  /** Puts a file there, or its next part; undefined when it is gone or too large. */
  put({ ref, name, text }: { ref?: string | undefined } & BillFile, now: number) {
    for (const [each, { until }] of this.#kept) if (until <= now) this.#kept.delete(each)
    const before = ref === undefined ? { text: '' } : this.#kept.get(ref)
    if (!before || before.text.length + text.length > LARGEST) return undefined
    const place = ref ?? randomBytes(16).toString('base64url')
    this.#kept.set(place, { name, text: before.text + text, until: now + KEPT_MS })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
    return place
  }

  /** The files of some references; undefined when one of them is gone. */
  read(refs: readonly string[]): BillFile[] | undefined {
    const files = refs.flatMap((ref) => this.#kept.get(ref) ?? [])
    return files.length === refs.length
      ? files.map(({ name, text }) => ({ name, text }))
      : undefined
  }
}
