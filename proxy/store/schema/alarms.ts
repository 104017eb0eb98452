import type { Generated } from 'kysely'
import type { AlarmAction, AlarmKind, AlarmSeverity } from '../../contract/alarmRules.ts'
import type { AlarmMeasure, AlarmResolution, AlarmState } from '../../contract/alarms.ts'
import type { DeliveryState } from '../../contract/notify.ts'

export interface AlarmRow {
  id: string
  kind: AlarmKind
  severity: AlarmSeverity
  state: AlarmState
  cause: string
  firstAt: number
  lastAt: number
  count: number
  memberId: string | null
  tokenId: string | null
  keyId: string | null
  teamId: string | null
  address: string | null
  /** JSON: see `AlarmEvidence`. */
  evidence: string
  action: AlarmAction
  decidedAt: number | null
  decidedBy: string | null
  resolution: AlarmResolution | null
  note: string
}

export interface AlarmOccurrenceRow {
  cause: string
  period: number
  alarmId: string
}

export interface AlarmRuleRow {
  kind: string
  /** JSON: see `AlarmRule`. */
  rule: string
}

export interface AlarmMuteRow {
  cause: string
  until: number
}

export interface AlarmLessonRow {
  kind: string
  subjectId: string
  topic: string
  upTo: number | null
  learnedAt: number
}

export interface AlarmMeasureRow extends AlarmMeasure {
  alarmId: string
  limitId: string | null
  endedAt: number | null
}

/** A mail server or a webhook. */
export interface NotifyChannelRow {
  id: string
  kind: 'email' | 'webhook'
  label: string
  /** JSON without secrets. */
  config: string
  sealed: string | null
  sealVersion: number
  isOn: number
  createdAt: number
  lastSentAt: number | null
  lastProblem: string | null
}

export interface DeliveryRow {
  id: Generated<number>
  channelId: string
  occasion: string
  /** JSON. */
  notice: string
  lane: string
  state: DeliveryState
  attempts: Generated<number>
  createdAt: number
  dueAt: number
  endedAt: number | null
  problem: string | null
  messageId: number | null
}
