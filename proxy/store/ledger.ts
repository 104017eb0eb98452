import type { Statement } from 'better-sqlite3'
import { USAGE_BUCKETS, type UsageBucket } from '../contract/calls.ts'
import type { Db } from './db.ts'
import type { CallRow, ProviderObjectRow } from './schema.ts'

/** What is known of a call before it is sent. */
export type OpenedCall = Pick<
  CallRow,
  | 'id'
  | 'startedAt'
  | 'memberId'
  | 'tokenId'
  | 'keyId'
  | 'provider'
  | 'dialect'
  | 'endpoint'
  | 'model'
  | 'streamed'
  | 'address'
  | 'client'
  | 'requestBytes'
  | 'teamId'
  | 'reserved'
>

/** What is known at its end. */
export type ClosedCall = Omit<CallRow, Exclude<keyof OpenedCall, 'id' | 'model'>>

const OPENED = [
  'id',
  'startedAt',
  'memberId',
  'tokenId',
  'keyId',
  'provider',
  'dialect',
  'endpoint',
  'model',
  'streamed',
  'address',
  'client',
  'requestBytes',
  'teamId',
  'reserved',
] as const satisfies (keyof OpenedCall)[]

/** Buckets that most calls leave at zero, which is what an opened row says already. */
const RARE = [
  'cacheWrite5m',
  'cacheWrite1h',
  'audioInput',
  'audioOutput',
  'imageInput',
  'imageOutput',
  'images',
  'audioMs',
  'characters',
  'searches',
] as const satisfies UsageBucket[]

const CLOSED = [
  'model',
  'endedAt',
  'status',
  'upstreamStatus',
  'outcome',
  'reason',
  ...USAGE_BUCKETS,
  'usageState',
  'rawUsage',
  'costNanoUsd',
  'priceState',
  'priceId',
  'firstByteMs',
  'totalMs',
  'answerBytes',
  'sent',
] as const satisfies (keyof ClosedCall)[]

const OBJECT = [
  'objectId',
  'keyId',
  'kind',
  'memberId',
  'tokenId',
  'createdAt',
  'detail',
] as const satisfies (keyof ProviderObjectRow)[]

const CLOSED_PLAIN = CLOSED.filter((column) => !RARE.some((rare) => rare === column))
const WHOLE = [...new Set<keyof CallRow>([...OPENED, ...CLOSED])]

/**
 * Turns of the event loop for which a commit waits for company, once it has some. Under load many calls then share
 * one commit and go on together, side by side in the processor's caches, which makes all the rest of their way
 * cheaper as well. A row that is alone at the end of its turn is written at once.
 */
const TURNS = 4

/** What is committed together, and who waits for it. */
class Batch {
  readonly opened: OpenedCall[] = []
  readonly closed: ClosedCall[] = []
  readonly whole: (OpenedCall & ClosedCall)[] = []
  readonly objects: ProviderObjectRow[] = []
  rows = 0
  readonly committed: Promise<void>
  done!: () => void
  failed!: (error: unknown) => void

  constructor() {
    this.committed = new Promise((done, failed) => {
      this.done = done
      this.failed = failed
    })
  }
}

/**
 * Writes the rows of calls. Everything asked for within a few turns of the event loop is committed together
 * at their end: as cheap as not writing at all, and an answer that waits for its promise is never
 * given out without its row, even across `kill -9`.
 */
export class Ledger {
  readonly #insert: Statement
  readonly #update: Statement
  readonly #updatePlain: Statement
  readonly #insertWhole: Statement
  readonly #insertObject: Statement
  readonly #commit: (batch: Batch) => void
  #waiting: Batch | undefined

