import { firstCallIdAt } from '../../proxy/base/ids.ts'
import { type Usage, usageOf } from '../../proxy/contract/calls.ts'
import { type Cost, costOf } from '../../proxy/policy/cost.ts'
import type { ClosedCall, OpenedCall } from '../../proxy/store/ledger.ts'
import { Random } from '../support/random.ts'
import { busyness } from './calendar.ts'
import type { Company, Person } from './company.ts'
import { excess, type Incident } from './incidents.ts'
import { type Habit, TRADES } from './trades.ts'

const HOUR_MS = 3_600_000

export type PastCall = OpenedCall & ClosedCall

export interface YearPlan {
  from: number
  until: number
  /** How many calls, within a few per cent. */
  calls: number
  zone: string
  seed: number
  /** When the models of the first half give way to their successors. */
  turnsAt: number
}

type PriceOf = (
  provider: Habit['provider'],
  model: string,
  at: number,
) => (Parameters<typeof costOf>[1] & { id: string }) | undefined

/** Every call of a company between two moments, in the order of time, hour by hour. */
export function* pastCalls(
  company: Company,
  incidents: readonly Incident[],
  plan: YearPlan,
  priceOf: PriceOf,
): Generator<PastCall> {
  const random = new Random(plan.seed)
  const perUnit = plan.calls / unitsOf(company, incidents, plan)
  let lastId = 0
  for (let hour = plan.from; hour < plan.until; hour += HOUR_MS) {
    const moments: { at: number; person: Person }[] = []
    for (const person of company.people) {
      const mean = units(person, incidents, hour, plan) * perUnit
      const times = random.count(mean)
      for (let i = 0; i < times; i++)
        moments.push({ at: hour + Math.floor(random.next() * HOUR_MS), person })
    }
    for (const incident of incidents) moments.push(...extraMoments(incident, hour, random))
    moments.sort((a, b) => a.at - b.at)
    for (const { at, person } of moments) {
      if (at >= plan.until) continue
      lastId = Math.max(lastId + 1, firstCallIdAt(at))
      const call = new Making({ random, company, incidents, plan, priceOf }, person, at)
      yield call.row(lastId)
    }
  }
}

/** Calls an hour that come on top. */
const EXTRA: Partial<Record<Incident['name'], number>> = {
  ...{ leak: 120, errors: 120, newModel: 15, splurge: 250 },
}

/** What is made beyond what somebody's habits explain. */
function extraMoments(incident: Incident, hour: number, random: Random) {
  const { name, person, from, to } = incident
  const inside = hour >= from && hour < to
  const wakesNow = to >= hour && to < hour + HOUR_MS
  const times = name === 'waking' ? (wakesNow ? 15 : 0) : inside ? (EXTRA[name] ?? 0) : 0
  return Array.from({ length: times }, () => ({
    at: Math.max(hour, name === 'waking' ? to : 0) + random.between(0, HOUR_MS / 2),
    person,
  }))
}

function units(person: Person, incidents: readonly Incident[], at: number, plan: YearPlan): number {
  // Teams use more and more of it: twice as much at the end as at the beginning.
  const growth = 1 + (at - plan.from) / (plan.until - plan.from)
  return person.zeal * busyness(person, at, plan.zone) * excess(incidents, person, at) * growth
}

function unitsOf({ people }: Company, incidents: readonly Incident[], plan: YearPlan): number {
  let sum = 0
  for (let hour = plan.from; hour < plan.until; hour += HOUR_MS)
    for (const person of people) sum += units(person, incidents, hour, plan)
  return sum
}

interface Circumstances {
  random: Random
  company: Company
  incidents: readonly Incident[]
  plan: YearPlan
  priceOf: PriceOf
}

/** One call while it is being made up. */
class Making {
  readonly #of: Circumstances
  readonly #person: Person
  readonly #at: number
  readonly #incident: Incident | undefined

