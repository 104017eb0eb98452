import type { Db } from '../db.ts'
import { ROLLED_BY } from '../rollups/columns.ts'

/** Texts that nothing pointed to when it was looked for, and the first call that could have changed since. */
export interface UnusedNames {
  candidates: number[]
  unused: number[]
  since: number
}

const IN_ROWS = [
  ...['member', 'team', 'token', 'key', 'provider', 'dialect', 'endpoint', 'model', 'outcome'],
  ...['reason', 'usageState', 'priceState', 'price', 'address', 'client', 'family'],
]
const IN_DETAILS = ['requestHeaders', 'answerHeaders']
const IN_ROLLUPS = ROLLED_BY.filter((column) => column !== 'status')
const IN_USES = ['member', 'team', 'token', 'provider', 'model', 'endpoint']
/** Codes that the schema knows by number stay. */
const FIXED = 13

const distinct = (table: string, columns: readonly string[]) =>
  columns.map((column) => `SELECT DISTINCT "${column}" FROM ${table}`)

/** A long look over all calls, for a thread of its own: addresses, clients and headers that were in deleted ones alone. */
export function unusedNames(db: Db): UnusedNames {
  // One moment of the database for both questions.
  return db.snapshot(() => {
    const list = (text: string) => db.raw.prepare<[], number>(text).pluck().all()
    const candidates = list(`SELECT code FROM retentionNames WHERE code > ${FIXED} LIMIT 5000`)
    const [since] = list(`SELECT ifnull((SELECT min(id) FROM callRows WHERE endedMs IS NULL),
      ifnull((SELECT max(id) FROM callRows), 0))`)
    if (candidates.length === 0) return { candidates, unused: [], since: since ?? 0 }
    const used = new Set(
      list(
        [
          ...distinct('callRows', IN_ROWS),
          ...distinct('callDetails', IN_DETAILS),
          ...distinct('usageHourly', IN_ROLLUPS),
          ...distinct('usageDaily', IN_ROLLUPS),
          ...distinct('usesBefore', IN_USES),
        ].join(' UNION '),
      ),
    )
    return { candidates, unused: candidates.filter((code) => !used.has(code)), since: since ?? 0 }
  })
}

/** Drops them but for those that a call has come to use meanwhile; whoever has learned codes must forget them now. */
export function dropNames(db: Db, { candidates, unused, since }: UnusedNames): number {
  return db.transaction(() => {
    const columns = [
      ...IN_ROWS.map((column) => ({ table: 'callRows', id: 'id', column })),
      ...IN_DETAILS.map((column) => ({ table: 'callDetails', id: 'callId', column })),
    ]
    const again = new Set(
      db.raw
        .prepare<{ since: number }, number>(
          columns
            .map(
              ({ table, id, column }) => `SELECT "${column}" FROM ${table} WHERE ${id} >= @since`,
            )
            .join(' UNION '),
        )
        .pluck()
        .all({ since }),
    )
    const drop = db.raw.prepare('DELETE FROM names WHERE code = ?')
    const forget = db.raw.prepare('DELETE FROM retentionNames WHERE code = ?')
    for (const code of candidates) forget.run(code)
    const gone = unused.filter((code) => !again.has(code))
    for (const code of gone) drop.run(code)
    return gone.length
  })
}
