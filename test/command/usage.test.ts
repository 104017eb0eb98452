import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb } from '../../proxy/store/db.ts'
import { SettingsStore } from '../../proxy/store/settings.ts'
import { addCall, addMember } from '../store/support.ts'
import { CommandLine } from './cli.ts'

const NOON = Date.UTC(2026, 10, 20, 12)
const cli = new CommandLine()

beforeAll(() => {
  const db = openDb(join(cli.dataDir, 'keyrack.db'))
  new SettingsStore(db).set('timeZone', 'Asia/Kolkata')
  addMember(db, 'mem_a', 'Ana')
  addMember(db, 'mem_b', 'Ben')
  const call = { memberId: 'mem_a', input: 10, costNanoUsd: 2_000_000_000 }
  addCall(db, NOON, call)
  // Half past six in the evening is midnight in Kolkata.
  addCall(db, NOON + 6.5 * 3_600_000, { ...call, totalMs: 40 })
  addCall(db, NOON, { memberId: 'mem_b', outcome: 'refused', status: 429, costNanoUsd: 0 }, 1)
  db.close()
})
afterAll(() => rmSync(cli.dataDir, { recursive: true }))

const RANGE = ['--range', '2026-11-20..2026-11-21']

test('usage is added up by days of the workspace, as one JSON object a line', async () => {
  const answer = await cli.run(['usage', '--by', 'member', '--step', 'day', ...RANGE, '--json'])
  expect(answer.stderr).toBe('')
  expect(answer.lines()).toMatchObject([
    { at: Date.UTC(2026, 10, 19, 18, 30), labels: ['Ana'], calls: 1, input: 10 },
    { at: Date.UTC(2026, 10, 19, 18, 30), groups: ['mem_b'], calls: 1, refused: 1 },
    // Times are told within 5 %.
    { at: Date.UTC(2026, 10, 20, 18, 30), labels: ['Ana'], calls: 1, totalMs: { p50: 39 } },
  ])
})

test('it can be kept to some members by their names, and to some statuses', async () => {
  const asked = ['usage', '--by', 'member,status', ...RANGE]
  const { stdout } = await cli.run([...asked, '--only', 'member=ben', '--only', 'status=4xx'])
  expect(stdout).toMatch(/MEMBER +STATUS +CALLS[^\n]*\nBen +refused 429 +1 /)
  const others = await cli.run([...asked, '--except', 'member=Ben,none', '--json'])
  expect(others.lines()).toMatchObject([{ groups: ['mem_a', 'ok'], calls: 2 }])
})

test('what cannot be asked is told in words', async () => {
  for (const [flags, words] of [
    [['--by', 'member,team,key'], 'Give one or two of member'],
    [['--range', 'sometime'], '--range: give today'],
    [['--only', 'colour=red'], 'Give something such as member=Ana,Ben'],
  ] as const) {
    const { code, stderr } = await cli.run(['usage', ...flags])
    expect(code).toBe(1)
    expect(stderr).toContain(words)
  }
})
