import * as fc from 'fast-check'
import { DateTime } from 'luxon'
import { callIds, callTime, firstCallIdAt } from '../../proxy/base/ids.ts'
import { USAGE_BUCKETS, usageOf } from '../../proxy/contract/calls.ts'
import type { UsageDimension, UsageFilter, UsageStep } from '../../proxy/contract/usage.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import { Ledger } from '../../proxy/store/ledger.ts'
import { usageReport } from '../../proxy/store/reports/usage/usage.ts'
import { insertRepricing, repriceCalls } from '../../proxy/store/repricings.ts'
import { changeZone, deletableUntil } from '../../proxy/store/rollups/changeZone.ts'
import { RollUp } from '../../proxy/store/rollups/rollUp.ts'
import { learn, setState } from '../../proxy/store/rollups/state.ts'
import type { CallRow } from '../../proxy/store/schema/calls.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
/** The night in which Berlin leaves summer time. */
export const START = Date.UTC(2026, 9, 24, 20, 17)
/** A whole hour before everything, however often the clock is set back. */
export const BEFORE = Date.UTC(2026, 9, 20)

/** A call as the test remembers it, for good. */
type Known = Omit<CallRow, 'reserved' | 'rawUsage'>

/** One thing that happens to the ledger. */
type Act =
  | { do: 'begin'; after: number; call: Partial<Known>; late: boolean }
  | { do: 'end'; which: number; end: Partial<Known> }
  | { do: 'refuse'; after: number; call: Partial<Known> }
  | { do: 'roll'; steps: number }
  | { do: 'restart' }
  | { do: 'clockBack'; by: number }
  | { do: 'reprice'; which: number; cost: number | null }
  | { do: 'delete'; hours: number }
  | { do: 'zone'; zone: string }

const names = (prefix: string, many: number) =>
  fc.constantFrom(null, ...Array.from({ length: many }, (_, index) => `${prefix}${index}`))
const begun = fc.record({
  memberId: names('mem_', 3),
  teamId: names('tea_', 2),
  tokenId: names('tok_', 3),
  keyId: names('key_', 2),
  provider: fc.constantFrom('openai', 'anthropic'),
  endpoint: fc.constantFrom('chat.completions', 'messages'),
  model: names('model-', 3),
  client: fc.constantFrom('OpenAI/JS 7.1', 'OpenAI/JS 7.2', 'curl/8', '', null),
})
const ended = fc.record({
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'failed', 'aborted', 'interrupted'),
  status: fc.constantFrom(200, 201, 429, 502),
  input: fc.nat(5000),
  output: fc.nat(900),
  searches: fc.nat(2),
  costNanoUsd: fc.option(fc.nat(9_000_000)),
  totalMs: fc.option(fc.nat(200_000)),
  firstByteMs: fc.option(fc.nat(5000)),
})
export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo']
const after = fc.oneof(fc.nat(3 * MINUTE), fc.nat(3 * HOUR))
export const weighted = (zones: string[]) =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('begin' as const),
        after,
        call: begun,
        late: fc.boolean(),
      }),
    },
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant('end' as const), which: fc.nat(), end: ended }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('refuse' as const), after, call: begun }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('roll' as const),
        steps: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 80 })),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('clockBack' as const), by: fc.nat(2 * HOUR) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('reprice' as const),
        which: fc.nat(),
        cost: fc.option(fc.nat(9_000_000)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), hours: fc.nat(40) }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }),
    },
  )

/** What a test asks of usage. */
export interface Asked {
  from: number
  to: number
  step: UsageStep
  by: UsageDimension[]
  filter?: UsageFilter
}

/** A ledger with its rollups, and everything that ever was in it. */
export class World {
  readonly db: Db = openDb(':memory:')
  now = START
  zone = 'UTC'
  readonly known = new Map<number, Known>()
  #ledger = new Ledger(this.db)
  #rollUp = new RollUp(this.db, () => this.now)
  #nextId = callIds(() => this.now)
  /** Numbered, but not written yet. */
  #unwritten: Known[] = []
  deletedUntil = 0

  act(act: Act): void {
    if (act.do === 'begin') {
      this.now += act.after
      const call = this.#made({ ...act.call, outcome: 'open' })
      // Whoever uploads for long is written when others are rolled up already.
      if (act.late) this.#unwritten.push(call)
      else this.#write(call)
    } else if (act.do === 'refuse') {
      this.now += act.after
      const call = this.#made({ ...act.call, outcome: 'refused', status: 429, endedAt: this.now })
      this.known.set(call.id, call)
      void this.#ledger.add({ ...call, reserved: null, rawUsage: null })
      this.#ledger.flush()
    } else if (act.do === 'end') this.#end(act.which, act.end)
    else if (act.do === 'roll') for (let i = 0; i < act.steps && this.#rollUp.step(); i++);
    else if (act.do === 'restart') {
      this.#ledger = new Ledger(this.db)
      this.#rollUp = new RollUp(this.db, () => this.now)
    } else if (act.do === 'clockBack') this.now -= act.by
    else if (act.do === 'reprice') this.#reprice(act.which, act.cost)
    else if (act.do === 'delete') this.#delete(act.hours)
    else {
      this.zone = act.zone
      changeZone(this.db, act.zone)
    }
  }

  #made(part: Partial<Known>): Known {
    return {
      ...{ id: this.#nextId(), startedAt: this.now, endedAt: null, dialect: 'openai' },
      ...{ provider: null, endpoint: 'x', model: null, streamed: 0, status: null, reason: null },
      ...{ memberId: null, teamId: null, tokenId: null, keyId: null, upstreamStatus: null },
      ...{ outcome: 'open', ...usageOf(), usageState: 'none', costNanoUsd: null, priceState: null },
      ...{ priceId: null, firstByteMs: null, totalMs: null, address: null, client: null },
      ...{ requestBytes: null, answerBytes: null, sent: 1 },
      ...part,
    }
  }

  #write(call: Known): void {
    this.known.set(call.id, call)
    void this.#ledger.open({ ...call, reserved: null })
    this.#ledger.flush()
  }

