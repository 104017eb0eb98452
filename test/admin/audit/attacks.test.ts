import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { auditPage } from '../../../proxy/store/reports/auditPage.ts'
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
  ['deleted at the beginning', 'shortened 1', (raw) => raw.exec('DELETE FROM audit WHERE seq < 4')],
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
  const { log } = house.audit
  const by = log.beginErasure({ action: 'privacy.erase', source: 'command' })
  expect(log.eraseBy(by, [7, 8])).toBe(2)
  const check = await house.audit.checks.check('all')
  expect(check).toMatchObject({ broken: null, erased: 2 })
  const row = house.db.raw.prepare('SELECT detail, salt FROM auditDetails WHERE seq = 7').get()
  expect(row).toEqual({ detail: null, salt: null })
  await house.bend((raw) => raw.exec('UPDATE auditDetails SET erasedBy = 3 WHERE seq = 8'))
  expect(await house.found()).toBe('detailRemoved 8')
})

describe('a log whose oldest entries were taken off', () => {
  const DAY = 86_400_000
  /** Twenty old acts, then eighty of today; the old ones go. */
  async function takeOff(watch: { signal?: AbortSignal } = {}) {
    house.act(300)
    house.audit.log.checkpoint({ always: true })
    const young = house.clock.now + DAY
    house.clock.now += 100 * DAY
    house.act(80)
    let gone = 0
    const went = (entries: number) => {
      gone += entries
    }
    const actor = { id: 'adm_maya', name: 'Maya', role: 'owner' }
    await house.audit.takeOff(young, { actor, went, ...watch })
    return gone
  }
  const beginning = () => house.audit.state().beginning
  const rows = () => house.db.raw.prepare('SELECT min(seq), max(seq) FROM audit').raw().get()

  test('is whole from there on, says since when, by whom and how many, and goes on', async () => {
    expect(await takeOff()).toBe(640)
    expect(rows()).toEqual([641, 802])
    expect(beginning()).toMatchObject({ seq: 640, actor: 'adm_maya', taken: 640, entry: 801 })
    const check = await house.audit.checks.check('all')
    expect(check).toMatchObject({ broken: null, checked: 162, beginning: { seq: 640 } })
    expect(check.message).toBe(
      '162 entries intact since 1 Mar 2027. 640 older ones were taken off because of their age, most recently on 1 Mar 2027.',
    )
    house.act(200)
    await house.stop()
    await house.start()
    await house.unlock()
    expect(await house.found()).toBeNull()
    expect((await house.audit.checks.check('latest')).broken).toBeNull()
    expect(house.bent).toEqual([])
    const page = auditPage(house.db, { limit: 1000, filter: { terms: [] } })
    const [told] = page.acts.filter(({ action }) => action === 'audit.takeOff')
    expect(told).toMatchObject({
      ...{ actorName: 'Maya', result: 'done', objectName: 'entries 1 to 640' },
    })
  })

  test('goes on from an earlier beginning, and stops at what is still young', async () => {
    await takeOff()
    const first = beginning()
    house.clock.now += 100 * DAY
    house.act(40)
    house.audit.log.checkpoint({ always: true })
    house.clock.now += 10 * DAY
    house.act(1)
    await house.audit.takeOff(house.clock.now - 5 * DAY, { went: () => {} })
    expect(beginning()).toMatchObject({ seq: 882, actor: null, taken: 242 })
    expect(first?.seq).toBe(640)
    expect(await house.found()).toBeNull()
    expect(house.audit.state()).toMatchObject({ entries: 4 })
  })

  test('that is cut off in the middle is as whole as one that was not', async () => {
    const stop = new AbortController()
    await expect(
      (async () => {
        house.act(300)
        house.audit.log.checkpoint({ always: true })
        const young = house.clock.now + DAY
        house.clock.now += 100 * DAY
        house.act(2)
        await house.audit.takeOff(young, { signal: stop.signal, went: () => stop.abort() })
      })(),
    ).rejects.toThrow()
    const { seq } = beginning() ?? { seq: 0 }
    expect(seq).toBeGreaterThan(0)
    expect(seq).toBeLessThan(640)
    expect(rows()).toEqual([seq + 1, 646])
    expect(await house.found()).toBeNull()
    // The next night goes on.
    house.audit.log.checkpoint({ always: true })
    await house.audit.takeOff(house.clock.now - 50 * DAY, { went: () => {} })
    expect(beginning()?.seq).toBe(640)
    expect(await house.found()).toBeNull()
  })

  test('keeps what was bent in it: nothing is taken off that somebody has to look into', async () => {
    await house.bend((raw) => raw.exec("UPDATE audit SET action = 'x' WHERE seq = 7"))
    expect(await takeOff()).toBe(0)
    expect(beginning()).toBeNull()
    expect(house.audit.state().broken).toMatchObject({ kind: 'changed', seq: 7 })
  })

  test('while the vault is locked nobody can sign, so nothing goes', async () => {
    house.act(300)
    house.audit.log.checkpoint({ always: true })
    await house.stop()
    await house.start()
    await house.audit.takeOff(house.clock.now + DAY, { went: () => {} })
    expect(rows()).toEqual([1, 640])
    await house.unlock()
  })

  test('while an export is fetched the log stays, and the export proves itself', async () => {
    house.act(300)
    const old = house.clock.now + DAY
    house.clock.now += 100 * DAY
    house.act(1)
    const { exports } = house.audit
    const { id } = await exports.begin({ format: 'jsonl', filter: { terms: [] } }, 'Maya')
    await house.audit.takeOff(old, { went: () => {} })
    expect(beginning()).toBeNull()
    for (let part = 0; !(await exports.part({ id, part })).isOver; part++);
    await house.audit.takeOff(old, { went: () => {} })
    expect(beginning()?.seq).toBeGreaterThan(256)
    expect(await house.found()).toBeNull()
  })

  const forge = (column: string, value: string) => (raw: Database.Database) =>
    raw.exec(`UPDATE auditBeginning SET ${column} = ${value}`)
  test.for([
    ['its place', forge('seq', 'seq + 2')],
    ['its time', forge('at', 'at + 1')],
    ['who did it', forge('actor', "'adm_ben'")],
    ['how many went', forge('taken', '1')],
    ['the chain there', forge('mac', 'zeroblob(32)')],
    ['the link there', forge('link', 'zeroblob(32)')],
    ['its signature', forge('signature', 'zeroblob(64)')],
  ] as const)('whose record of it was changed in %s is found', async ([, work]) => {
    await takeOff()
    await house.bend((raw) => void work(raw))
    const { broken } = await house.audit.checks.check('all')
    expect(broken?.kind).toBe('beginning')
    expect(broken?.message).toContain('is not Keyrack’s')
  })

  test.for([
    ['whose record was removed', 'shortened 1', (raw) => raw.exec('DELETE FROM auditBeginning')],
    [
      'of which more was removed',
      'shortened 641',
      (raw) => raw.exec('DELETE FROM audit WHERE seq < 660'),
    ],
    [
      'into whose past something was written',
      'added 5',
      (raw) =>
        raw.exec(`INSERT INTO audit SELECT 5, at, actor, role, source, action, objectType, object,
          result, NULL, origin, detail, mac FROM audit WHERE seq = 641`),
    ],
    [
      'that was changed behind it',
      'changed 641',
      (raw) => raw.exec("UPDATE audit SET action = 'x' WHERE seq = 641"),
    ],
  ] satisfies [string, string, (raw: Database.Database) => unknown][])(
    '%s is found as %s',
    async ([, expected, work]) => {
      await takeOff()
      await house.bend((raw) => void work(raw))
      expect(await house.found()).toBe(expected)
    },
  )

  test('whose earlier beginning was put back over a younger one is found', async () => {
    await takeOff()
    const old = house.db.raw.prepare('SELECT * FROM auditBeginning').get()
    house.audit.log.checkpoint({ always: true })
    house.clock.now += 10 * DAY
    house.act(1)
    await house.audit.takeOff(house.clock.now - DAY, { went: () => {} })
    expect(beginning()?.seq).toBe(802)
    await house.bend((raw) => {
      raw.exec('DELETE FROM auditBeginning')
      const names = 'id, seq, at, actor, taken, entry, link, mac, publicKey, signature'
      const places = names.replaceAll(/\w+/g, '@$&')
      raw.prepare(`INSERT INTO auditBeginning (${names}) VALUES (${places})`).run(old)
    })
    expect(await house.found()).toBe('shortened 641')
  })

  test('as somebody without the key would like it: a beginning made up, the prefix gone', async () => {
    await house.bend((raw) => {
      raw.exec(`INSERT INTO auditBeginning SELECT 1, 20, at, 'adm_maya', 20, 21, zeroblob(32), mac,
        'AAAA', zeroblob(64) FROM audit WHERE seq = 20; DELETE FROM audit WHERE seq <= 20`)
    })
    expect(await house.found()).toBe('beginning 21')
  })
})

