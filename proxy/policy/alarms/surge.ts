import { NANO_PER_USD } from '../../base/money.ts'
import type { Finding } from '../../contract/alarms.ts'
import {
  type Detector,
  evidence,
  HOUR_MS,
  type SeenCall,
  type Surroundings,
  subjectOf,
} from './detector.ts'
import type { HourBook, HourMetric, MemberHours } from './hours.ts'
import { robustScore } from './statistics.ts'

/** How far above all but the rarest hours it must be: hours are no bell curve, and busy ones come now and then. */
const OVER_HIGHEST = 2
/** Somebody new is measured by the team, generously. */
const TEAM_TIMES = 3
const POINTS = 24

/** More calls, or more cost, in an hour than is usual for a member at such a time. */
export function surge(
  kind: 'requestSurge' | 'costSurge',
  metric: HourMetric,
  hours: HourBook,
): Detector {
  const floor = metric === 'calls' ? 1 : 0.01 * NANO_PER_USD
  return {
    kind,
    see(call, { thresholds, lessons }) {
      const member = hours.members.get(call.memberId)
      const value = member?.now[metric] ?? 0
      if (!member || value < least(thresholds)) return undefined
      const when = hours.classOf(member)
      const learned = lessons(kind, call.memberId, when)
      if (learned === null || (learned !== undefined && value <= learned)) return undefined
      const isCold = hours.isCold(member, call.at)
      return isCold ? fromTeam(call, member, value) : fromOwn(call, member, value, thresholds)
    },
  }

  function least(thresholds: Surroundings['thresholds']): number {
    return metric === 'calls' ? (thresholds.calls ?? 0) : (thresholds.usd ?? 0) * NANO_PER_USD
  }

  function fromOwn(
    call: SeenCall,
    member: MemberHours,
    value: number,
    thresholds: Surroundings['thresholds'],
  ): Finding | undefined {
    const usual = hours.usual(member, metric)
    const { score: threshold = 6, times = 3 } = thresholds
    if (!usual || value <= times * member.average[metric]) return undefined
    const score = robustScore(value, usual, floor)
    if (score <= threshold || value <= OVER_HIGHEST * usual.highest) return undefined
    const { low, high } = usual
    return {
      ...found(call, member),
      severity: score > 2 * threshold ? 'high' : 'low',
      throttleTo: Math.ceil(2 * (hours.usual(member, 'calls')?.high ?? 0)),
      evidence: {
        ...measured(member, value),
        ...{ usual: { low, high, when: hours.classOf(member) }, score, threshold },
      },
    }
  }

  function fromTeam(call: SeenCall, member: MemberHours, value: number): Finding | undefined {
    const usual = hours.usualOfTeam(member, metric)
    if (!usual || value <= TEAM_TIMES * usual.highest) return undefined
    const { low, high } = usual
    return {
      ...found(call, member),
      ...{ severity: 'low', notifyOnly: true },
      evidence: {
        ...measured(member, value),
        usual: { low, high, when: '' },
        note: 'Too little is known of this member yet, so the team is the measure.',
      },
    }
  }

  function found(call: SeenCall, { now }: MemberHours): Omit<Finding, 'evidence'> {
    const { memberId, teamId } = subjectOf(call)
    return {
      ...{ kind, cause: `${kind} ${memberId}`, period: now.hour * HOUR_MS, at: call.at },
      subject: { memberId, teamId },
    }
  }

  function measured({ past, now }: MemberHours, value: number) {
    const points = [...past.slice(-POINTS), now].map((hour) => ({
      at: hour.hour * HOUR_MS,
      value: hour[metric],
    }))
    const unit = metric === 'calls' ? 'calls' : 'nanoUsd'
    return evidence({ value, unit, windowMs: HOUR_MS, points })
  }
}
