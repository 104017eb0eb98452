import { slotWords } from './clock.ts'
import { beginOf, DAY_MS, type Detector, evidence, HOUR_MS, subjectOf } from './detector.ts'
import type { HourBook, MemberHours } from './hours.ts'
import { binomialTail } from './statistics.ts'

/** So much must be known of somebody's week before an hour of it is unusual. */
const LEAST_DAYS = 14
const LEAST_CALLS = 200
/** On so many days a member was active at an hour before it is one of theirs. */
const LEAST_TIMES = 2
const SLOTS = 24

/** Calls at hours of the week at which a member usually does not call, more than chance explains. */
export function offHours(hours: HourBook): Detector {
  // Whether an hour is unusual stays so while it lasts.
  const answers = new WeakMap<object, boolean>()
  return {
    kind: 'offHours',
    see(call, { thresholds: { calls = 10, chance = 0.001 }, lessons }) {
      const { memberId, at } = call
      const member = hours.members.get(memberId)
      if (!member || member.now.calls < calls) return undefined
      if (at - member.firstAt < LEAST_DAYS * DAY_MS || member.calls < LEAST_CALLS) return undefined
      const { slot } = hours.clock(member.now.hour)
      const answer = answers.get(member.now) ?? isUsual(hours, member, slot)
      answers.set(member.now, answer)
      if (answer) return undefined
      if (lessons('offHours', memberId, slotWords(slot)) !== undefined) return undefined
      const { off, all } = shareOff(hours, member)
      const today = todayOf(hours, member)
      const score = binomialTail(today.off, today.all, (off + 1) / (all + 2))
      if (score >= chance) return undefined
      return {
        ...{ kind: 'offHours', cause: `offHours ${memberId}`, at, period: beginOf(at, DAY_MS) },
        subject: subjectOf(call),
        evidence: evidence({
          ...{ value: member.now.calls, unit: 'calls', windowMs: HOUR_MS, calls: [call.id] },
          ...{ score, threshold: chance, seen: [slotWords(slot)] },
          points: [...member.past.slice(-48), member.now].map((hour) => ({
            ...{ at: hour.hour * HOUR_MS, value: hour.calls },
          })),
          note: `${off} of ${all} calls of the last weeks were at such hours`,
        }),
      }
    },
  }
}

/** Active at this hour, or the one before or after, on some days of the last weeks; of the same kind of day. */
function isUsual({ clock }: HourBook, { past, now }: MemberHours, slot: number): boolean {
  const near = new Set([slot, neighbour(slot, -1), neighbour(slot, 1)])
  const days = new Set(
    past
      .filter(({ hour }) => near.has(clock(hour).slot) && now.hour - hour >= SLOTS / 2)
      .map(({ hour }) => Math.floor(hour / SLOTS)),
  )
  return days.size >= LEAST_TIMES
}

function neighbour(slot: number, by: number): number {
  const day = slot < SLOTS ? 0 : SLOTS
  return day + ((slot - day + by + SLOTS) % SLOTS)
}

/** How many calls of the past were at unusual hours. */
function shareOff(hours: HourBook, member: MemberHours): { off: number; all: number } {
  let [off, all] = [0, 0]
  const usual = new Map<number, boolean>()
  for (const { hour, calls } of member.past) {
    if (member.now.hour - hour < SLOTS / 2) continue
    const { slot } = hours.clock(hour)
    const known = usual.get(slot) ?? isUsual(hours, member, slot)
    usual.set(slot, known)
    all += calls
    if (!known) off += calls
  }
  return { off, all }
}

function todayOf(hours: HourBook, member: MemberHours): { off: number; all: number } {
  let [off, all] = [0, 0]
  for (const { hour, calls } of [...member.past.slice(-SLOTS), member.now]) {
    if (member.now.hour - hour >= SLOTS / 2) continue
    all += calls
    if (!isUsual(hours, member, hours.clock(hour).slot)) off += calls
  }
  return { off, all }
}
