import type { Db } from '../db.ts'
import { textsOf } from '../names.ts'

/** Calls in one transaction: a few milliseconds in which no call can begin or end. */
export const CALLS_SLICE = 50

export interface ErasedCalls {
  /** The addresses and programs that were in them. */
  told: string[]
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

/** Where calls hold codes of what tells of the person. */
const NAMED = [
  ['callRows', 'id', 'address'],
  ['callRows', 'id', 'client'],
  ['callDetails', 'callId', 'requestHeaders'],
  ['callDetails', 'callId', 'answerHeaders'],
] as const

/** Takes away what tells of the person in some of their calls; what each cost stays. */
export function callEraser(db: Db): (ids: readonly number[]) => ErasedCalls {
  const { raw } = db
  const these = 'IN (SELECT value FROM json_each(@list))'
  const codes = raw
    .prepare<{ list: string }, number>(
      `SELECT address FROM callRows WHERE id ${these} UNION SELECT client FROM callRows WHERE id ${these}`,
    )
    .pluck()
  const remember = NAMED.map(([table, id, column]) =>
    raw.prepare(
      `INSERT OR IGNORE INTO retentionNames SELECT ${column} FROM ${table} WHERE ${id} ${these} AND ${column} <> 0`,
    ),
  )
  const blank = raw.prepare(
    `UPDATE callRows SET address = 0, client = 0 WHERE (address <> 0 OR client <> 0) AND id ${these}`,
  )
  const details = raw.prepare(`DELETE FROM callDetails WHERE callId ${these}`)
  const bodies = raw.prepare(`DELETE FROM callBodies WHERE callId ${these}`)
  return function eraseSome(ids) {
    const of = { list: JSON.stringify(ids) }
    return db.transaction(() => {
      const told = [...textsOf(db, codes.all(of)).values()]
      for (const each of remember) each.run(of)
      return {
        told,
        addresses: blank.run(of).changes,
        details: details.run(of).changes,
        bodies: bodies.run(of).changes,
      }
    })
  }
}

/**
 * Calls in which nobody was recognised, a revoked token say, from addresses that no member but this one ever used:
 * asked once the member's own calls bear no address any more. The whole ledger is looked through: for a thread.
 */
export function strangersFrom(db: Db, { addresses }: { addresses: readonly string[] }): number[] {
  const rows = db.raw
    .prepare<[string], { id: number; member: number; address: number }>(
      `SELECT id, member, address FROM callRows WHERE address IN
       (SELECT code FROM names WHERE text IN (SELECT value FROM json_each(?)))`,
    )
    .iterate(JSON.stringify(addresses))
  const others = new Set<number>()
  const nobodys: { id: number; address: number }[] = []
  for (const { id, member, address } of rows) {
    if (member !== 0) others.add(address)
    else if (!others.has(address)) nobodys.push({ id, address })
  }
  return nobodys.filter(({ address }) => !others.has(address)).map(({ id }) => id)
}

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
        (table) => `SELECT 1 FROM ${table} WHERE family = @code AND member NOT IN (@member, 0)`,
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
