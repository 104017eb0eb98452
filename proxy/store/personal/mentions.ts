import type { Mention } from '../../contract/personal.ts'
import type { Db } from '../db.ts'

const ERASED = '(erased)'

/** Where people write freely: what names the person there is replaced. Ids of rows and JSON stay whole. */
const NOTES: readonly [table: string, column: string][] = [
  ['members', 'note'],
  ['teams', 'note'],
  ['tokens', 'label'],
  ['limits', 'note'],
  ['limitRaises', 'note'],
  ['topUps', 'note'],
  ['alarms', 'evidence'],
  ['alarms', 'note'],
  ['accessRequests', 'reason'],
  ['accessRequests', 'answer'],
  ['prices', 'note'],
  ['repricings', 'note'],
  ['keys', 'healthNote'],
  ['billChecks', 'line'],
  ['billChecks', 'result'],
]

/** Rows that are of no use without the name in them. */
const WHOLE: readonly [table: string, columns: readonly string[], what: 'messages' | 'views'][] = [
  ['deliveries', ['notice', 'occasion', 'problem'], 'messages'],
  ['savedViews', ['name', 'params'], 'views'],
]

/** What the ledger and the audit log hold is looked after by rooms of their own. */
const NOT_LOOKED_AT: ReadonlySet<string> = new Set([
  ...['callRows', 'callDetails', 'callBodies', 'names', 'erasures', 'repricedRows'],
  ...['audit', 'auditDetails', 'auditPending', 'auditCheckpoints', 'bodyKeys', 'providerObjects'],
])

/** Takes mentions out of notes, and rows away that are about the person alone; inside the eraser's transaction. */
export function eraseMentions(
  db: Db,
  pattern: RegExp,
): { notes: number; messages: number; views: number } {
  teach(db, pattern)
  const run = (text: string) => db.raw.prepare(text).run().changes
  const gone = { notes: 0, messages: 0, views: 0 }
  for (const [table, columns, what] of WHOLE)
    gone[what] += run(
      `DELETE FROM ${table} WHERE ${columns.map((column) => `mentions("${column}")`).join(' OR ')}`,
    )
  for (const [table, column] of NOTES)
    gone.notes += run(
      `UPDATE ${table} SET "${column}" = withoutMentions("${column}") WHERE mentions("${column}")`,
    )
  return gone
}

/** Columns by which a row is somebody's. */
const OWNERS = ['id', 'memberId', 'tokenId', 'limitId', 'subjectId']

/**
 * Where the person is named by something that is only the administrator's to change. `ids`: what is the person's own,
 * as long as it is there, goes with the person.
 */
export function findMentions(db: Db, pattern: RegExp, ids: readonly string[] = []): Mention[] {
  teach(db, pattern)
  const erasable = new Set([
    ...NOTES.map(([table, column]) => `${table}.${column}`),
    ...WHOLE.flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
  ])
  return textColumns(db)
    .filter(({ table, column }) => !erasable.has(`${table}.${column}`))
    .flatMap(({ table, column }) => {
      const owners = columnsOf(db, table).filter((name) => OWNERS.includes(name))
      const count = db.raw
        .prepare<{ ids: string }, number>(
          `SELECT count(*) FROM "${table}" WHERE mentions("${column}") ${owners
            .map(
              (owner) =>
                `AND ("${owner}" IS NULL OR "${owner}" NOT IN (SELECT value FROM json_each(@ids)))`,
            )
            .join(' ')}`,
        )
        .pluck()
        .get({ ids: JSON.stringify(ids) })
      return count ? [{ place: `${table}.${column}`, count }] : []
    })
}

/** Every column that holds text, as the database has them today: one that is added later is looked at as well. */
function textColumns(db: Db): { table: string; column: string }[] {
  return db.raw
    .prepare<[], { table: string; column: string }>(
      `SELECT made.name AS "table", part.name AS "column" FROM sqlite_schema AS made
       JOIN pragma_table_info(made.name) AS part
       WHERE made.type = 'table' AND part.type = 'TEXT' AND made.name NOT LIKE 'sqlite_%'`,
    )
    .all()
    .filter(({ table }) => !NOT_LOOKED_AT.has(table))
}

function columnsOf(db: Db, table: string): string[] {
  return db.raw
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(table)
}

/** Which of these texts still stand anywhere in the database, for whatever reason. A long look, for a thread. */
export function textsStillThere(db: Db, texts: readonly string[]): string[] {
  const columns = [
    ...textColumns(db),
    { table: 'names', column: 'text' },
    { table: 'auditDetails', column: 'detail' },
    { table: 'callDetails', column: 'trace' },
  ]
  const found = columns.map(({ table, column }) =>
    db.raw.prepare<[string], number>(
      `SELECT 1 FROM "${table}" WHERE instr("${column}", ?) > 0 LIMIT 1`,
    ),
  )
  return texts.filter((text) => found.some((one) => one.get(text) !== undefined))
}

function teach({ raw }: Db, pattern: RegExp): void {
  raw.function('mentions', (text) => {
    pattern.lastIndex = 0
    return typeof text === 'string' && pattern.test(text) ? 1 : 0
  })
  raw.function('withoutMentions', (text) =>
    typeof text === 'string' ? text.replace(pattern, ERASED) : text,
  )
}