describe('a log that was begun anew', () => {
  const emptied = (raw: Database.Database) =>
    raw.exec(`DELETE FROM audit; DELETE FROM auditDetails; DELETE FROM auditCheckpoints;
      DELETE FROM auditBeginning; DELETE FROM sqlite_sequence WHERE name = 'audit'`)

  test('is found by the heads that know of the old one', async () => {
    await house.bend((raw) => void emptied(raw))
    expect(house.audit.state().broken).toMatchObject({ kind: 'rebegun', seq: 1 })
    house.act(50)
    expect(await house.found()).toBe('rebegun 1')
    expect(house.bent).toHaveLength(1)
  })

  test('with its heads removed is found by the age of the vault', async () => {
    house.clock.now += 86_400_000
    await house.bend((raw) => {
      emptied(raw)
      rmSync(headFile())
      rmSync(outsideFile())
    })
    expect(house.audit.state().broken).toMatchObject({ kind: 'rebegun', seq: 1 })
    expect(house.bent).toEqual([expect.stringContaining('was begun anew')])
  })

  test('and whose old heads are put back is found as what it is', async () => {
    await house.stop()
    const heads = [readFileSync(headFile()), readFileSync(outsideFile())]
    await house.start()
    await house.bend((raw) => {
      emptied(raw)
      rmSync(headFile())
      rmSync(outsideFile())
    })
    expect(house.audit.state().broken).toBeNull()
    house.clock.now += 1000
    house.act(50)
    await house.stop()
    writeFileSync(headFile(), heads[0] ?? '')
    writeFileSync(outsideFile(), heads[1] ?? '')
    await house.start()
    await house.unlock()
    expect(house.audit.state().broken).toMatchObject({ kind: 'rebegun', seq: 1 })
  })
})
