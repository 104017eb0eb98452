import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildHouse, type House } from './house.ts'

let house: House
beforeEach(async () => {
  house = await buildHouse()
  house.act(20)
})
afterEach(() => house.close())

const headFile = () => join(house.folder, 'data', 'audit-head.json')
const outsideFile = () => join(house.folder, 'state', 'audit-head.json')

test('a log that nobody touched is whole, after restarts and while the vault is locked', async () => {
  expect(await house.found()).toBeNull()
  await house.stop()
  await house.start()
  house.act(3)
  expect(house.audit.state()).toMatchObject({ entries: 40, waiting: 6, publicKey: null })
  await house.unlock()
  house.act(2)
  const check = await house.audit.checks.check('all')
  expect(check).toMatchObject({ checked: 50, erased: 0, known: 0, broken: null })
  expect(check.message).toBe('50 entries intact since 21 Nov 2026.')
  expect(house.bent).toEqual([])
})

/** Turns one bit of a value round. */
function flipped(value: unknown): unknown {
  if (typeof value === 'number') return value ^ 1
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value)
    bytes[3] = (bytes[3] ?? 0) ^ 1
    return bytes
  }
  const text = String(value)
  return String.fromCharCode(text.charCodeAt(0) ^ 1) + text.slice(1)
}

const COLUMNS = [
  ...['at', 'actor', 'role', 'source', 'action', 'objectType', 'object', 'result', 'of', 'origin'],
  ...['detail', 'mac'],
]

describe.for(COLUMNS)('one flipped bit in the column %s', (column) => {
  test('is found where it is', async () => {
    await house.bend((raw) => {
      const value = raw.prepare(`SELECT "${column}" FROM audit WHERE seq = 14`).pluck().get()
      raw
        .prepare(`UPDATE audit SET "${column}" = ? WHERE seq = 14`)
        .run(column === 'of' ? 1000 : flipped(value))
    })
    expect(await house.found()).toBe('changed 14')
    expect(house.bent).toEqual([expect.stringContaining('Entry 14 of the audit log was changed.')])
    expect(house.audit.state().broken).toMatchObject({ kind: 'changed', seq: 14 })
  })
})

test.for([
  ['salt', 'detailChanged 14'],
  ['detail', 'detailChanged 14'],
] as const)('a flipped bit in the %s aside is found', async ([column, found]) => {
  await house.bend((raw) => {
    const value = raw.prepare(`SELECT ${column} FROM auditDetails WHERE seq = 14`).pluck().get()
    raw.prepare(`UPDATE auditDetails SET ${column} = ? WHERE seq = 14`).run(flipped(value))
  })
  expect(await house.found()).toBe(found)
})

const swap = (raw: Database.Database, table: string, a: number, b: number) => {
  raw.prepare(`UPDATE ${table} SET seq = -1 WHERE seq = ?`).run(a)
  raw.prepare(`UPDATE ${table} SET seq = ? WHERE seq = ?`).run(a, b)
  raw.prepare(`UPDATE ${table} SET seq = ? WHERE seq = -1`).run(b)
}

test.for([
  ['deleted from the middle', 'removed 14', (raw) => raw.exec('DELETE FROM audit WHERE seq = 14')],
  ['deleted at the beginning', 'removed 1', (raw) => raw.exec('DELETE FROM audit WHERE seq < 4')],
  ['exchanged with a far one', 'reordered 6', (raw) => swap(raw, 'audit', 6, 30)],
  ['exchanged with its neighbour', 'reordered 13', (raw) => swap(raw, 'audit', 13, 14)],
  ['given the detail of another', 'detailSwapped 6', (raw) => swap(raw, 'auditDetails', 6, 30)],
  [
    'robbed of its detail',
    'detailRemoved 6',
    (raw) => raw.exec('DELETE FROM auditDetails WHERE seq = 6'),
  ],
  [
    'robbed of its detail as if it had been erased',
    'detailRemoved 6',
    (raw) =>
      raw.exec(
        'UPDATE auditDetails SET detail = NULL, salt = NULL, erasedBy = 9, erasedMac = zeroblob(32) WHERE seq = 6',
      ),
  ],
  [
    'written over with an older one',
    'replayed 30',
    (raw) =>
      raw.exec(`DELETE FROM audit WHERE seq = 30; INSERT INTO audit SELECT 30, at, actor, role, source,
        action, objectType, object, result, NULL, origin, detail, mac FROM audit WHERE seq = 11`),
  ],
  [
    'added at the end by somebody without the key',
    'added 41',
    (raw) =>
      raw.exec(`INSERT INTO audit SELECT 41, at, actor, role, source, action, objectType, object,
        result, NULL, origin, detail, zeroblob(32) FROM audit WHERE seq = 11`),
  ],
  [
    'replayed at the end',
    'replayed 41',
    (raw) =>
      raw.exec(`INSERT INTO audit SELECT 41, at, actor, role, source, action, objectType, object,
        result, NULL, origin, detail, mac FROM audit WHERE seq = 11`),
  ],
  ['cut off behind', 'cutOff 38', (raw) => raw.exec('DELETE FROM audit WHERE seq > 37')],
  [
    'cut off behind by somebody who knows SQLite',
    'rolledBack 38',
    (raw) =>
      raw.exec(`DELETE FROM audit WHERE seq > 37; DELETE FROM auditDetails WHERE seq > 37;
        DELETE FROM auditCheckpoints WHERE seq > 37;
        UPDATE sqlite_sequence SET seq = 37 WHERE name = 'audit'`),
  ],
  [
    'and a checkpoint made up',
    'checkpoint 1',
    (raw) => raw.exec('UPDATE auditCheckpoints SET signature = zeroblob(64)'),
  ],
] satisfies [string, string, (raw: Database.Database) => unknown][])(
  'an entry that is %s is found as %s',
  async ([, expected, work]) => {
    await house.bend((raw) => void work(raw))
    const found = await house.found()
    // What the heads tell is seen at the unlocking, and written into the log itself.
    const open = house.audit.state().broken
    expect(found ?? (open && `${open.kind} ${open.seq}`)).toBe(expected)
    expect(house.bent).toHaveLength(1)
    expect(await house.found()).toBe(found)
    expect(house.bent).toHaveLength(1)
  },
)

