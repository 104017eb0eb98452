import { beforeAll, describe, expect, test } from 'vitest'
import { alarmReplay } from '../../proxy/admin/lookback/alarmReplay.ts'
import {
  ALARM_KINDS,
  type AlarmKind,
  defaultRule,
  isReplayable,
} from '../../proxy/contract/alarmRules.ts'
import type { AlarmPreview } from '../../proxy/contract/alarms.ts'
import { monthQuotas } from '../../proxy/policy/alarms/quotaSurge.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { EACH_A_MONTH, foundCompany } from './company.ts'
import type { Incident } from './incidents.ts'
import { writeYear } from './writeYear.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const UNTIL = Date.UTC(2026, 10, 26)
const ZONE = 'Europe/Madrid'
const KINDS = ALARM_KINDS.filter(isReplayable)

let db: Db
let incidents: Incident[]
const replays = new Map<AlarmKind, AlarmPreview>()

beforeAll(() => {
  db = openDb(':memory:')
  const company = foundCompany(db, UNTIL - 400 * DAY_MS)
  incidents = writeYear(db, company, {
    until: UNTIL,
    days: 130,
    calls: 90_000,
    zone: ZONE,
  }).incidents
  const thresholds = Object.fromEntries(
    ALARM_KINDS.map((kind) => [kind, defaultRule(kind).thresholds]),
  ) as Record<AlarmKind, Record<string, number>>
  const quotas = monthQuotas({ limits: [EACH_A_MONTH], raises: [], topUps: [] })
  for (const kind of KINDS) {
    const question = { quotas, now: UNTIL, timeZone: ZONE, lessons: [], thresholds, kind, days: 80 }
    replays.set(kind, alarmReplay(db, question))
  }
  return () => db.close()
}, 120_000)

/** What fired about somebody while something of theirs went on. */
function firedDuring({ kind, person, from, to }: Incident): number {
  const firings = replays.get(kind as AlarmKind)?.firings ?? []
  return firings.filter(
    ({ memberId, at }) => memberId === person.memberId && at >= from && at < to + HOUR_MS,
  ).length
}

describe('a company, four months, forty people', () => {
  test.each(['leak', 'runaway', 'waking', 'errors', 'newModel', 'splurge'] as const)(
    'what was planted is told of: %s',
    (name) => {
      const incident = incidents.find((each) => each.name === name)
      expect(incident).toBeDefined()
      expect(firedDuring(incident as Incident)).toBeGreaterThan(0)
    },
  )

  test('nothing but the splurge came near a month’s quota in an hour', () => {
    const splurge = incidents.find(({ name }) => name === 'splurge')
    expect(replays.get('quotaSurge')?.firings).toEqual([
      expect.objectContaining({ memberId: splurge?.person.memberId }),
    ])
  })

  test('rollups add up to the calls, by model and by member', () => {
    for (const column of ['model', 'member'] as const) {
      const sums = (table: string, calls: string) =>
        db.raw
          .prepare(
            `SELECT ${column} AS "by", ${calls} AS calls, total(costNanoUsd) AS cost, sum(output) AS output
             FROM ${table} GROUP BY 1 ORDER BY 1`,
          )
          .all()
      const rows = sums('callRows', 'count(*)')
      expect(rows.length).toBeGreaterThan(10)
      expect(sums('usageHourly', 'sum(calls)')).toEqual(rows)
    }
  })

  test('false alarms are few: less than one in four member-weeks', () => {
    const planted = (at: number, memberId: string | null) =>
      incidents.some(
        ({ person, from, to }) =>
          person.memberId === memberId && at >= from && at < to + 24 * HOUR_MS,
      )
    const lines: string[] = []
    let all = 0
    let weeks = 1
    for (const [kind, { firings, members, days }] of replays) {
      const wrong = firings.filter(({ at, memberId }) => !planted(at, memberId)).length
      weeks = (members * days) / 7
      all += wrong
      lines.push(`${kind} ${wrong}`)
    }
    console.log(`False alarms per member-week: ${(all / weeks).toFixed(3)} (${lines.join(', ')})`)
    expect(all / weeks).toBeLessThan(0.25)
  })
})
