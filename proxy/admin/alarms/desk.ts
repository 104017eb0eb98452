import { newId } from '../../base/ids.ts'
import { type AlarmAction, type AlarmKind, factsOfRule } from '../../contract/alarmRules.ts'
import type { Alarm, AlarmEvidence, AlarmSubject, Finding } from '../../contract/alarms.ts'
import { measuresInForce } from '../../store/alarmMeasures.ts'
import { listLessons } from '../../store/alarmRules.ts'
import {
  alarmOfOccurrence,
  decideAlarm,
  evidenceOf,
  findAlarm,
  forgetOccurrences,
  insertAlarm,
  insertOccurrence,
  mutedUntil,
  type NamedAlarmRow,
  silentAlarms,
  unsolvedOfCause,
  unsolvedOfKind,
  updateAlarm,
} from '../../store/alarms.ts'
import type { Db } from '../../store/db.ts'
import { findMember } from '../../store/members.ts'
import type { AlarmRow } from '../../store/schema/alarms.ts'
import { findToken } from '../../store/tokens.ts'
import { endMeasuresOver, type MeasureServices, takeMeasure } from './measures.ts'
import { RuleBook } from './ruleBook.ts'

const DAY_MS = 86_400_000
/** The same cause within a day of the last time is the same alarm. */
const GROUP_MS = DAY_MS
/** After so long in silence an alarm ends by itself; a high one waits longer for somebody to look. */
const SILENT_MS = 7 * DAY_MS
const HIGH_SILENT_MS = 30 * DAY_MS
const REMEMBERED_MS = 90 * DAY_MS

/** Hears every alarm that is to be told: a new one, or one that happened again. */
export type AlarmListener = (alarm: Alarm, isNew: boolean) => void

/** Where findings become alarms: once for each cause and period, with what the rule does about it. */
export class AlarmDesk {
  readonly rules: RuleBook
  readonly #services: MeasureServices
  readonly #listeners = new Set<AlarmListener>()
  #onLesson = () => {}

  constructor(services: MeasureServices) {
    this.#services = services
    this.rules = new RuleBook(services.db)
  }