test('an older copy of the database is found, and stays told until an owner has acknowledged it', async () => {
  await house.stop()
  house.copyData('copy')
  await house.start()
  await house.unlock()
  house.act(5)
  await house.stop()
  house.putBack('copy', ['keyrack.db'])
  await house.start()
  await house.unlock()
  expect(house.bent).toEqual([expect.stringContaining('is an older copy: entry 41')])
  house.act(30)
  expect(house.audit.state().broken).toMatchObject({ kind: 'rolledBack', seq: 41 })
  const object = { type: 'audit', id: 'rolledBack:41' }
  house.audit.log.note({ action: 'audit.acknowledge', source: 'command', object })
  expect(house.audit.state().broken).toBeNull()
  await house.stop()
  await house.start()
  await house.unlock()
  expect(await house.found()).toBeNull()
  expect(house.bent).toHaveLength(1)
})

test('an older copy of the whole data folder, head included, is found by the head outside of it', async () => {
  await house.stop()
  house.copyData('copy')
  await house.start()
  await house.unlock()
  house.act(5)
  await house.stop()
  house.putBack('copy', ['keyrack.db', 'audit-head.json'])
  await house.start()
  await house.unlock()
  expect(house.audit.state().broken).toMatchObject({ kind: 'rolledBack', seq: 41 })
})

test('a copy that was put back and went on is found: the same number has another MAC', async () => {
  await house.stop()
  house.copyData('copy')
  await house.start()
  await house.unlock()
  house.act(5)
  await house.stop()
  const [head, outside] = [readFileSync(headFile()), readFileSync(outsideFile())]
  house.putBack('copy', ['keyrack.db', 'audit-head.json'])
  rmSync(outsideFile())
  await house.start()
  await house.unlock()
  house.act(9)
  await house.stop()
  writeFileSync(headFile(), head)
  writeFileSync(outsideFile(), outside)
  await house.start()
  await house.unlock()
  expect(house.audit.state().broken).toMatchObject({ kind: 'rolledBack', seq: 50 })
})

test.for([
  ['deleted', () => rmSync(headFile())],
  ['emptied', () => writeFileSync(headFile(), '')],
  [
    'made up',
    () => {
      const head = JSON.parse(readFileSync(headFile(), 'utf8')) as { seq: number }
      writeFileSync(headFile(), JSON.stringify({ ...head, seq: head.seq - 10 }))
    },
  ],
] as const)('a head that was %s is found', async ([, work]) => {
  await house.bend(work)
  expect(house.audit.state().broken).toMatchObject({ kind: 'head' })
})

test('rows deleted while the service runs are found', async () => {
  house.db.raw.exec('DELETE FROM audit WHERE seq > 35')
  expect(await house.found()).toBe('cutOff 36')
  house.act(1)
  expect(await house.found()).toBe('cutOff 36')
})

test('behind a break that was acknowledged the next one is found', async () => {
  await house.bend((raw) => raw.exec("UPDATE audit SET action = 'x' WHERE seq IN (7, 21)"))
  expect(await house.found()).toBe('changed 7')
  const object = { type: 'audit', id: 'changed:7' }
  house.audit.log.note({ action: 'audit.acknowledge', source: 'command', object })
  expect(await house.found()).toBe('changed 21')
  house.audit.log.note({
    ...{ action: 'audit.acknowledge', source: 'command' },
    object: { type: 'audit', id: 'changed:21' },
  })
  const check = await house.audit.checks.check('all')
  expect(check).toMatchObject({ broken: null, known: 2 })
  expect(check.message).toContain('2 breaks that an owner acknowledged')
})

test('a detail that Keyrack erased leaves the chain whole, and the erasure is told', async () => {
  expect(house.audit.log.erase([7, 8], { action: 'privacy.erase', source: 'command' })).toBe(2)
  const check = await house.audit.checks.check('all')
  expect(check).toMatchObject({ broken: null, erased: 2 })
  const row = house.db.raw.prepare('SELECT detail, salt FROM auditDetails WHERE seq = 7').get()
  expect(row).toEqual({ detail: null, salt: null })
  await house.bend((raw) => raw.exec('UPDATE auditDetails SET erasedBy = 3 WHERE seq = 8'))
  expect(await house.found()).toBe('detailRemoved 8')
})
