import type { AlarmKind } from '../../contract/alarmRules.ts'
import type { AlarmEvidence, Finding } from '../../contract/alarms.ts'

/** A call that is over, as far as detectors look at it. */
export interface SeenCall {
  /** Public form, to be looked up. */
  id: string
  /** When it ended, epoch milliseconds. */
  at: number
  memberId: string
  teamId: string | null
  tokenId: string
  /** Empty where it is not known. */
  address: string
  provider: string
  /** The ledger's name, such as `chat.completions`. */
  endpoint: string
  model: string | null
  /** It went out to the provider. */
  sent: boolean
  /** Answered with a 4xx, by Keyrack or the provider. */
  isMistake: boolean
  costNanoUsd: number
  inputTokens: number
  outputTokens: number
  images: number
  /** Of sound. */
  audioMs: number
  /** Mark of the whole prompt, and of the tool call that it answers; only known of calls of this moment. */
  prompt?: number
  tool?: string
  /** The tool's name, for words. */
  toolName?: string
}

/** What administrators taught: `undefined` where nothing was, else up to which value it is usual (null: any). */
export type Lessons = (
  kind: AlarmKind,
  subjectId: string,
  topic: string,
) => number | null | undefined

/** What detectors are given beside a call. */
export interface Surroundings {
  thresholds: Readonly<Record<string, number>>
  lessons: Lessons
}

/** Looks at one call after the other; what it remembers is plain data, so that it can cross to another thread. */
export interface Detector {
  kind: AlarmKind
  see(call: SeenCall, surroundings: Surroundings): Finding | undefined
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** The beginning of the stretch of this length that a moment is in. */
export const beginOf = (at: number, lengthMs: number) => Math.floor(at / lengthMs) * lengthMs

/** Evidence with what a detector does not say left empty. */
export function evidence(part: Partial<AlarmEvidence> & Pick<AlarmEvidence, 'value' | 'unit'>) {
  return {
    ...{ windowMs: null, usual: null, score: null, threshold: null, points: [] },
    ...{ seen: [], known: [], note: '', calls: [] },
    ...part,
  } satisfies AlarmEvidence
}

/** Whom a finding about a member's call is about. */
export const subjectOf = ({ memberId, teamId, tokenId }: SeenCall) => ({
  memberId,
  teamId,
  tokenId,
})