  /** Calls `listener` with each alarm that is to be told, until the returned function is called. */
  onAlarm(listener: AlarmListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls `hear` when an administrator taught what is usual. */
  onLesson(hear: () => void): void {
    this.#onLesson = hear
  }

  learned(): void {
    this.#onLesson()
  }

  /** What a look at the past must know of the present. */
  question() {
    const { db, now, settings, limits } = this.#services
    return {
      quotas: limits.monthQuotas,
      ...{ now: now(), timeZone: settings.get('timeZone'), lessons: listLessons(db) },
      thresholds: Object.fromEntries(
        this.rules.all().map(({ kind, thresholds }) => [kind, thresholds]),
      ) as Record<AlarmKind, Record<string, number>>,
    }
  }

  /** The alarm that a finding belongs to; undefined while its rule is off. */
  raise(finding: Finding): Alarm | undefined {
    const { db, live } = this.#services
    const rule = this.rules.get(finding.kind)
    if (!rule.on || this.#isLetAlone(finding)) return undefined
    const { row, isNew, isCounted } = db.transaction(() => this.#count(finding))
    if (isCounted) {
      const mute = mutedUntil(db, finding.cause) ?? 0
      const isMuted = mute > finding.at
      if (!isMuted) this.#act(row, finding)
      const alarm = shown(db, findAlarm(db, row.id))
      if (alarm && !isMuted) this.#tell(alarm, isNew)
      live.changed('alarms')
      return alarm
    }
    return shown(db, findAlarm(db, row.id))
  }

  /** What held is over: the alarms of a kind whose cause is not among those that still hold are solved. */
  over(kind: AlarmKind, holding: ReadonlySet<string>): void {
    const { db } = this.#services
    const gone = unsolvedOfKind(db, kind).filter(({ cause }) => !holding.has(cause))
    for (const { id } of gone) this.#solve(id, 'over')
    if (gone.length > 0) this.#services.live.changed('alarms')
  }

  /** Ends what is over by the clock: measures for a while, alarms of which nothing more was heard. */
  tidy(): void {
    const { db, now, live } = this.#services
    const ended = endMeasuresOver(this.#services)
    const silent = [
      ...silentAlarms(db, now() - SILENT_MS, ['info', 'low']),
      ...silentAlarms(db, now() - HIGH_SILENT_MS, ['high', 'critical']),
    ]
    for (const { id } of silent) this.#solve(id, 'expired')
    forgetOccurrences(db, now() - REMEMBERED_MS)
    if (ended + silent.length > 0) live.changed('alarms')
  }

  /** An administrator looked at the agent, and said that it may go on for a while. */
  #isLetAlone({ kind, subject, at }: Finding): boolean {
    if (kind !== 'runawayAgent' || !subject.tokenId) return false
    return (findToken(this.#services.db, subject.tokenId)?.brakeOffUntil ?? 0) > at
  }

  #solve(id: string, resolution: 'over' | 'expired'): void {
    const { db, now } = this.#services
    decideAlarm(db, id, { state: 'solved', at: now(), by: null, resolution, note: '' })
  }

  #count(finding: Finding): { row: AlarmRow; isNew: boolean; isCounted: boolean } {
    const { db } = this.#services
    const { cause, period, at, evidence } = finding
    const severity = finding.severity ?? factsOfRule(finding.kind).severity
    const counted = alarmOfOccurrence(db, cause, period)
    if (counted) {
      if (isStronger(evidence, evidenceOf(counted)))
        updateAlarm(db, counted.id, { evidence: JSON.stringify(evidence) })
      return { row: counted, isNew: false, isCounted: false }
    }
    const same = unsolvedOfCause(db, cause)
    if (same && Math.abs(at - same.lastAt) <= GROUP_MS) {
      updateAlarm(db, same.id, {
        severity: worse(severity, same.severity),
        firstAt: Math.min(same.firstAt, at),
        lastAt: Math.max(same.lastAt, at),
        count: same.count + 1,
        ...(at >= same.lastAt && { evidence: JSON.stringify(evidence) }),
      })
      insertOccurrence(db, cause, period, same.id)
      return { row: same, isNew: false, isCounted: true }
    }
    const row: AlarmRow = {
      ...{ id: newId('alm'), kind: finding.kind, severity, state: 'open', cause },
      ...{ firstAt: at, lastAt: at, count: 1, action: 'notify' },
      ...subjectOf(db, finding.subject),
      evidence: JSON.stringify(evidence),
      ...{ decidedAt: null, decidedBy: null, resolution: null, note: '' },
    }
    insertAlarm(db, row)
    insertOccurrence(db, cause, period, row.id)
    return { row, isNew: true, isCounted: true }
  }

  #act(row: AlarmRow, finding: Finding): void {
    const { db, log } = this.#services
    const action = this.#actionFor(finding)
    if (action === 'notify' || measuresInForce(db, { alarmId: row.id }).length > 0) return
    try {
      if (takeMeasure(this.#services, row.id, finding, action)) updateAlarm(db, row.id, { action })
    } catch (error) {
      // It is told all the same, and then says that nothing was done.
      const message = `An alarm could not ${action}`
      log({ level: 'error', message, detail: String(error) })
    }
  }

  #actionFor({ kind, subject, notifyOnly }: Finding): AlarmAction {
    const rule = this.rules.get(kind)
    if (notifyOnly) return 'notify'
    return rule.members[subject.memberId ?? ''] ?? rule.action
  }

  #tell(alarm: Alarm, isNew: boolean): void {
    for (const listener of this.#listeners) listener(alarm, isNew)
  }
}

/** A row with its names, as it is shown, with what it did that still holds. */
export function shown(db: Db, row: NamedAlarmRow | undefined): Alarm | undefined {
  if (!row) return undefined
  const measures = measuresInForce(db, { alarmId: row.id }).map(
    ({ id, kind, memberId, tokenId, address, startedAt, until }) => ({
      ...{ id, kind, memberId, tokenId, address, startedAt, until },
    }),
  )
  return { ...row, evidence: evidenceOf(row), measures }
}

/** The team is the member's own where the finding names none. */
function subjectOf(db: Db, subject: Partial<AlarmSubject>): AlarmSubject {
  const { memberId = null, tokenId = null, keyId = null, address = null } = subject
  const teamId =
    subject.teamId ?? (memberId === null ? null : (findMember(db, memberId)?.teamId ?? null))
  return { memberId, tokenId, keyId, teamId, address }
}

const isStronger = (one: AlarmEvidence, other: AlarmEvidence) => one.value > other.value

const ORDER = ['info', 'low', 'high', 'critical'] as const

const worse = (one: AlarmRow['severity'], other: AlarmRow['severity']) =>
  ORDER.indexOf(one) > ORDER.indexOf(other) ? one : other
