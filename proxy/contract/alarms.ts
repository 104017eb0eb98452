import { z } from 'zod'
import {
  type AlarmAction,
  type AlarmKind,
  type AlarmRule,
  type AlarmSeverity,
  alarmKind,
} from './alarmRules.ts'

/** `open`: nobody has looked at it · `acknowledged`: somebody knows · `solved`: over, by hand or by itself. */
export const alarmState = z.enum(['open', 'acknowledged', 'solved'])
export type AlarmState = z.infer<typeof alarmState>

/** How an alarm ended: `over` and `expired` by itself, the others by an administrator. */
export type AlarmResolution = 'solved' | 'expected' | 'over' | 'expired'

/** Whom and what an alarm is about; null where it is about none of it. */
export interface AlarmSubject {
  memberId: string | null
  tokenId: string | null
  keyId: string | null
  teamId: string | null
  address: string | null
}

export type EvidenceUnit =
  | 'calls'
  | 'nanoUsd'
  | 'tokens'
  | 'percent'
  | 'days'
  | 'bytes'
  | 'addresses'
  | 'wrongTokens'
  | 'counters'

/** What an alarm rests on: the figures it was computed from, never a prompt or a secret. */
export interface AlarmEvidence {
  /** What was measured. */
  value: number
  unit: EvidenceUnit
  /** Over what stretch of time, in milliseconds; null for a state. */
  windowMs: number | null
  /** What is usual for this subject at this time, such as `weekday afternoons`. */
  usual: { low: number; high: number; when: string } | null
  /** How far outside of that, in robust deviations; for `offHours` the probability. */
  score: number | null
  /** What the score, or without one the value, went over. */
  threshold: number | null
  /** The hours before, for a small chart. */
  points: { at: number; value: number }[]
  /** What is new (addresses, models, hours) and what was known. */
  seen: string[]
  known: string[]
  /** More in words: what a provider said, a limit, the name of a tool. */
  note: string
  /** Some of the calls, the newest last. */
  calls: string[]
}

/** What a detector found. The same cause in the same period is one occurrence, however often it is found. */
export interface Finding {
  kind: AlarmKind
  /** What it is grouped by. */
  cause: string
  /** Beginning of the period it stands for, epoch milliseconds. */
  period: number
  at: number
  /** Left out: that of the rule. */
  severity?: AlarmSeverity
  subject: Partial<AlarmSubject>
  evidence: AlarmEvidence
  /** Too little is known yet to do anything but tell. */
  notifyOnly?: boolean
  /** What a throttle would leave, in calls an hour. */
  throttleTo?: number
}

export interface Alarm extends AlarmSubject {
  id: string
  kind: AlarmKind
  severity: AlarmSeverity
  state: AlarmState
  cause: string
  firstAt: number
  lastAt: number
  /** How often it happened. */
  count: number
  memberName: string | null
  teamName: string | null
  /** Label, or last letters, of the token. */
  tokenName: string | null
  keyLabel: string | null
  evidence: AlarmEvidence
  /** What was done by itself. */
  action: AlarmAction
  /** What still holds of that and can be taken back. */
  measures: AlarmMeasure[]
  decidedAt: number | null
  decidedBy: string | null
  resolution: AlarmResolution | null
  note: string
  mutedUntil: number | null
}

/** Something that an alarm did, until it ends by itself or is taken back. */
export interface AlarmMeasure {
  id: string
  kind: Exclude<AlarmAction, 'notify'>
  memberId: string | null
  tokenId: string | null
  address: string | null
  startedAt: number
  /** Null: until somebody takes it back. */
  until: number | null
}

export const alarmsPage = z
  .strictObject({
    state: alarmState.optional(),
    kind: alarmKind.optional(),
    memberId: z.string().max(64).optional(),
    tokenId: z.string().max(64).optional(),
    keyId: z.string().max(64).optional(),
    /** Where the page before ended: `lastAt` and `id` of its last alarm. */
    before: z.strictObject({ lastAt: z.int(), id: z.string().max(64) }).optional(),
    limit: z.int().min(1).max(1000).default(200),
  })
  .prefault({})
export type AlarmsPage = z.infer<typeof alarmsPage>

export interface AlarmList {
  /** The newest first. */
  alarms: Alarm[]
  more: boolean
  /** Of all that the asker sees, whatever the filter. */
  open: number
  acknowledged: number
}

const id = z.string().max(64)
const note = z.string().trim().max(1000).default('')
export const alarmDecision = z.strictObject({ id, note })
/** Nothing of the same cause is told for so long; it is written down all the same. */
export const alarmMute = z.strictObject({
  id,
  hours: z
    .number()
    .positive()
    .max(24 * 90)
    .default(24),
})
/** Takes back what the alarm did, and lets the token alone for a while where it was an agent. */
export const alarmUndo = z.strictObject({
  id,
  ignoreHours: z.number().min(0).max(168).default(0),
})

/** A rule as it would be, over past days; left out is as it stands. */
export const alarmPreviewQuestion = z.strictObject({
  kind: alarmKind,
  thresholds: z.record(z.string().max(40), z.number()).optional(),
  days: z.int().min(1).max(90).default(14),
})
export type AlarmPreviewQuestion = z.infer<typeof alarmPreviewQuestion>

export interface AlarmPreview {
  days: number
  /** Calls that were looked at. */
  calls: number
  /** How often it would have fired, and for whom, the newest first; only the first hundred are listed. */
  fired: number
  firings: {
    at: number
    memberId: string | null
    memberName: string | null
    severity: AlarmSeverity
    evidence: AlarmEvidence
  }[]
  /** Members who were watched, and firings per member and week. */
  members: number
  perMemberWeek: number
}

/** A rule, and how it does. */
export interface AlarmRuleLine extends AlarmRule {
  /** Alarms of it in the last 30 days. */
  fired30d: number
  /** Of those, how many an administrator called expected. */
  expected30d: number
}