  #end(which: number, end: Partial<Known>): void {
    for (const call of this.#unwritten.splice(0)) this.#write(call)
    const open = [...this.known.values()].filter(({ outcome }) => outcome === 'open')
    const call = open[which % open.length]
    if (!call) return
    Object.assign(call, end, { endedAt: this.now, usageState: 'reported' })
    call.priceState = call.costNanoUsd === null ? 'unknown' : 'priced'
    void this.#ledger.close({ ...call, rawUsage: null })
    this.#ledger.flush()
  }

  #reprice(which: number, cost: number | null): void {
    const over = [...this.known.values()].filter(
      ({ id, outcome, priceState }) =>
        outcome !== 'open' && priceState !== null && callTime(id) >= this.deletedUntil,
    )
    const call = over[which % over.length]
    if (!call) return
    const id = `rep_${Math.random()}`
    insertRepricing(this.db, { id, at: 0, actorId: '', filter: '{}', calls: 0, note: '' })
    call.costNanoUsd = cost
    call.priceState = cost === null ? 'unknown' : 'priced'
    repriceCalls(this.db, id, [call])
  }

  #delete(hours: number): void {
    const until = Math.min(deletableUntil(this.db), Math.ceil(START / HOUR) * HOUR + hours * HOUR)
    if (until <= this.deletedUntil) return
    this.deletedUntil = until
    this.db.transaction(() => {
      this.db.run(this.db.sql.deleteFrom('callRows').where('id', '<', firstCallIdAt(until)))
      setState(this.db, { rowsFrom: firstCallIdAt(until) })
    })
    learn(this.db)
  }

  /** What a report must say, from all calls that ever were. */
  plain({ from, to, step, by, filter = {} }: Asked) {
    const calls = [...this.known.values()].filter(
      (call) => callTime(call.id) >= from && callTime(call.id) < to && isMeant(call, filter),
    )
    const groups = Map.groupBy(calls, (call) =>
      JSON.stringify([
        this.#stepOf(step, callTime(call.id)),
        by.map((dimension) => groupOf(call, dimension)),
      ]),
    )
    return new Map([...groups].map(([name, members]) => [name, sumOf(members)]))
  }

  reported({ filter = {}, ...asked }: Asked) {
    const { now, zone: timeZone } = this
    return usageReport(this.db, { ...asked, filter, latency: true, timeZone, now })
  }

  #stepOf(step: UsageStep, at: number): number | null {
    const moment = DateTime.fromMillis(at, { zone: this.zone })
    if (step === 'none') return null
    if (step === 'weekHour') return (moment.weekday - 1) * 24 + moment.hour
    // Of an hour that comes twice, luxon begins the first: the offset of the moment itself tells them apart.
    if (step === 'hour')
      return at - (moment.minute * 60 + moment.second) * 1000 - moment.millisecond
    return moment.startOf(step).toMillis()
  }
}

function groupOf(call: Known, dimension: UsageDimension): string | null {
  if (dimension === 'status')
    return ['refused', 'failed'].includes(call.outcome)
      ? `${call.outcome} ${call.status}`
      : call.outcome
  if (dimension === 'client') return call.client?.replace(/ ?\/?[\d.]+$/, '') || null
  const column = { member: 'memberId', team: 'teamId', token: 'tokenId', key: 'keyId' } as const
  return call[
    dimension in column ? column[dimension as keyof typeof column] : (dimension as 'model')
  ]
}

function isMeant(call: Known, filter: UsageFilter): boolean {
  return Object.entries(filter).every(([name, asked]) => {
    const has = (value: string | null) =>
      name === 'status'
        ? value === call.outcome || `${value}` === `${call.status}` || value === classOf(call)
        : value === groupOf(call, name as UsageDimension)
    return (asked?.only?.some(has) ?? true) && !asked?.except?.some(has)
  })
}

const classOf = ({ status }: Known) => (status === null ? '' : `${Math.floor(status / 100)}xx`)

function sumOf(calls: Known[]) {
  const usage = usageOf()
  for (const call of calls) for (const bucket of USAGE_BUCKETS) usage[bucket] += call[bucket]
  return {
    calls: calls.length,
    failed: calls.filter(({ outcome }) => !['ok', 'open', 'refused'].includes(outcome)).length,
    refused: calls.filter(({ outcome }) => outcome === 'refused').length,
    unpriced: calls.filter(({ priceState }) => priceState === 'unknown').length,
    costNanoUsd: calls.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0),
    usage,
    times: calls
      .flatMap(({ outcome, totalMs }) => (outcome === 'open' ? [] : (totalMs ?? [])))
      .sort((a, b) => a - b),
  }
}
