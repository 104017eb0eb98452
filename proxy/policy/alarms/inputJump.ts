import { type Detector, evidence, HOUR_MS, subjectOf } from './detector.ts'
import { robustScore, usualOf } from './statistics.ts'

/** How large a member's calls are. */
export interface MemberInputs {
  /** Input tokens of the last calls, written round and round. */
  sizes: number[]
  next: number
  /** Jumps of this hour. */
  hour: number
  jumps: number
}

const REMEMBERED = 300
const LEAST_KNOWN = 50
/** One large call is somebody who pastes a file. */
const LEAST_JUMPS = 3
/** How far above all but the rarest calls it must be. */
const OVER_HIGHEST = 3

/** Calls are far larger than a member's usually are. */
export function inputJump(members = new Map<string, MemberInputs>()): Detector & {
  members: typeof members
} {
  return {
    kind: 'inputJump',
    members,
    see(call, { thresholds: { score: threshold = 8, tokens = 20_000 }, lessons }) {
      const { memberId, at, inputTokens } = call
      if (!call.sent || inputTokens === 0) return undefined
      let member = members.get(memberId)
      if (!member) {
        member = { sizes: [], next: 0, hour: 0, jumps: 0 }
        members.set(memberId, member)
      }
      const usual =
        inputTokens >= tokens && isRare(member.sizes, inputTokens / OVER_HIGHEST)
          ? usualOf(member.sizes)
          : undefined
      member.sizes[member.next] = inputTokens
      member.next = (member.next + 1) % REMEMBERED
      if (!usual) return undefined
      const score = robustScore(inputTokens, usual, 1)
      if (score <= threshold || inputTokens <= OVER_HIGHEST * usual.highest) return undefined
      const hour = Math.floor(at / HOUR_MS)
      member.jumps = member.hour === hour ? member.jumps + 1 : 1
      member.hour = hour
      const learned = lessons('inputJump', memberId, '')
      if (learned === null || (learned !== undefined && inputTokens <= learned)) return undefined
      if (member.jumps < LEAST_JUMPS) return undefined
      return {
        ...{ kind: 'inputJump', cause: `inputJump ${memberId}`, at, period: hour * HOUR_MS },
        subject: subjectOf(call),
        evidence: evidence({
          ...{ value: inputTokens, unit: 'tokens', score, threshold, calls: [call.id] },
          usual: { low: usual.low, high: usual.high, when: '' },
          note: `${member.jumps} calls of such a size came in this hour`,
        }),
      }
    },
  }
}

/** Asked first because it is cheap: a size that is often reached is no jump, and nothing has to be worked out. */
function isRare(sizes: readonly number[], size: number): boolean {
  if (sizes.length < LEAST_KNOWN) return false
  const most = sizes.length / 20
  let count = 0
  for (const each of sizes) if (each >= size && ++count > most) return false
  return true
}
