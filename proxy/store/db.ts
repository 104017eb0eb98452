import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import {
  type Compilable,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { clientFamily } from '../contract/clientFamily.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Tables } from './schema.ts'

/** Builds typed SQL; it runs nothing. */
const sql = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/**
 * An open database. Queries are written with Kysely's types and run synchronously, because an awaited
 * transaction would let the ledger's commits slip into the middle of it.
 */
export class Db {
  readonly sql = sql
  readonly raw: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  constructor(raw: Database.Database) {
    this.raw = raw
  }

  all<Row>(query: Compilable<Row>): Row[] {
    const { sql: text, parameters } = query.compile()
    return this.#statement(text).all(...parameters) as Row[]
  }

  get<Row>(query: Compilable<Row>): Row | undefined {
    const { sql: text, parameters } = query.compile()
    return this.#statement(text).get(...parameters) as Row | undefined
  }

  /** Runs a change and says how many rows it touched. */
  run(query: Compilable<unknown>): number {
    const { sql: text, parameters } = query.compile()
    return this.#statement(text).run(...parameters).changes
  }

  /**
   * One step that writes, whole or not at all. It asks for the right to write first: one that has read before, while
   * another connection emptied the log of the database, would be refused it.
   */
  transaction<Result>(work: () => Result): Result {
    return this.raw.transaction(work).immediate()
  }

  /** Reads only, all of it at one moment of the database. */
  snapshot<Result>(work: () => Result): Result {
    return this.raw.transaction(work).deferred()
  }

  close(): void {
    this.raw.close()
  }

  #statement(text: string): Database.Statement {
    let statement = this.#statements.get(text)
    if (!statement) {
      statement = this.raw.prepare(text)
      // A list of ids makes a new text for each length: keep the map from growing without end.
      if (this.#statements.size >= 500) this.#statements.clear()
      this.#statements.set(text, statement)
    }
    return statement
  }
}

/** A database that cannot be used, in words for whoever starts Keyrack. */
export class StoreProblem extends Error {
  override readonly name = 'StoreProblem'
}

/** Opens or makes the database and brings its schema up to date; refuses a damaged or newer one. */
export function openDb(file: string): Db {
  const existed = file !== ':memory:' && existsSync(file)
  const raw = new Database(file)
  try {
    raw.pragma('auto_vacuum = INCREMENTAL')
    raw.pragma('journal_mode = WAL')
    raw.pragma('synchronous = NORMAL')
    raw.pragma('foreign_keys = ON')
    raw.pragma('secure_delete = ON')
    raw.pragma('trusted_schema = OFF')
    raw.pragma('busy_timeout = 5000')
    if (process.platform === 'darwin') {
      raw.pragma('fullfsync = ON')
      raw.pragma('checkpoint_fullfsync = ON')
    }
    // The worker thread checkpoints every second off the loop (see reportWorker.ts).
    raw.pragma('wal_autocheckpoint = 20000')
    // It appends and looks rows up by their keys: more would be kept of what nobody asks for again.
    raw.pragma('cache_size = -4096')
    if (existed) checkIntegrity(raw, file)
    migrate(raw, file, existed)
  } catch (error) {
    raw.close()
    if (error instanceof StoreProblem) throw error
    throw new StoreProblem(
      `The database ${file} could not be opened (${error instanceof Error ? error.message : error}). Nothing was changed. Restore a copy of it, or start with another data folder.`,
      { cause: error },
    )
  }
  return new Db(raw)
}

/** SQLite's most: what it may read of the file where it lies in the system's cache. */
const IN_PLACE = 'mmap_size = 2147418112'

/**
 * Opens the database for reading only; the writer may be running or not. Searches go through far more than a
 * connection's own cache holds: read in place, a page of rare calls among ten million takes half the time or less, and
 * a long look leaves no memory behind. Windows cannot shorten a file that somebody has mapped.
 */
export function openDbReadOnly(file: string): Db {
  const raw = new Database(file, { readonly: true, fileMustExist: true })
  raw.pragma(process.platform === 'win32' ? 'cache_size = -65536' : IN_PLACE)
  raw.pragma('busy_timeout = 5000')
  raw.pragma('trusted_schema = OFF')
  return new Db(raw)
}

function checkIntegrity(raw: Database.Database, file: string): void {
  const answer = raw.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') {
    throw new StoreProblem(
      `The database ${file} is damaged (${answer}). Keyrack did not start, so that nothing is lost. Restore a copy of it, or start with another data folder.`,
    )
  }
}

function migrate(raw: Database.Database, file: string, existed: boolean): void {
  const version = raw.pragma('user_version', { simple: true }) as number
  if (version > MIGRATIONS.length) {
    throw new StoreProblem(
      `The database ${file} was written by a newer Keyrack (schema ${version}, this one knows ${MIGRATIONS.length}). Start the newer Keyrack again.`,
    )
  }
  raw.function('clientFamily', { deterministic: true }, (client: unknown) =>
    typeof client === 'string' ? (clientFamily(client) ?? null) : null,
  )
  if (existed && version > 0 && version < MIGRATIONS.length) {
    raw.prepare('VACUUM INTO ?').run(`${file}.before-${MIGRATIONS.length}.backup`)
  }
  MIGRATIONS.slice(version).forEach(({ name, sql: text }, index) => {
    try {
      raw.transaction(() => {
        raw.exec(text)
        raw.pragma(`user_version = ${version + index + 1}`)
      })()
    } catch (error) {
      throw new StoreProblem(`The change ${name} of the database ${file} failed; it was undone.`, {
        cause: error,
      })
    }
  })
}
