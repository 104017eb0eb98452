import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { BodyPart } from '../../contract/bodies.ts'
import type { Settings } from '../../contract/settings.ts'
import {
  bodiesSize,
  deleteDayKeysBefore,
  deleteOldestBodies,
  insertBody,
} from '../../store/bodies.ts'
import type { Db } from '../../store/db.ts'
import { sealBody } from '../../vault/dayKeys.ts'
import type { Vault } from '../../vault/vault.ts'
import { BodyKeys } from './bodyKeys.ts'
import type { BodyTap } from './bodyTap.ts'

export interface BodyKeeperOptions {
  db: Db
  vault: Vault
  now(): number
  settings(): Settings
  onFault(error: unknown): void
  /** What may be kept of a body: what must not be read is taken out of it here, before it is sealed. */
  clean?: (text: Buffer, of: KeptCall, isCut: boolean) => Buffer
}

/** A finished call of which the bodies are kept. */
export interface KeptCall {
  id: number
  startedAt: number
  memberId: string
  teamId: string | null
}

/** One body on its way to the disk. */
export interface Passed {
  part: BodyPart
  contentType: string
  tap: BodyTap
}

interface Waiting extends Passed {
  call: KeptCall
  text: Buffer
}

/** More than this does not wait: bodies may be lost, memory may not run out. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024
/** Deleted in one go; each may be as large as the cap, and calls wait meanwhile. */
const BATCH = 20
const DAY_MS = 86_400_000

const compress = promisify(deflateRaw)

/**
 * Keeps bodies after their calls are over: compressed on another thread, sealed under the key of their day, written one
 * by one between other work. Nobody waits for it.
 */
export class BodyKeeper {
  readonly #options: BodyKeeperOptions
  readonly #keys: BodyKeys
  readonly #waiting: Waiting[] = []
  #waitingBytes = 0
  #working: Promise<void> | undefined
  #size: number | undefined
  #lost = 0

  constructor(options: BodyKeeperOptions) {
    this.#options = options
    this.#keys = new BodyKeys(options.db, options.vault)
  }

  /** Bodies that could not be kept since the start. */
  get lost(): number {
    return this.#lost
  }

  keep(call: KeptCall, passed: readonly Passed[]): void {
    for (const each of passed) {
      if (each.tap.bytes === 0) continue
      const text = each.tap.take()
      if (this.#waitingBytes + text.length > MOST_WAITING_BYTES) {
        this.#lost++
        continue
      }
      this.#waitingBytes += text.length
      this.#waiting.push({ ...each, call, text })
    }
    this.#working ??= this.#work()
  }

  /** Resolves when nothing waits any more: for an orderly stop, and for tests. */
  async settled(): Promise<void> {
    await this.#working
  }

  /** The vault was locked: what still waits cannot be sealed and is lost. */
  forget(): void {
    this.#keys.forget()
  }

  /** Somebody else has deleted bodies: how much they take is asked anew. */
  recount(): void {
    this.#size = undefined
  }

  /** Lets go of what is too old, a little at a time; answers whether more of it is left. */
  dropOld(): boolean {
    const { db, now, settings } = this.#options
    const before = now() - settings().bodyDays * DAY_MS
    // A day's key goes when all of its bodies are too old.
    deleteDayKeysBefore(db, dayOf(before))
    const gone = deleteOldestBodies(db, { most: BATCH, before })
    this.#shrink(gone.bytes)
    return gone.bodies === BATCH
  }

  async #work(): Promise<void> {
    for (;;) {
      // Between other work: nobody waits for this.
      await new Promise((later) => setImmediate(later))
      const next = this.#waiting.shift()
      if (!next) {
        this.#working = undefined
        return
      }
      this.#waitingBytes -= next.text.length
      try {
        await this.#write(next)
      } catch (error) {
        if (this.#lost++ === 0) this.#options.onFault(error)
      }
    }
  }

  async #write({ call, part, contentType, tap, text }: Waiting): Promise<void> {
    const { db, vault, clean } = this.#options
    const cleaned = clean ? clean(text, call, text.length < tap.bytes) : text
    const compressed = await compress(cleaned)
    const day = dayOf(call.startedAt)
    const place = { installId: vault.installId, day, callId: call.id, part }
    const sealed = sealBody(this.#keys.keyOf(day), compressed, place)
    insertBody(db, {
      ...{ callId: call.id, part, day, contentType, sealed },
      ...{ bytes: Math.max(tap.bytes, cleaned.length), keptBytes: cleaned.length },
    })
    this.#size = this.#sizeNow() + sealed.length
    this.#makeRoom()
  }

  /** Beyond the size that is granted the oldest go. */
  #makeRoom(): void {
    const { db, settings } = this.#options
    while (this.#sizeNow() > settings().bodiesTotalBytes) {
      const gone = deleteOldestBodies(db, { most: 1 })
      if (gone.bodies === 0) return
      this.#shrink(gone.bytes)
    }
  }

  #sizeNow(): number {
    this.#size ??= bodiesSize(this.#options.db)
    return this.#size
  }

  #shrink(bytes: number): void {
    this.#size = Math.max(0, this.#sizeNow() - bytes)
  }
}

/** The UTC day of a moment. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
