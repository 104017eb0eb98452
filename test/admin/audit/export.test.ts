import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkAuditFile } from '../../../proxy/command/auditFile.ts'
import type { AuditExport } from '../../../proxy/contract/audit.ts'
import { buildHouse, type House } from './house.ts'

const DAY = 86_400_000
let house: House
let file: string
beforeEach(async () => {
  house = await buildHouse()
  file = join(house.folder, 'log.jsonl')
  house.act(600)
})
afterEach(() => house.close())

/** Writes a whole export; answers its seal, where that is not part of it. */
async function write(wanted: AuditExport): Promise<string | null> {
  const { id } = await house.audit.exports.begin(wanted, 'Maya')
  let text = ''
  for (let part = 0; ; part++) {
    const got = await house.audit.exports.part({ id, part })
    // Its answer was lost: asked for again, it is the same.
    expect(await house.audit.exports.part({ id, part })).toEqual(got)
    text += got.text
    if (!got.isOver) continue
    writeFileSync(file, text)
    return got.seal
  }
}

const everything: AuditExport = { format: 'jsonl', filter: { terms: [] } }
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n')
const problem = async () => (await checkAuditFile(file)).problem

test('an export proves itself, without the vault and without the database', async () => {
  expect(await write(everything)).toBeNull()
  await house.stop()
  rmSync(join(house.folder, 'data'), { recursive: true })
  expect(await checkAuditFile(file)).toMatchObject({
    ...{ ok: true, problem: null, entries: 1200, leftOut: 0, erased: 0 },
    fingerprint: expect.stringMatching(/^([0-9a-f]{4} ?){8}$/),
  })
  await house.start().catch(() => {})
  house = await buildHouse()
})

test('a filtered export proves the places of what it leaves out', async () => {
  house.act(2, 'limits.add')
  const filter = { terms: [{ field: 'action' as const, values: ['limits'], negated: false }] }
  await write({ ...everything, filter })
  expect(await checkAuditFile(file)).toMatchObject({ ok: true, entries: 4, leftOut: 1200 })
  expect(readFileSync(file, 'utf8')).not.toContain('members.add')
})

test('every way of bending an export is found', async () => {
  const { log } = house.audit
  log.eraseBy(log.beginErasure({ action: 'privacy.erase', source: 'command' }), [9])
  await write(everything)
  const whole = lines()
  const bend = async (work: (all: string[]) => unknown) => {
    const all = [...whole]
    work(all)
    writeFileSync(file, `${all.join('\n')}\n`)
    return problem()
  }
  expect(await bend(() => {})).toBeNull()
  expect(await bend((all) => all.splice(40, 1))).toMatch(/^Entry \d+ is missing/)
  expect(await bend((all) => all.splice(40, 2, all[41] ?? '', all[40] ?? ''))).toContain('missing')
  expect(await bend((all) => all.splice(40, 0, all[39] ?? ''))).toContain('or twice')
  expect(await bend((all) => all.splice(700))).toContain('cut off')
  expect(await bend((all) => all.splice(700, all.length - 701))).toContain('are missing')
  const changed = (from: string, to: string) => (all: string[]) => {
    const at = all.findIndex((line, index) => index > 50 && line.includes(from))
    all[at] = all[at]?.replace(from, to) ?? ''
  }
  expect(await bend(changed('"role":"owner"', '"role":"admin"'))).toMatch(
    /between 2 and \d+ was changed/,
  )
  expect(await bend(changed('Ana', 'Eva'))).toMatch(/^The detail of entry \d+ was changed/)
  expect(await bend(changed('"actor":"adm_maya"', '"actor":"adm_ben"'))).toContain('was changed')
  expect(await bend((all) => all.splice(0, 1))).toContain('does not begin')
  expect(await bend((all) => all.splice(-2, 1))).toContain('not signed')
  expect(
    await bend((all) => {
      all[0] = all[0]?.replace('Maya', 'Eve') ?? ''
    }),
  ).toContain('seal')
  expect(await bend((all) => all.splice(3, 0, '{'))).toContain('not JSON')
})

test('a table is sealed beside, runs in no spreadsheet, and a changed byte is found', async () => {
  house.audit.log.note({
    ...{ action: 'members.add', source: 'command' },
    object: { type: 'member', id: 'mem_x', name: '=cmd|calc!A1' },
  })
  const seal = await write({ ...everything, format: 'csv' })
  writeFileSync(`${file}.sig`, seal ?? '')
  expect(lines()[1]).toContain("'=cmd")
  expect(await checkAuditFile(file)).toMatchObject({ ok: true, format: 'csv', entries: 601 })
  writeFileSync(file, readFileSync(file, 'utf8').replace('Ana 5,', 'Ana 6,'))
  expect(await problem()).toContain('not the one that was sealed')
  writeFileSync(`${file}.sig`, seal?.replace(/"sha256":"./, '"sha256":"0') ?? '')
  expect(await problem()).toContain('is damaged')
  expect(existsSync(file)).toBe(true)
})

test('an export that nobody goes on with is forgotten, and its parts have an order', async () => {
  const { id } = await house.audit.exports.begin(everything, 'Maya')
  await expect(house.audit.exports.part({ id, part: 1 })).rejects.toThrow('one after the other')
  house.clock.now += 11 * 60_000
  await house.audit.exports.begin(everything, 'Maya')
  await expect(house.audit.exports.part({ id, part: 0 })).rejects.toThrow('This export is over')
})

test('an export of a log whose oldest entries were taken off proves itself from there on', async () => {
  const old = house.clock.now + DAY
  house.clock.now += 100 * DAY
  house.act(3)
  await house.audit.takeOff(old, { went: () => {} })
  const { beginning } = house.audit.state()
  expect(beginning?.seq).toBeGreaterThan(900)
  await write(everything)
  const check = await checkAuditFile(file)
  expect(check).toMatchObject({ ok: true, begins: { seq: beginning?.seq, at: beginning?.at } })
  expect(check.entries).toBe(house.audit.state().entries)

  const whole = lines()
  const bend = async (from: string | RegExp, to: string) => {
    const [head = '', ...rest] = whole
    expect(head).toMatch(from)
    writeFileSync(file, `${[head.replace(from, to), ...rest].join('\n')}\n`)
    return problem()
  }
  const notOurs = 'The record that says where the log begins is not Keyrack’s.'
  expect(await bend(/"seq":\d+/, '"seq":1000')).toBe(notOurs)
  expect(await bend(/"link":"../, '"link":"00')).toBe(notOurs)
  expect(await bend(/"begins":.*}/, '"begins":null}')).toBe('Entry 1 is missing.')
  const cut = whole.toSpliced(1, 1)
  writeFileSync(file, `${cut.join('\n')}\n`)
  expect(await problem()).toBe(`Entry ${(beginning?.seq ?? 0) + 1} is missing.`)
})
