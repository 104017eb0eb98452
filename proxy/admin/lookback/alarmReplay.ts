import { firstCallIdAt, formatCallId } from '../../base/ids.ts'
import type { AlarmKind } from '../../contract/alarmRules.ts'
import type { AlarmPreview, Finding } from '../../contract/alarms.ts'
import type { SeenCall } from '../../policy/alarms/detector.ts'
import type { MonthQuota } from '../../policy/alarms/quotaSurge.ts'
import { AlarmWatch, type WatchMemory } from '../../policy/alarms/watch.ts'
import { callsForAlarms, tokenUses } from '../../store/alarmCalls.ts'
import type { Db } from '../../store/db.ts'
import type { AlarmLessonRow } from '../../store/schema/alarms.ts'
import { lessonsIn } from '../alarms/lessons.ts'

const DAY_MS = 86_400_000
/** What detectors remember: an address, or a kind of model, is forgotten after about a month. */
const MEMORY_DAYS = 35
/** So many calls are read in one go, and so many firings are told one by one. */
const PAGE = 500
const TOLD = 100

interface Question {
  now: number
  timeZone: string
  lessons: AlarmLessonRow[]
  thresholds: Record<AlarmKind, Record<string, number>>
  /** Limits by the month as they are now. */
  quotas: readonly MonthQuota[]
}

export interface MemoryQuestion extends Question {
  /** Only calls that began before. */
  before: number
}

export interface ReplayQuestion extends Question {
  kind: AlarmKind
  days: number
}

/** What the detectors would know, had they watched all the time. */
export function alarmMemory(db: Db, question: MemoryQuestion): WatchMemory {
  const watch = watchOf(question, 'none')
  const from = question.before - MEMORY_DAYS * DAY_MS
  for (const call of callsFrom(db, from, question.before)) watch.see(call)
  const { tokens } = watch.memory
  for (const [tokenId, at] of tokenUses(db)) if (!tokens.has(tokenId)) tokens.set(tokenId, at)
  return watch.memory
}

/** How often a rule would have fired over past days, for whom and when; what came before is learned from. */
export function alarmReplay(db: Db, question: ReplayQuestion): AlarmPreview {
  const { kind, days, now } = question
  const since = now - days * DAY_MS
  const watch = watchOf(question, kind)
  const members = new Set<string>()
  const last = new Map<string, number>()
  const fired: Finding[] = []
  let calls = 0
  for (const call of callsFrom(db, since - MEMORY_DAYS * DAY_MS, now)) {
    const findings = watch.see(call)
    if (call.at < since) continue
    calls++
    members.add(call.memberId)
    for (const finding of findings) {
      const before = last.get(finding.cause)
      last.set(finding.cause, finding.at)
      // Within a day it is the same alarm, as it would have been.
      if (before === undefined || finding.at - before > DAY_MS) fired.push(finding)
    }
  }
  const names = namesOf(db)
  const weeks = (members.size * days) / 7
  return {
    ...{ days, calls, fired: fired.length, members: members.size },
    firings: fired
      .toReversed()
      .slice(0, TOLD)
      .map(({ at, subject, severity, evidence }) => ({
        ...{ at, severity: severity ?? 'low', evidence, memberId: subject.memberId ?? null },
        memberName: names.get(subject.memberId ?? '') ?? null,
      })),
    perMemberWeek: weeks === 0 ? 0 : fired.length / weeks,
  }
}

function watchOf({ timeZone, lessons, thresholds, quotas }: Question, only: AlarmKind | 'none') {
  const rules = new Map(
    Object.entries(thresholds).map(([kind, own]) => [kind, { on: kind === only, thresholds: own }]),
  )
  const off = { on: false, thresholds: {} }
  return new AlarmWatch({
    zone: timeZone,
    rule: (kind) => rules.get(kind) ?? off,
    lessons: lessonsIn(lessons),
    quotas: () => quotas,
  })
}

function* callsFrom(db: Db, from: number, before: number): Generator<SeenCall> {
  let after = Math.max(0, firstCallIdAt(from) - 1)
  const upTo = firstCallIdAt(before) - 1
  for (;;) {
    const page = callsForAlarms(db, { after, upTo, most: PAGE })
    for (const call of page) yield seen(call)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.id
  }
}

function seen(call: ReturnType<typeof callsForAlarms>[number]): SeenCall {
  const { id, startedAt, endedAt, memberId, teamId, tokenId, address, model, status } = call
  return {
    ...{ id: formatCallId(id), at: endedAt ?? startedAt, memberId: memberId ?? '', teamId },
    ...{ tokenId: tokenId ?? '', address: address ?? '', model, sent: call.sent === 1 },
    isMistake: status !== null && status >= 400 && status < 500,
    costNanoUsd: call.costNanoUsd ?? 0,
    ...{ inputTokens: call.inputTokens, outputTokens: call.outputTokens },
    ...{ images: call.images, audioMs: call.audioMs },
    ...{ provider: call.provider ?? '', endpoint: call.endpoint },
  }
}

function namesOf(db: Db): Map<string, string> {
  const members = db.all(db.sql.selectFrom('members').select(['id', 'name']))
  return new Map(members.map(({ id, name }) => [id, name]))
}
