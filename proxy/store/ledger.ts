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

interface Waiting {
  statement: Statement
  values: unknown[]
  done: () => void
  failed: (error: unknown) => void
}

/**
 * Writes the rows of calls. Everything asked for within one turn of the event loop is committed together
 * at the turn's end: as cheap as not writing at all, and an answer that waits for its promise is never
 * given out without its row, even across `kill -9`.
 */
export class Ledger {
  readonly #insert: Statement
  readonly #update: Statement
  readonly #updatePlain: Statement
  readonly #insertWhole: Statement
  readonly #insertObject: Statement
  readonly #commit: (batch: readonly Waiting[]) => void
  #waiting: Waiting[] = []

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
    this.#commit = db.raw.transaction((batch: readonly Waiting[]) => {
      for (const { statement, values } of batch) statement.run(values)
    })
  }

  /** Resolves once the call's row is on disk; the call may be sent then. */
  open(call: OpenedCall): Promise<void> {
    return this.#write(
      this.#insert,
      OPENED.map((column) => call[column]),
    )
  }

  /** Resolves once the end of the call is on disk; the answer's last byte may leave then. */
  close(call: ClosedCall): Promise<void> {
    const isPlain = RARE.every((bucket) => call[bucket] === 0)
    const values: unknown[] = (isPlain ? CLOSED_PLAIN : CLOSED).map((column) => call[column])
    values.push(call.id)
    return this.#write(isPlain ? this.#updatePlain : this.#update, values)
  }

  /** A call that was over before it could be opened: a refusal. */
  add(call: OpenedCall & ClosedCall): Promise<void> {
    return this.#write(
      this.#insertWhole,
      WHOLE.map((column) => call[column]),
    )
  }

  /** Notes who made something at a provider; on disk no later than any row that is asked for after it. */
  own(object: ProviderObjectRow): Promise<void> {
    return this.#write(
      this.#insertObject,
      OBJECT.map((column) => object[column]),
    )
  }

  /** Commits what is waiting, now: for an orderly stop. */
  flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    try {
      this.#commit(batch)
    } catch (error) {
      for (const { failed } of batch) failed(error)
      return
    }
    for (const { done } of batch) done()
  }

  #write(statement: Statement, values: unknown[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ statement, values, done, failed })
      if (this.#waiting.length === 1) setImmediate(() => this.flush())
    })
  }
}

/** The highest id in the ledger, so that ids keep growing even when the clock was set back. */
export function lastCallId(db: Db): number {
  return db.get(db.sql.selectFrom('calls').select(({ fn }) => fn.max('id').as('id')))?.id ?? 0
}

/** Calls that were in flight when the service died. */
export function orphanedCalls(db: Db): CallRow[] {
  return db.all(db.sql.selectFrom('calls').selectAll().where('outcome', '=', 'open').orderBy('id'))
}
