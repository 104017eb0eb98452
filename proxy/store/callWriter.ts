import type { Statement } from 'better-sqlite3'
import { callTime } from '../base/ids.ts'
import type { UsageBucket } from '../contract/calls.ts'
import { clientFamily } from '../contract/clientFamily.ts'
import type { Db } from './db.ts'
import type { ClosedCall, OpenedCall } from './ledger.ts'
import { CODES, Names } from './names.ts'
import { knownOf } from './rollups/state.ts'
import type { NarrowCallRow } from './schema/calls.ts'

const OPENED = [
  'id',
  'startedMs',
  'member',
  'team',
  'token',
  'key',
  'provider',
  'dialect',
  'endpoint',
  'model',
  'streamed',
  'address',
  'client',
  'family',
  'requestBytes',
  'reserved',
] as const satisfies (keyof NarrowCallRow)[]

const CLOSED = [
  'model',
  'endedMs',
  'status',
  'upstreamStatus',
  'outcome',
  'reason',
  'input',
  'cachedRead',
  'output',
  'reasoning',
  'usageState',
  'costNanoUsd',
  'priceState',
  'price',
  'firstByteMs',
  'totalMs',
  'answerBytes',
  'sent',
] as const satisfies (keyof NarrowCallRow)[]

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

/** User agents whose family is known; as many as an office has, and a few more. */
const MOST_FAMILIES = 2000

/** Writes calls as the table holds them. Every method runs inside the ledger's transaction. */
export class CallWriter {
  readonly #names: Names
  readonly #families = new Map<string, string | null>()
  readonly #open: Statement
  readonly #close: Statement
  readonly #rare: Statement
  readonly #detail: Statement
  readonly #late: Statement
  readonly #unlogged: Statement
  readonly #rolledUp: { readonly upTo: number }

  constructor(db: Db) {
    this.#names = new Names(db)
    this.#rolledUp = knownOf(db)
    this.#open = db.raw.prepare(
      `INSERT INTO callRows (${OPENED.map(quoted)}, outcome)
       VALUES (${OPENED.map(() => '?')}, ${CODES.open})`,
    )
    this.#close = db.raw.prepare(`UPDATE callRows SET ${CLOSED.map(assigned)} WHERE id = ?`)
    this.#rare = db.raw.prepare(`UPDATE callRows SET ${RARE.map(assigned)} WHERE id = ?`)
    this.#detail = db.raw.prepare(
      `INSERT INTO callDetails (callId, rawUsage, trace, requestHeaders, answerHeaders)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (callId) DO UPDATE SET rawUsage = excluded.rawUsage, trace = excluded.trace,
       requestHeaders = excluded.requestHeaders, answerHeaders = excluded.answerHeaders`,
    )
    this.#late = db.raw.prepare('INSERT INTO rollupPending (callId) VALUES (?)')
    this.#unlogged = db.raw.prepare('UPDATE callRows SET unlogged = 1 WHERE id = ?')
  }

  // Every call runs the next two. Their values are named one by one, in the order of OPENED and of CLOSED:
  // collecting them by a list of names costs more than SQLite needs to store them.
  open(call: OpenedCall): void {
    const names = this.#names
    this.#open.run(
      call.id,
      call.startedAt - callTime(call.id),
      names.code(call.memberId),
      names.code(call.teamId),
      names.code(call.tokenId),
      names.code(call.keyId),
      names.code(call.provider),
      names.code(call.dialect),
      names.code(call.endpoint),
      names.code(call.model),
      call.streamed,
      names.code(call.address),
      names.code(call.client),
      names.code(this.#familyOf(call.client)),
      call.requestBytes,
      call.reserved,
    )
    if (call.unlogged) this.#unlogged.run(call.id)
    // Numbered before others that are rolled up already: it will be on its own.
    if (call.id <= this.#rolledUp.upTo) this.#late.run(call.id)
  }

  close(call: ClosedCall): void {
    const names = this.#names
    this.#close.run(
      names.code(call.model),
      call.endedAt === null ? null : call.endedAt - callTime(call.id) - (call.totalMs ?? 0),
      call.status,
      call.upstreamStatus,
      names.code(call.outcome),
      names.code(call.reason),
      call.input,
      call.cachedRead,
      call.output,
      call.reasoning,
      names.code(call.usageState),
      call.costNanoUsd,
      names.code(call.priceState),
      names.code(call.priceId),
      call.firstByteMs,
      call.totalMs,
      call.answerBytes,
      call.sent,
      call.id,
    )
    if (RARE.some((bucket) => call[bucket] !== 0))
      this.#rare.run(RARE.map((bucket) => call[bucket]).concat(call.id))
    const { rawUsage, trace } = call
    if (rawUsage === null && !trace) return
    this.#detail.run(
      call.id,
      rawUsage,
      trace?.trace ?? null,
      names.code(trace?.requestHeaders),
      names.code(trace?.answerHeaders),
    )
  }

  /** A call that was over before it could be opened. */
  add(call: OpenedCall & ClosedCall): void {
    this.open(call)
    this.close(call)
  }

  /** What was written last is not in the database after all. */
  undone(): void {
    this.#names.forget()
  }

  #familyOf(client: string | null): string | null {
    if (client === null) return null
    const known = this.#families.get(client)
    if (known !== undefined) return known
    const family = clientFamily(client) ?? null
    if (this.#families.size >= MOST_FAMILIES) this.#families.clear()
    this.#families.set(client, family)
    return family
  }
}

const quoted = (column: string) => `"${column}"`
const assigned = (column: string) => `"${column}" = ?`