  constructor(of: Circumstances, person: Person, at: number) {
    this.#of = of
    this.#person = person
    this.#at = at
    this.#incident = of.incidents.find(
      (incident) =>
        incident.person === person &&
        at >= incident.from &&
        at < incident.to + (incident.name === 'waking' ? HOUR_MS : 0),
    )
  }

  row(id: number): PastCall {
    const { random, company, priceOf } = this.#of
    const { memberId, tokenId, teamId } = this.#person
    const habit = random.pick(TRADES[this.#person.trade])
    const model = this.#modelOf(habit)
    const outcome = this.#outcome()
    const usage = this.#usage(habit, outcome)
    const price = priceOf(habit.provider, model, this.#at)
    const nothing: Cost = { costNanoUsd: 0, priceState: 'free' }
    const { costNanoUsd, priceState } =
      outcome === 'refused' || outcome === 'failed'
        ? nothing
        : costOf(usage, price, { free: false })
    const answers = outcome === 'ok' || outcome === 'aborted'
    const firstByteMs = answers ? random.longTailed(habit.streamed ? 420 : 900, 0.6) : null
    const totalMs = answers
      ? (firstByteMs ?? 0) + Math.round((usage.output + usage.reasoning) * (4 + 9 * random.next()))
      : random.longTailed(outcome === 'failed' ? 800 : 4, 0.7)
    const [status, upstreamStatus, reason] = ENDS[outcome]
    return {
      ...{ id, startedAt: this.#at, memberId, tokenId, keyId: company.keyIds[habit.provider] },
      ...{ provider: habit.provider, dialect: habit.dialect, endpoint: habit.endpoint, model },
      ...{ streamed: habit.streamed ? 1 : 0, address: this.#address(), client: habit.client },
      ...{ requestBytes: (usage.input + usage.cachedRead) * 4 + 200, teamId, reserved: null },
      ...{ endedAt: this.#at + totalMs, status, upstreamStatus, outcome, reason, ...usage },
      usageState: outcome === 'ok' ? 'reported' : outcome === 'aborted' ? 'estimated' : 'none',
      ...{ rawUsage: null, costNanoUsd, priceState },
      priceId: priceState === 'priced' ? (price?.id ?? null) : null,
      ...{ firstByteMs, totalMs, answerBytes: usage.output * 5 + 300 },
      sent: outcome === 'refused' ? 0 : 1,
    }
  }

  #modelOf(habit: Habit): string {
    if (DEAR.has(this.#incident?.name)) return NEW_MODEL[habit.provider]
    return habit.successor && this.#at >= this.#of.plan.turnsAt ? habit.successor : habit.model
  }

  #outcome(): keyof typeof ENDS {
    const { random } = this.#of
    if (this.#incident?.name === 'errors') return random.chance(0.9) ? 'mistaken' : 'ok'
    const luck = random.next()
    if (luck < 0.006) return 'failed'
    if (luck < 0.012) return 'aborted'
    if (luck < 0.02) return 'refused'
    return 'ok'
  }

  #usage(habit: Habit, outcome: keyof typeof ENDS): Usage {
    if (outcome !== 'ok' && outcome !== 'aborted') return usageOf()
    const { random } = this.#of
    // An agent that goes round in circles says nearly the same again and again.
    const spread = this.#incident?.name === 'runaway' ? 0.02 : 0.8
    const input = random.longTailed(habit.input, spread)
    const cachedRead = random.chance(habit.cached) ? Math.round(input * 4 * habit.cached) : 0
    const usage = usageOf({
      input,
      cachedRead,
      output: random.longTailed(habit.output, spread),
      reasoning: habit.reasoning === 0 ? 0 : random.longTailed(habit.reasoning, spread),
    })
    if (cachedRead === 0 && habit.provider === 'anthropic') usage.cacheWrite5m = input * 2
    return usage
  }

  #address(): string {
    const { random } = this.#of
    if (this.#incident?.name === 'leak') return `203.0.113.${random.between(10, 60)}`
    return this.#person.address
  }
}

/** What the client got, what the provider gave, and why. */
const ENDS = {
  ok: [200, 200, null],
  aborted: [200, 200, 'CLIENT_LEFT'],
  failed: [502, 500, 'UPSTREAM_FAILED'],
  mistaken: [400, 400, 'UPSTREAM_ANSWERED'],
  refused: [429, null, 'RATE_LIMITED'],
} as const

const DEAR: ReadonlySet<string | undefined> = new Set<Incident['name']>(['newModel', 'splurge'])
const NEW_MODEL = { openai: 'gpt-5-pro', anthropic: 'claude-opus-5-5', gemini: 'gemini-3-pro' }
