import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDb } from '../../proxy/store/db.ts'
import { MIGRATIONS } from '../../proxy/store/migrations/index.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrack-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const AT = Date.UTC(2026, 10, 20, 9)
const text = { memberId: 'mem_a', tokenId: 'tok_a', keyId: 'key_a', provider: 'openai' }

/** A database as the Keyrack before wrote it. */
function writeOldLedger(file: string, calls: Record<string, string | number | null>[]): void {
  const raw = new Database(file)
  const before = MIGRATIONS.findIndex(({ name }) => name.endsWith('narrow-calls'))
  for (const { sql } of MIGRATIONS.slice(0, before)) raw.exec(sql)
  raw.pragma(`user_version = ${before}`)
  for (const call of calls) {
    const columns = Object.keys(call)
    raw
      .prepare(`INSERT INTO calls (${columns}) VALUES (${columns.map(() => '?')})`)
      .run(Object.values(call))
  }
  raw.exec(`
    INSERT INTO repricings VALUES ('rep_1', 1, 'adm_1', '{}', 1, '');
    INSERT INTO repricedCalls VALUES (${AT * 1024}, 'rep_1', 3, 'priced', 'prc_0');
  `)
  raw.close()
}

test('a ledger of an earlier Keyrack keeps every figure and text of its calls', () => {
  const file = join(folder, 'keyrack.db')
  const ended = {
    ...{ id: AT * 1024, startedAt: AT, endedAt: AT + 900, totalMs: 900, firstByteMs: 80, ...text },
    ...{ teamId: 'tea_a', dialect: 'openai', endpoint: 'chat.completions', model: 'gpt-5' },
    ...{ streamed: 1, status: 200, upstreamStatus: 200, outcome: 'ok', reason: null, sent: 1 },
    ...{ input: 70_000, cachedRead: 5, output: 9, searches: 2, usageState: 'reported' },
    ...{ costNanoUsd: 12_345_678_901, priceState: 'priced', priceId: 'prc_1' },
    ...{ address: '10.0.0.7', client: 'AsyncOpenAI/Python 2.8.1', requestBytes: 10 },
    ...{ answerBytes: 20, rawUsage: '{"a":1}', reserved: '{"money":5}' },
  }
  const refused = {
    ...{ id: AT * 1024 + 1, startedAt: AT - 3_600_000, endedAt: AT - 3_600_000, status: 401 },
    ...{ dialect: 'openai', endpoint: 'models', streamed: 0, outcome: 'refused' },
    ...{ reason: 'TOKEN_UNKNOWN', address: '10.0.0.9', client: '', totalMs: 0 },
  }
  const open = {
    ...{ id: AT * 1024 + 2, startedAt: AT, outcome: 'open', streamed: 1, reserved: '{"money":7}' },
    ...{ dialect: 'openai', endpoint: 'responses', ...text },
  }
  writeOldLedger(file, [ended, refused, open])
  const db = openDb(file)
  const rows = db.all(db.sql.selectFrom('calls').selectAll().orderBy('id'))
  expect(rows).toMatchObject([ended, refused, open])
  expect(rows[1]).toMatchObject({ memberId: null, costNanoUsd: null, priceState: null, input: 0 })
  expect(rows[2]).toMatchObject({ endedAt: null, status: null, usageState: 'none' })
  const families = db.raw.prepare(
    'SELECT text FROM callRows LEFT JOIN names ON code = family ORDER BY id',
  )
  expect(families.pluck().all()).toEqual(['OpenAI/Python', null, null])
  expect(db.all(db.sql.selectFrom('repricedCalls').select(['callId', 'costNanoUsd']))).toEqual([
    { callId: AT * 1024, costNanoUsd: 3 },
  ])
  db.close()
})

test('a text that many calls have is stored once', () => {
  const file = join(folder, 'keyrack.db')
  const call = { startedAt: AT, dialect: 'openai', endpoint: 'models', streamed: 0, outcome: 'ok' }
  writeOldLedger(
    file,
    [0, 1, 2, 3].map((more) => ({ ...call, ...text, id: AT * 1024 + more })),
  )
  const db = openDb(file)
  const names = db.all(db.sql.selectFrom('names').select('text')).map((name) => name.text)
  expect(names.filter((name) => name === 'mem_a')).toHaveLength(1)
  expect(new Set(names).size).toBe(names.length)
  db.close()
})
