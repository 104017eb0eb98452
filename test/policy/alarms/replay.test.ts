import { expect, test } from 'vitest'
import { seeded } from '../../../proxy/base/seeded.ts'
import {
  ALARM_KINDS,
  type AlarmKind,
  type AlarmRule,
  defaultRule,
} from '../../../proxy/contract/alarmRules.ts'
import type { Finding } from '../../../proxy/contract/alarms.ts'
import type { SeenCall } from '../../../proxy/policy/alarms/detector.ts'
import { AlarmWatch } from '../../../proxy/policy/alarms/watch.ts'
import { callOf, type Persona, pastUse, personas } from '../../support/pastUse.ts'
import { quota } from './support.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A Monday. */
const START = Date.UTC(2026, 5, 1)
const WARM_DAYS = 21
const DAYS = 28
/** Far more than anybody uses, so that only what was planted comes near. */
const QUOTAS = [quota({ size: 250e9 })]
const PEOPLE = 20

/** One incident: what is added to a member's calls, and which rules should tell of it. */
interface Incident {
  name: string
  memberId: string
  at: number
  lastsMs: number
  kinds: Finding['kind'][]
  calls: SeenCall[]
}

const RULES = new Map(ALARM_KINDS.map((kind) => [kind, defaultRule(kind)]))
const rule = (kind: AlarmKind) => RULES.get(kind) as AlarmRule

const dayAt = (day: number, hour: number) => START + (WARM_DAYS + day) * DAY + hour * HOUR

function incidents(people: readonly Persona[], random: () => number): Incident[] {
  const planted = (
    name: string,
    person: number,
    [at, lastsMs, count]: [number, number, number],
    kinds: Finding['kind'][],
    change: (call: SeenCall, i: number) => Partial<SeenCall>,
  ): Incident => {
    const who = people[person]
    if (!who) throw new Error('Nobody')
    const calls = Array.from({ length: count }, (_, i) => {
      const call = callOf(who, at + (i * lastsMs) / count, who.addresses[0] ?? '', random)
      return { ...call, sent: true, isMistake: false, ...change(call, i) }
    })
    return { name, memberId: who.memberId, at, lastsMs, kinds, calls }
  }
  const sol = { costNanoUsd: 60_000_000 }
  return [
    planted(
      'a leaked token at night from elsewhere',
      0,
      [dayAt(3, 2), 2 * HOUR, 400],
      ['newAddress', 'requestSurge', 'offHours'],
      () => ({ address: '203.0.113.77', ...sol }),
    ),
    planted(
      'one token shared with somebody at the same time',
      5,
      [dayAt(7, 10), 30 * MINUTE, 60],
      ['parallelUse'],
      (_, i) => ({ address: i % 2 === 0 ? '192.168.2.15' : '192.168.2.201' }),
    ),
    planted(
      'a script that burns money',
      1,
      [dayAt(8, 11), HOUR, 900],
      ['costSurge', 'quotaSurge'],
      () => ({
        costNanoUsd: 150_000_000,
      }),
    ),
    planted('a dear model', 6, [dayAt(9, 14), HOUR, 200], ['modelChange'], () => ({
      ...{ model: 'claude-opus-5', costNanoUsd: 40_000_000 },
    })),
    planted(
      'whole repositories in the prompt',
      3,
      [dayAt(10, 15), HOUR, 12],
      ['inputJump'],
      () => ({
        inputTokens: 700_000,
      }),
    ),
    planted('a broken tool', 10, [dayAt(14, 9), 4 * MINUTE, 40], ['errorBurst'], () => ({
      ...{ isMistake: true, sent: false, costNanoUsd: 0, inputTokens: 0 },
    })),
    planted(
      'an agent that asks the same',
      11,
      [dayAt(15, 10), 5 * MINUTE, 30],
      ['runawayAgent'],
      () => ({
        prompt: 1,
      }),
    ),
    planted(
      'an agent in a tool loop',
      15,
      [dayAt(16, 10), 8 * MINUTE, 15],
      ['runawayAgent'],
      () => ({
        ...{ tool: 'read_file 7f3a', toolName: 'read_file' },
      }),
    ),
    planted('a forgotten token', 12, [dayAt(20, 11), MINUTE, 1], ['dormantToken'], () => ({
      tokenId: 'tok_old',
    })),
  ]
}

function run(seed: number) {
  const random = seeded(seed)
  const people = personas(PEOPLE, random)
  const usual = pastUse(people, START, WARM_DAYS + DAYS, random)
  const plan = incidents(people, random)
  const last = { memberId: 'mem_12', tokenId: 'tok_old', at: START + HOUR }
  const old = { ...callOf(people[12] as Persona, last.at, '192.168.1.22', random), ...last }
  const calls = [...usual, ...plan.flatMap((incident) => incident.calls), old]
  calls.sort((a, b) => a.at - b.at)
  const watch = new AlarmWatch({
    zone: 'UTC',
    rule,
    lessons: () => undefined,
    quotas: () => QUOTAS,
  })
  const findings = calls.flatMap((call) => watch.see(call)).filter(({ at }) => at >= dayAt(0, 0))
  return { calls, findings, plan }
}

/** As administrators see them: the same cause within a day of the last time is the same alarm. */
function alarmsOf(findings: readonly Finding[]): Finding[] {
  const last = new Map<string, number>()
  return findings.filter(({ cause, at }) => {
    const before = last.get(cause)
    last.set(cause, at)
    return before === undefined || at - before > DAY
  })
}

test.for([1, 2, 3])('four weeks of twenty people, seed %i: every incident is caught', (seed) => {
  const { calls, findings, plan } = run(seed)
  const isOf = ({ memberId, at, lastsMs }: Incident, finding: Finding) =>
    finding.subject.memberId === memberId && finding.at >= at && finding.at <= at + lastsMs + DAY
  for (const incident of plan) {
    const caught = findings.filter((finding) => isOf(incident, finding)).map(({ kind }) => kind)
    expect(caught, incident.name).toEqual(expect.arrayContaining(incident.kinds))
  }
  const wrong = alarmsOf(findings).filter((one) => !plan.some((incident) => isOf(incident, one)))
  const weeks = (PEOPLE * DAYS) / 7
  const perWeek = wrong.length / weeks
  const kinds = [...Map.groupBy(wrong, ({ kind }) => kind)].map(
    ([kind, list]) => `${kind} ${list.length}`,
  )
  console.log(
    `seed ${seed}: ${calls.length} calls, ${plan.length} incidents caught, ${wrong.length} false alarms: ` +
      `${perWeek.toFixed(3)} per member and week (${kinds.join(', ')})`,
  )
  expect(perWeek).toBeLessThan(0.35)
})
