import type { Db } from '../db.ts'
import { textsOf } from '../names.ts'

/** Calls in one transaction: a few milliseconds in which no call can begin or end. */
export const CALLS_SLICE = 300

export interface ErasedCalls {
  addresses: number
  details: number
  bodies: number
}

/** The next of somebody's calls. The whole ledger may be looked through for it: a question for a thread. */
export function memberCalls(
  db: Db,
  { member, after }: { member: number; after: number },
): number[] {
  return db.raw
    .prepare<[number, number], number>(
      'SELECT id FROM callRows WHERE member = ? AND id > ? ORDER BY id LIMIT 20000',
    )
    .pluck()
    .all(member, after)
}

/** Takes away what tells of the person in these calls; what each cost stays. */
export function eraseCalls(
  db: Db,
  ids: readonly number[],
  found: (addressesAndClients: string[]) => void,
): ErasedCalls {
  const list = JSON.stringify(ids)
  const these = 'IN (SELECT value FROM json_each(?))'
  return db.transaction(() => {
    const codes = db.raw
      .prepare<[string, string], number>(
        `SELECT address FROM callRows WHERE id ${these} UNION SELECT client FROM callRows WHERE id ${these}`,
      )
      .pluck()
      .all(list, list)
    found([...textsOf(db, codes).values()])
    for (const [table, id, column] of NAMED)
      db.raw
        .prepare(
          `INSERT OR IGNORE INTO retentionNames SELECT ${column} FROM ${table} WHERE ${id} ${these} AND ${column} <> 0`,
        )
        .run(list)
    const run = (text: string) => db.raw.prepare(`${text} ${these}`).run(list).changes
    return {
      addresses: run(
        'UPDATE callRows SET address = 0, client = 0 WHERE (address <> 0 OR client <> 0) AND id',
      ),
      details: run('DELETE FROM callDetails WHERE callId'),
      bodies: run('DELETE FROM callBodies WHERE callId'),
    }
  })
}

const NAMED = [
  ['callRows', 'id', 'address'],
  ['callRows', 'id', 'client'],
  ['callDetails', 'callId', 'requestHeaders'],
  ['callDetails', 'callId', 'answerHeaders'],
] as const

/** Programs that many people use: their names say nothing about one. */
const COMMON =
  /^(Other|curl|axios|okhttp|got|Wget|HTTPie|insomnia|Java|Ruby|(Async)?(Azure)?OpenAI\/.*|Anthropic.*|AI SDK|Google GenAI.*|Mistral\/.*|Ollama\/.*|Claude Code|Codex CLI|Gemini CLI|Python.*|Go|Node\.js|Postman|PowerShell|Electron|Browser)$/i

/**
 * Programs that nobody but this person calls with, and that are not widespread: their names may be the person's own.
 * A long look, for a thread.
 */
export function ownPrograms(db: Db, { member }: { member: number }): number[] {
  const families = db.raw
    .prepare<[number, number, number], number>(
      `SELECT family FROM callRows WHERE member = ? AND family <> 0
       UNION SELECT family FROM usageHourly WHERE member = ? AND family <> 0
       UNION SELECT family FROM usageDaily WHERE member = ? AND family <> 0`,
    )
    .pluck()
    .all(member, member, member)
  const texts = textsOf(db, families)
  const isUsed = db.raw.prepare<Record<string, number>, number>(
    [
      ...['callRows', 'usageHourly', 'usageDaily'].map(
        (table) => `SELECT 1 FROM ${table} WHERE family = @code AND member <> @member`,
      ),
      // A text has one number whatever it is used for.
      ...['provider', 'model', 'endpoint', 'dialect', 'reason'].map(
        (column) => `SELECT 1 FROM callRows WHERE "${column}" = @code`,
      ),
    ]
      .map((query) => `SELECT * FROM (${query} LIMIT 1)`)
      .join(' UNION ALL '),
  )
  return families.filter(
    (code) => !COMMON.test(texts.get(code) ?? '') && !isUsed.get({ code, member }),
  )
}
