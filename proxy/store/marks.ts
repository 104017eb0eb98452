import type { SetupStep } from '../contract/status.ts'
import type { Db } from './db.ts'

/** Small facts that Keyrack remembers about itself; kept beside the settings, but nobody sets them by hand. */
export interface Marks {
  setup: SetupStep
  recoverySaved: boolean
  /** Wrong passphrases in a row, and when the last one was tried. */
  failedUnlocks: { count: number; at: number }
}

const PREFIX = 'mark:'

export function readMark<Name extends keyof Marks>(db: Db, name: Name): Marks[Name] | undefined {
  const row = db.get(
    db.sql
      .selectFrom('settings')
      .select('value')
      .where('name', '=', PREFIX + name),
  )
  return row && (JSON.parse(row.value) as Marks[Name])
}

export function writeMark<Name extends keyof Marks>(db: Db, name: Name, mark: Marks[Name]): void {
  const value = JSON.stringify(mark)
  db.run(
    db.sql
      .insertInto('settings')
      .values({ name: PREFIX + name, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value })),
  )
}
