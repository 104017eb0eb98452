import { networkOf } from './addresses.ts'
import { beginOf, DAY_MS, type Detector, evidence, MINUTE_MS, subjectOf } from './detector.ts'
import { dropLeastUsed, lastUsedFirst } from './lastUsed.ts'

/** Where a member calls from. */
export interface MemberNetworks {
  firstAt: number
  /** When each was seen last. */
  networks: Map<string, number>
  /** When the last new one came. */
  newAt: number
}

/** Of somebody new every address is: the first days are for learning. */
const LEARNING_MS = 3 * DAY_MS
const MOST_KEPT = 200

const usedAt = (at: number) => at

/** A member calls from a network that was not seen for long. */
export function newAddress(members = new Map<string, MemberNetworks>()): Detector & {
  members: typeof members
} {
  return {
    kind: 'newAddress',
    members,
    see(call, { thresholds: { days = 30, minutes = 10 }, lessons }) {
      const { memberId, at, address } = call
      if (address === '') return undefined
      const network = networkOf(address)
      const member = members.get(memberId)
      if (!member) {
        members.set(memberId, { firstAt: at, networks: new Map([[network, at]]), newAt: 0 })
        return undefined
      }
      const last = member.networks.get(network)
      member.networks.set(network, Math.max(at, last ?? 0))
      if (member.networks.size > MOST_KEPT) dropLeastUsed(member.networks, usedAt)
      if (last !== undefined && at - last <= days * DAY_MS) return undefined
      if (at - member.firstAt < LEARNING_MS) return undefined
      if (lessons('newAddress', memberId, network) !== undefined) return undefined
      const isSecond = at - member.newAt <= minutes * MINUTE_MS
      member.newAt = at
      return {
        ...{ kind: 'newAddress', cause: `newAddress ${memberId} ${network}`, at },
        ...{ period: beginOf(at, DAY_MS), severity: isSecond ? 'high' : 'low' },
        subject: { ...subjectOf(call), address },
        evidence: evidence({
          ...{ value: 1, unit: 'addresses', seen: [network], calls: [call.id] },
          known: lastUsedFirst(member.networks, usedAt).filter((each) => each !== network),
          note: isSecond ? `It is the second new one within ${minutes} minutes` : '',
        }),
      }
    },
  }
}