  constructor(db: Db) {
    const marks = (columns: readonly string[]) => columns.map(() => '?').join(', ')
    this.#insert = db.raw.prepare(
      `INSERT INTO calls (${OPENED.join(', ')}, outcome) VALUES (${marks(OPENED)}, 'open')`,
    )
    const update = (columns: readonly string[]) =>
      db.raw.prepare(
        `UPDATE calls SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
      )
    this.#update = update(CLOSED)
    this.#updatePlain = update(CLOSED_PLAIN)
    this.#insertWhole = db.raw.prepare(
      `INSERT INTO calls (${WHOLE.join(', ')}) VALUES (${marks(WHOLE)})`,
    )
    // Whoever made it first stays its owner, should a provider give one id twice.
    this.#insertObject = db.raw.prepare(
      `INSERT OR IGNORE INTO providerObjects (${OBJECT.join(', ')}) VALUES (${marks(OBJECT)})`,
    )
    // Made once: each time a transaction is prepared costs as much as writing a row.
    this.#commit = db.raw.transaction(({ opened, closed, whole, objects }: Batch) => {
      for (const call of opened) this.#insertOpened(call)
      for (const object of objects) this.#insertObject.run(OBJECT.map((column) => object[column]))
      for (const call of whole) this.#insertWhole.run(WHOLE.map((column) => call[column]))
      for (const call of closed) {
        if (hasOnlyCommonBuckets(call)) this.#updateClosed(call)
        else this.#update.run(CLOSED.map((column) => call[column]).concat(call.id))
      }
    })
  }

  /** Resolves once the call's row is on disk; the call may be sent then. */
  open(call: OpenedCall): Promise<void> {
    const batch = this.#batch()
    batch.opened.push(call)
    return batch.committed
  }

  /** Resolves once the end of the call is on disk; the answer's last byte may leave then. */
  close(call: ClosedCall): Promise<void> {
    const batch = this.#batch()
    batch.closed.push(call)
    return batch.committed
  }

  /** A call that was over before it could be opened: a refusal. */
  add(call: OpenedCall & ClosedCall): Promise<void> {
    const batch = this.#batch()
    batch.whole.push(call)
    return batch.committed
  }

  /** Notes who made something at a provider; on disk no later than any row that is asked for after it. */
  own(object: ProviderObjectRow): Promise<void> {
    const batch = this.#batch()
    batch.objects.push(object)
    return batch.committed
  }

  /** Commits what is waiting, now: for an orderly stop. */
  flush(): void {
    const batch = this.#waiting
    if (!batch) return
    this.#waiting = undefined
    try {
      this.#commit(batch)
    } catch (error) {
      batch.failed(error)
      return
    }
    batch.done()
  }

  #batch(): Batch {
    if (!this.#waiting) {
      this.#waiting = new Batch()
      this.#flushAfter(TURNS)
    }
    this.#waiting.rows++
    return this.#waiting
  }

  #flushAfter(turns: number): void {
    setImmediate(() => {
      const rows = this.#waiting?.rows ?? 0
      if (turns === 1 || rows <= 1) this.flush()
      else this.#flushAfter(turns - 1)
    })
  }

  // Every call runs the next two. Their values are named one by one, in the order of OPENED and of
  // CLOSED_PLAIN: collecting them by a list of names costs more than SQLite needs to store them.
  #insertOpened(call: OpenedCall): void {
    this.#insert.run(
      call.id,
      call.startedAt,
      call.memberId,
      call.tokenId,
      call.keyId,
      call.provider,
      call.dialect,
      call.endpoint,
      call.model,
      call.streamed,
      call.address,
      call.client,
      call.requestBytes,
      call.teamId,
      call.reserved,
    )
  }

  #updateClosed(call: ClosedCall): void {
    this.#updatePlain.run(
      call.model,
      call.endedAt,
      call.status,
      call.upstreamStatus,
      call.outcome,
      call.reason,
      call.input,
      call.cachedRead,
      call.output,
      call.reasoning,
      call.usageState,
      call.rawUsage,
      call.costNanoUsd,
      call.priceState,
      call.priceId,
      call.firstByteMs,
      call.totalMs,
      call.answerBytes,
      call.sent,
      call.id,
    )
  }
}

function hasOnlyCommonBuckets(call: ClosedCall): boolean {
  return RARE.every((bucket) => call[bucket] === 0)
}

/** The highest id in the ledger, so that ids keep growing even when the clock was set back. */
export function lastCallId(db: Db): number {
  return db.get(db.sql.selectFrom('calls').select(({ fn }) => fn.max('id').as('id')))?.id ?? 0
}

/** Calls that were in flight when the service died. */
export function orphanedCalls(db: Db): CallRow[] {
  return db.all(db.sql.selectFrom('calls').selectAll().where('outcome', '=', 'open').orderBy('id'))
}
