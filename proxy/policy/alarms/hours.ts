import type { ClockHour, HourClass } from './clock.ts'
import { HOUR_MS, type SeenCall } from './detector.ts'
import { type Usual, usualOf } from './statistics.ts'

/** What a member did in one hour. */
export interface Hour {
  /** Hours since the epoch. */
  hour: number
  calls: number
  costNanoUsd: number
}

export type HourMetric = 'calls' | 'costNanoUsd'

/** The hours in which a member called, of the last weeks. */
export interface MemberHours {
  teamId: string | null
  firstAt: number
  calls: number
  /** Those that are over, the oldest first. */
  past: Hour[]
  now: Hour
  /** Fast running averages over the hours that are over. */
  average: Record<HourMetric, number>
}

const DAYS = 28
const MOST_HOURS = DAYS * 24
/** Weight of the newest hour in the running average. */
const NEWEST = 0.3
/** Fewer hours of the same kind tell less than all hours together. */
const LEAST_OF_CLASS = 20

/** What is known of a member before it says something: days since the first call, and calls. */
const LEAST_DAYS = 7
const LEAST_CALLS = 50

/** The hours of every member; the clock says which kind of hour each is. */
export class HourBook {
  readonly members: Map<string, MemberHours>
  readonly clock: (hour: number) => ClockHour
  // What is usual changes once an hour at most.
  #usual = new WeakMap<Hour, Map<string, Usual>>()

  constructor(clock: (hour: number) => ClockHour, members = new Map<string, MemberHours>()) {
    this.clock = clock
    this.members = members
  }

  note({ memberId, teamId, at, costNanoUsd, sent }: SeenCall): MemberHours {
    const hour = Math.floor(at / HOUR_MS)
    let member = this.members.get(memberId)
    if (!member) {
      member = {
        ...{ teamId, firstAt: at, calls: 0, past: [], now: { hour, calls: 0, costNanoUsd: 0 } },
        average: { calls: 0, costNanoUsd: 0 },
      }
      this.members.set(memberId, member)
    }
    member.teamId = teamId
    if (hour > member.now.hour) turn(member, hour)
    // A call that was told late is rare, and counts where it was.
    const counted =
      hour === member.now.hour ? member.now : member.past.findLast((past) => past.hour === hour)
    if (counted && sent) {
      counted.calls++
      counted.costNanoUsd += costNanoUsd
      member.calls++
    }
    return member
  }

  isCold({ firstAt, calls }: MemberHours, at: number): boolean {
    return at - firstAt < LEAST_DAYS * 24 * HOUR_MS || calls < LEAST_CALLS
  }

  /** What a member's hours of the same kind hold; undefined where nothing is known. */
  usual(member: MemberHours, metric: HourMetric): Usual | undefined {
    const { class: kind } = this.clock(member.now.hour)
    return this.#kept(member.now, `own ${metric}`, () => {
      const same = member.past.filter(({ hour }) => this.clock(hour).class === kind)
      return (same.length < LEAST_OF_CLASS ? member.past : same).map((hour) => hour[metric])
    })
  }

  /** The same over everybody else in the team, for somebody who is new. */
  usualOfTeam(member: MemberHours, metric: HourMetric): Usual | undefined {
    return this.#kept(member.now, `team ${metric}`, () =>
      [...this.members.values()]
        .filter((other) => other !== member && other.teamId === member.teamId)
        .flatMap(({ past }) => past.map((hour) => hour[metric])),
    )
  }

  /** A busy hour of a member, whatever the time. */
  busyHour(member: MemberHours, metric: HourMetric): number {
    const usual = this.#kept(member.now, `all ${metric}`, () =>
      member.past.map((hour) => hour[metric]),
    )
    return usual?.high ?? 0
  }

  classOf(member: MemberHours): HourClass {
    return this.clock(member.now.hour).class
  }

  #kept(hour: Hour, name: string, values: () => number[]): Usual | undefined {
    let kept = this.#usual.get(hour)
    if (!kept) {
      kept = new Map()
      this.#usual.set(hour, kept)
    }
    let usual = kept.get(name)
    if (!usual) {
      usual = usualOf(values())
      kept.set(name, usual)
    }
    return usual.count === 0 ? undefined : usual
  }
}

/** The hour is over: what was in it belongs to the past. */
function turn(member: MemberHours, hour: number): void {
  const { now, average, past } = member
  if (now.calls > 0) {
    const isFirst = past.length === 0
    for (const metric of ['calls', 'costNanoUsd'] as const)
      average[metric] = isFirst
        ? now[metric]
        : NEWEST * now[metric] + (1 - NEWEST) * average[metric]
    past.push(now)
  }
  const oldest = hour - MOST_HOURS
  const gone = past.findIndex((each) => each.hour >= oldest)
  if (gone !== 0) past.splice(0, gone < 0 ? past.length : gone)
  member.now = { hour, calls: 0, costNanoUsd: 0 }
}
