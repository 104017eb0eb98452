import type { Statement } from 'better-sqlite3'
import type { Db } from './db.ts'

/**
 * Codes that the schema knows by number: the ends of calls and what is known of their usage and price. The commonest
 * is the cheapest to store.
 */
export const CODES = {
  ok: 1,
  reported: 2,
  priced: 3,
  none: 4,
  estimated: 5,
  open: 6,
  refused: 7,
  failed: 8,
  aborted: 9,
  interrupted: 10,
  assumed: 11,
  free: 12,
  unknown: 13,
} as const

/** Stands for a text that is not there. */
export const NO_NAME = 0

/** Addresses and clients can be many: beyond so many, what was learned is learned anew. */
const MOST_KEPT = 50_000

/**
 * The dictionary of the ledger: a text that comes again and again is stored once, and rows hold its small number.
 * Only the ledger's writer learns new ones, in the transaction that needs them.
 */
export class Names {
  readonly #codes = new Map<string, number>()
  readonly #find: Statement<[string], number>
  readonly #add: Statement<[string]>

  constructor({ raw }: Db) {
    this.#find = raw.prepare<[string], number>('SELECT code FROM names WHERE text = ?').pluck()
    this.#add = raw.prepare<[string]>('INSERT INTO names (text) VALUES (?)')
  }

  code(text: string | null | undefined): number {
    if (text === null || text === undefined) return NO_NAME
    return this.#codes.get(text) ?? this.#learn(text)
  }

  /** After a transaction was undone: what was learned in it may not be in the table. */
  forget(): void {
    this.#codes.clear()
  }

  #learn(text: string): number {
    const code = this.#find.get(text) ?? Number(this.#add.run(text).lastInsertRowid)
    if (this.#codes.size >= MOST_KEPT) this.#codes.clear()
    this.#codes.set(text, code)
    return code
  }
}

/** The code of a text, for readers; undefined when no call ever had it. */
export function codeOf(db: Db, text: string | null): number | undefined {
  if (text === null) return NO_NAME
  return db.get(db.sql.selectFrom('names').select('code').where('text', '=', text))?.code
}

/** What codes stand for. A code of nothing is left out. */
export function textsOf(db: Db, codes: Iterable<number>): Map<number, string> {
  const find = db.raw.prepare<[number], string>('SELECT text FROM names WHERE code = ?').pluck()
  const texts = new Map<number, string>()
  for (const code of new Set(codes)) {
    const text = find.get(code)
    if (text !== undefined) texts.set(code, text)
  }
  return texts
}
