import { Refusal } from '../base/errors.ts'
import type { OverviewFigures } from '../contract/status.ts'
import { type Call, CallEnded } from './call.ts'

const HOUR = 3_600_000
// The last hour's figures are exact up to this many calls and a sample of the newest beyond it.
const REMEMBERED = 20_000

/** What is kept of a finished call for the figures of the last hour. */
export interface Finished {
  endedAt: number
  failed: boolean
  firstByteMs: number | null
  teamId: string | null
}

/** What was spent since local midnight. */
interface Today {
  calls: number
  spendNanoUsd: number
  unpriced: number
}

export interface TeamToday extends Today {
  /** Null for members without a team. */
  teamId: string | null
}

/**
 * The calls in flight and the figures of the moment. Kept in memory, seeded from the ledger at start, so
 * that a look at the overview never asks the database.
 */
export class LiveCalls {
  // A list and not a Map: V8 chains the outgrown tables of a Map that is filled and emptied all the time, and
  // so every call would outlive a dozen garbage collections.
  readonly #open: Call[] = []
  readonly #perMember = new Map<string, number>()
  #finished: Finished[] = []
  readonly #today = new Map<string | null, Today>()
  #dayEnds = 0
  readonly #endOfDay: (at: number) => number

  /** `endOfDay` gives the next local midnight after a moment. */
  constructor(endOfDay: (at: number) => number) {
    this.#endOfDay = endOfDay
  }

  /** Takes over what the ledger knows, at start and when the time zone changes. */
  seed(now: number, today: TeamToday[], finished: Finished[]): void {
    this.#today.clear()
    for (const { teamId, ...sums } of today) this.#today.set(teamId, sums)
    this.#dayEnds = this.#endOfDay(now)
    this.#finished = finished
  }

  /** What today's calls cost is another sum now. */
  repriced(changes: Omit<TeamToday, 'calls'>[]): void {
    for (const { teamId, spendNanoUsd, unpriced } of changes) {
      const today = this.#todayOf(teamId)
      today.spendNanoUsd += spendNanoUsd
      today.unpriced += unpriced
    }
  }

  begin(call: Call): void {
    call.place = this.#open.push(call) - 1
    if (call.caller) {
      const { memberId } = call.caller
      this.#perMember.set(memberId, (this.#perMember.get(memberId) ?? 0) + 1)
    }
  }

  finish(call: Call, finished: Finished, costNanoUsd: number | null): void {
    if (this.#remove(call) && call.caller) {
      const { memberId } = call.caller
      this.#perMember.set(memberId, (this.#perMember.get(memberId) ?? 1) - 1)
    }
    this.#turnDay(finished.endedAt)
    const today = this.#todayOf(finished.teamId)
    today.calls++
    if (costNanoUsd === null) today.unpriced++
    else today.spendNanoUsd += costNanoUsd
    this.#finished.push(finished)
    if (this.#finished.length > REMEMBERED * 2) this.#finished = this.#finished.slice(-REMEMBERED)
  }

  inFlightOf(memberId: string): number {
    return this.#perMember.get(memberId) ?? 0
  }

  open(): Call[] {
    return [...this.#open]
  }

  /** Ends the calls of a token or member at once; says how many. */
  end(of: { tokenId?: string; memberId?: string }, refusal: Refusal): number {
    const calls = this.open().filter(
      ({ caller }) =>
        caller &&
        (of.tokenId === undefined || caller.tokenId === of.tokenId) &&
        (of.memberId === undefined || caller.memberId === of.memberId),
    )
    for (const call of calls) call.ending.end(new CallEnded('aborted', refusal.code, refusal))
    return calls.length
  }

  /** Ends the calls that have gone on too long. One look at all now and then is cheaper than a timer for each. */
  endOverdue(now: number, totalTimeoutMs: number): void {
    for (const call of this.open()) {
      if (now - call.startedAt >= totalTimeoutMs)
        call.ending.end(
          new Refusal('UPSTREAM_TIMEOUT', 'Keyrack: the call took longer than allowed.'),
        )
    }
  }

  /** Waits for the calls in flight, and ends those that still go on when the time is over. */
  async drain(waitMs: number, refusal: Refusal): Promise<void> {
    const deadline = Date.now() + waitMs
    while (this.#open.length > 0 && Date.now() < deadline)
      await new Promise((later) => setTimeout(later, 50))
    this.end({}, refusal)
    await new Promise((later) => setImmediate(later))
  }

  /** The figures of one team, or of all. */
  figures(now: number, teamId?: string): OverviewFigures {
    this.#turnDay(now)
    const isMeant = (team: string | null) => teamId === undefined || team === teamId
    const open = this.#open.filter(({ caller }) => isMeant(caller?.teamId ?? null))
    const hour = this.#lastHour(now).filter((call) => isMeant(call.teamId))
    const today = [...this.#today].filter(([team]) => isMeant(team)).map(([, sums]) => sums)
    const total = (of: keyof Today) => today.reduce((sum, sums) => sum + sums[of], 0)
    const times = hour
      .flatMap(({ firstByteMs }) => (firstByteMs === null ? [] : [firstByteMs]))
      .sort((a, b) => a - b)
    return {
      at: now,
      inFlight: open.length,
      streaming: open.filter(({ streamed }) => streamed).length,
      callsPerSecond: hour.filter(({ endedAt }) => endedAt > now - 10_000).length / 10,
      spendTodayNanoUsd: total('spendNanoUsd'),
      unpricedToday: total('unpriced'),
      callsToday: total('calls'),
      callsLastHour: hour.length,
      errorsLastHour: hour.filter(({ failed }) => failed).length,
      firstByteMedianMs: quantile(times, 0.5),
      firstByteP95Ms: quantile(times, 0.95),
    }
  }

  /** The last one takes the place of the one that goes. */
  #remove(call: Call): boolean {
    const { place } = call
    if (place === undefined) return false
    call.place = undefined
    const last = this.#open.pop()
    if (last && last !== call) {
      this.#open[place] = last
      last.place = place
    }
    return true
  }

  #lastHour(now: number): Finished[] {
    const first = this.#finished.findIndex(({ endedAt }) => endedAt > now - HOUR)
    this.#finished = first < 0 ? [] : this.#finished.slice(first)
    return this.#finished
  }

  #turnDay(now: number): void {
    if (now < this.#dayEnds) return
    this.#today.clear()
    this.#dayEnds = this.#endOfDay(now)
  }

  #todayOf(teamId: string | null): Today {
    const known = this.#today.get(teamId)
    if (known) return known
    const sums = { calls: 0, spendNanoUsd: 0, unpriced: 0 }
    this.#today.set(teamId, sums)
    return sums
  }
}

function quantile(sorted: number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}
