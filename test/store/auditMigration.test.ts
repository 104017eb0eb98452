import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { pendingEntries } from '../../proxy/store/audit/entries.ts'
import { openDb } from '../../proxy/store/db.ts'
import { MIGRATIONS } from '../../proxy/store/migrations/index.ts'

test('acts that are older than the chain wait to become its beginning, marked as such', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-migration-'))
  const file = join(folder, 'keyrack.db')
  const raw = new Database(file)
  raw.function('clientFamily', (client) => client)
  const before = MIGRATIONS.findIndex(({ name }) => name.endsWith('-audit'))
  for (const { sql } of MIGRATIONS.slice(0, before)) raw.exec(sql)
  raw.pragma(`user_version = ${before}`)
  const insert =
    raw.prepare(`INSERT INTO acts (at, actorId, actorName, role, source, action, objectId,
    detail, refused) VALUES (?, 'adm_1', 'Maya "M"', 'owner', 'window', ?, ?, ?, ?)`)
  insert.run(1000, 'members.add', 'mem_1', '{"name":"Ana"}', 0)
  insert.run(2000, 'network.pause', null, null, 1)
  raw.close()
  const db = openDb(file)
  expect(pendingEntries(db, 10).map(({ entry }) => entry)).toEqual([
    {
      ...{ at: 1000, actor: 'adm_1', role: 'owner', source: 'window', action: 'members.add' },
      ...{ objectType: 'members', object: 'mem_1', result: 'done', of: null, ofPending: null },
      ...{ origin: 'before', detail: { actor: 'Maya "M"', asked: { name: 'Ana' } } },
    },
    {
      ...{ at: 2000, actor: 'adm_1', role: 'owner', source: 'window', action: 'network.pause' },
      ...{ objectType: null, object: null, result: 'refused', of: null, ofPending: null },
      ...{ origin: 'before', detail: { actor: 'Maya "M"', asked: null } },
    },
  ])
  db.close()
  rmSync(folder, { recursive: true })
})
