import {
  beginOf,
  type Detector,
  evidence,
  HOUR_MS,
  MINUTE_MS,
  type SeenCall,
  subjectOf,
} from './detector.ts'

const WINDOW_MS = 5 * MINUTE_MS
const SLOT_MS = 10_000

/** A member's calls of the last minutes, in slots of ten seconds. */
export type RecentMistakes = { at: number; calls: number; mistakes: number }[]

/** Most of a member's calls fail by their own fault. */
export function errorBurst(members = new Map<string, RecentMistakes>()): Detector & {
  members: typeof members
} {
  return {
    kind: 'errorBurst',
    members,
    see(call, { thresholds: { errors = 20, percent = 50 }, lessons }) {
      const { memberId, at } = call
      const recent = noted(members.get(memberId) ?? [], call)
      members.set(memberId, recent)
      if (!call.isMistake) return undefined
      const calls = recent.reduce((sum, slot) => sum + slot.calls, 0)
      const mistakes = recent.reduce((sum, slot) => sum + slot.mistakes, 0)
      if (mistakes < errors || mistakes * 100 <= calls * percent) return undefined
      const learned = lessons('errorBurst', memberId, '')
      if (learned === null || (learned !== undefined && mistakes <= learned)) return undefined
      return {
        ...{
          kind: 'errorBurst',
          cause: `errorBurst ${memberId}`,
          at,
          period: beginOf(at, HOUR_MS),
        },
        subject: subjectOf(call),
        evidence: evidence({
          ...{ value: mistakes, unit: 'calls', windowMs: WINDOW_MS, calls: [call.id] },
          points: recent.map((slot) => ({ at: slot.at, value: slot.mistakes })),
          note: `${Math.round((mistakes / calls) * 100)} % of ${calls} calls failed by the caller’s own fault`,
        }),
      }
    },
  }
}

function noted(recent: RecentMistakes, { at, isMistake }: SeenCall): RecentMistakes {
  const slotAt = beginOf(at, SLOT_MS)
  const last = recent.at(-1)
  const kept =
    last && slotAt <= last.at ? recent : [...recent, { at: slotAt, calls: 0, mistakes: 0 }]
  const slot = kept.at(-1)
  if (slot) {
    slot.calls++
    if (isMistake) slot.mistakes++
  }
  const [first] = kept
  return first && at - first.at > WINDOW_MS
    ? kept.filter((each) => at - each.at <= WINDOW_MS)
    : kept
}
