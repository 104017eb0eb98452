import type { Statement } from 'better-sqlite3'
import { CallWriter } from './callWriter.ts'
import type { Db } from './db.ts'
import { knownOf } from './rollups/state.ts'
import type { CallRow } from './schema/calls.ts'
import type { ProviderObjectRow } from './schema/keys.ts'

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
> & {
  /** Kept without details. */
  unlogged?: boolean
}

/** What is known at its end. */
export interface ClosedCall
  extends Omit<CallRow, Exclude<keyof OpenedCall, 'id' | 'model' | 'unlogged'>> {
  /** How it went, for whoever looks at it; left out where that is not kept. */
  trace?: TraceTexts | undefined
}

/** JSON of how a call went, see `storedTrace.ts`; the headers apart, which many calls share. */
export interface TraceTexts {
  trace: string
  requestHeaders: string
  answerHeaders: string | null
}

const OBJECT = [
  'objectId',
  'keyId',
  'kind',
  'memberId',
  'tokenId',
  'createdAt',
  'detail',
] as const satisfies (keyof ProviderObjectRow)[]

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
  readonly #calls: CallWriter
  readonly #insertObject: Statement
  readonly #commit: (batch: Batch) => void
  #waiting: Batch | undefined

  constructor(db: Db) {
    this.#calls = new CallWriter(db)
    // Whoever made it first stays its owner, should a provider give one id twice.
    this.#insertObject = db.raw.prepare(
      `INSERT OR IGNORE INTO providerObjects (${OBJECT.join(', ')}) VALUES (${OBJECT.map(() => '?')})`,
    )
    // Made once: each time a transaction is prepared costs as much as writing a row.
    const { immediate } = db.raw.transaction(({ opened, closed, whole, objects }: Batch) => {
      for (const call of opened) this.#calls.open(call)
      for (const object of objects) this.#insertObject.run(OBJECT.map((column) => object[column]))
      for (const call of whole) this.#calls.add(call)
      for (const call of closed) this.#calls.close(call)
    })
    this.#commit = immediate
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

  /** Names were dropped from the dictionary: what was learned of it is learned anew. */
  namesDropped(): void {
    this.#calls.undone()
  }

  /** Commits what is waiting, now: for an orderly stop. */
  flush(): void {
    const batch = this.#waiting
    if (!batch) return
    this.#waiting = undefined
    try {
      this.#commit(batch)
    } catch (error) {
      this.#calls.undone()
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
}

/** The highest id that a call ever had, so that ids keep growing even when the clock was set back. */
export function lastCallId(db: Db): number {
  const last = db.get(db.sql.selectFrom('callRows').select(({ fn }) => fn.max('id').as('id')))
  return Math.max(last?.id ?? 0, knownOf(db).upTo)
}

/** Calls that were in flight when the service died. */
export function orphanedCalls(db: Db): CallRow[] {
  const open = db.sql.selectFrom('callRows').select('id').where('endedMs', 'is', null)
  return db.all(db.sql.selectFrom('calls').selectAll().where('id', 'in', open).orderBy('id'))
}
