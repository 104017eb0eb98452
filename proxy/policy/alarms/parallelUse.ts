import { machineOf } from './addresses.ts'
import { beginOf, type Detector, evidence, HOUR_MS, MINUTE_MS, subjectOf } from './detector.ts'

/** Where a token is used from just now. */
export interface TokenPlaces {
  /** When each machine used it last. */
  machines: Map<string, number>
  /** When two were at it at once, each time. */
  meetings: number[]
}

const WINDOW_MS = 10 * MINUTE_MS

/** One token at several places at once, again and again: it is shared, or stolen. */
export function parallelUse(tokens = new Map<string, TokenPlaces>()): Detector & {
  tokens: typeof tokens
} {
  return {
    kind: 'parallelUse',
    tokens,
    see(call, { thresholds: { times = 3, seconds = 60 }, lessons }) {
      const { tokenId, memberId, at, address } = call
      if (address === '') return undefined
      const machine = machineOf(address)
      let places = tokens.get(tokenId)
      if (!places) {
        places = { machines: new Map(), meetings: [] }
        tokens.set(tokenId, places)
      }
      const { machines } = places
      for (const [other, last] of machines) if (at - last > WINDOW_MS) machines.delete(other)
      const previous = machines.get(machine)
      machines.set(machine, at)
      if (machines.size < 2) return undefined
      const isLearned = (one: string) => lessons('parallelUse', memberId, one) !== undefined
      // A machine with two ways into the network speaks of one of each family.
      const others = [...machines.keys()].filter(
        (other) => other !== machine && other.includes(':') === machine.includes(':'),
      )
      const met = others.filter((other) => at - (machines.get(other) ?? 0) <= seconds * 1000)
      // Going on from where it was is no new meeting: somebody else must have been at it in between.
      const wasAway = met.some((other) => (machines.get(other) ?? 0) >= (previous ?? 0))
      if (!wasAway || (isLearned(machine) && met.every(isLearned))) return undefined
      places.meetings = [...places.meetings.filter((then) => at - then <= WINDOW_MS), at].slice(
        -1000,
      )
      if (places.meetings.length < times) return undefined
      const seen = [machine, ...met]
      return {
        ...{ kind: 'parallelUse', cause: `parallelUse ${tokenId}`, at },
        period: beginOf(at, HOUR_MS),
        subject: { ...subjectOf(call), address },
        evidence: evidence({
          ...{ value: seen.length, unit: 'addresses', windowMs: WINDOW_MS, seen, calls: [call.id] },
          note: `They took turns ${places.meetings.length} times in ten minutes, within ${seconds} s each time`,
        }),
      }
    },
  }
}
