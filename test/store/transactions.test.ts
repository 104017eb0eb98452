import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Db, openDb, openDbReadOnly } from '../../proxy/store/db.ts'

let folder: string
let db: Db
/** As the thread that tidies the log of the database: it never waits. */
let tidier: Database.Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-store-'))
  const file = join(folder, 'keyrack.db')
  db = openDb(file)
  db.raw.exec('CREATE TABLE acts (act INTEGER); INSERT INTO acts VALUES (1)')
  tidier = new Database(file)
  tidier.pragma('busy_timeout = 0')
  // Nothing in the log is news any more: the next one may empty it.
  tidier.pragma('wal_checkpoint(PASSIVE)')
})

afterEach(() => {
  tidier.close()
  db.close()
  rmSync(folder, { recursive: true })
})

const acts = (from: Db) => from.raw.prepare<[], number>('SELECT act FROM acts').pluck().all()
const tidy = () => tidier.pragma('wal_checkpoint(TRUNCATE)', { simple: true })

test('a step that reads before it writes is not refused when the log would be emptied meanwhile', () => {
  db.transaction(() => {
    const [last = 0] = acts(db)
    expect(tidy(), 'busy').toBe(1)
    db.raw.prepare('INSERT INTO acts VALUES (?)').run(last + 1)
  })
  expect(acts(db)).toEqual([1, 2])
  expect(tidy(), 'busy').toBe(0)
})

test('a step that fails leaves nothing behind, inside another one as well', () => {
  const add = (act: number) => db.raw.prepare('INSERT INTO acts VALUES (?)').run(act)
  const failing = () =>
    db.transaction(() => {
      add(3)
      throw new Error('as planned')
    })
  expect(failing).toThrow('as planned')
  db.transaction(() => {
    add(2)
    expect(failing).toThrow('as planned')
  })
  expect(acts(db)).toEqual([1, 2])
})

test('a snapshot reads one moment, on a connection that may not write', () => {
  const reader = openDbReadOnly(join(folder, 'keyrack.db'))
  reader.snapshot(() => {
    expect(acts(reader)).toEqual([1])
    db.raw.exec('INSERT INTO acts VALUES (2)')
    expect(acts(reader)).toEqual([1])
  })
  expect(acts(reader)).toEqual([1, 2])
  reader.close()
})
