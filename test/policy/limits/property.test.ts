import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Limit, LimitClear, LimitRaise } from '../../../proxy/contract/limits.ts'
import type { LimitBook } from '../../../proxy/policy/limits/book.ts'
import type { Held } from '../../../proxy/policy/limits/inFlight.ts'
import { type Event, referenceOf } from './reference.ts'
import { ANA, amounts, BEN, bookOf, bucket, limitOf, rulesOf, sliding } from './support.ts'

const ZONE = 'Australia/Lord_Howe'
// The night in which Lord Howe's clocks go back by half an hour, so that its odd hour is met.
const START = Date.UTC(2026, 3, 4, 13, 50)
/** Moments of raises and clears are multiples of it, as the reference's steps are. */
const STEP = 50

type Act =
  | { kind: 'wait'; ms: number }
  | { kind: 'reserve'; ben: boolean; amount: number }
  | { kind: 'settle'; which: number; amount: number }
  | { kind: 'release'; which: number }
  | { kind: 'raise'; ben: boolean | null; size: number; ms: number }
  | { kind: 'resize'; size: number }
  | { kind: 'clear'; ben: boolean | null }
  | { kind: 'restart' }

const waits = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 0, max: 4000 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 3 * 3_600_000 }),
  // A clock that is set back.
  fc.integer({ min: -5_000_000, max: 0 }),
)
const amount = fc.integer({ min: 0, max: 12 })
const which = fc.nat(20)
const maybeBen = fc.constantFrom(true, false, null)
const anAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: waits }) },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('reserve' as const), ben: fc.boolean(), amount }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('settle' as const), which, amount }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('raise' as const),
      ben: maybeBen,
      size: fc.integer({ min: 0, max: 60 }),
      ms: fc.integer({ min: 1, max: 2000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      size: fc.integer({ min: 0, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), ben: maybeBen }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)

const LIMITERS: [string, Partial<Limit>][] = [
  ['a minute', { window: { kind: 'fixed', every: 'minute' } }],
  ['an hour', { window: { kind: 'fixed', every: 'hour' } }],
  ['a day', { window: { kind: 'fixed', every: 'day' } }],
  ['sliding by single milliseconds', { window: sliding(3) }],
  ['sliding by slots', { window: sliding(60) }],
  ['a bucket', { window: bucket(7, 20) }],
  ['a slow bucket with little room', { window: bucket(60, 3) }],
  ['a prepaid pot', { window: { kind: 'never' }, createdAt: START }],
]

test.each(
  LIMITERS.flatMap(([name, part]) => [
    [name, 'shared by all', { ...part, each: false }] as const,
    [name, 'for each member', { ...part, each: true }] as const,
  ]),
)('%s, %s, counts as a plain list of all events does', (_name, _who, part) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 30 }),
      fc.array(anAct, { maxLength: 80 }),
      (size, acts) => {
        play(limitOf({ metric: 'tokens', size, ...part }), acts)
      },
    ),
    { numRuns: 60 },
  )
})

/** Does the same to the book and to the plain list, and compares them after each act. */
function play(first: Limit, acts: readonly Act[]): void {
  let limit = first
  let clock = START
  let latest = START
  let raises: LimitRaise[] = []
  const clears: LimitClear[] = []
  const events: Event[] = []
  let open: { held: Held; event: Event }[] = []
  let book: LimitBook = bookOf([limit], { now: START, zone: ZONE })
  const memberOf = (ben: boolean | null) =>
    ben === null || !limit.each ? null : (ben ? BEN : ANA).memberId
  const clearedFor = (memberId: string | null) =>
    Math.max(
      0,
      ...clears
        .filter((each) => each.memberId === null || each.memberId === memberId)
        .map((each) => each.at),
    )
  const wanted = (memberId: string | null) =>
    referenceOf(limit, raises, events, memberId, latest, clearedFor(memberId), ZONE)
  const rules = () => rulesOf([limit], { raises: raises.toReversed(), clears })
  const replace = () => {
    for (const { id } of book.replace(rules(), latest)) recount(id)
  }
  const recount = (id: string) => {
    const from = (event: Event) =>
      book.countsFrom(limit, limit.each ? event.memberId : null, latest)
    const past = events.filter((event) => !event.open && event.at >= from(event))
    book.recount(id, past, latest)
  }
  // Admissions come one after another, each in a moment of its own.
  const tick = () => {
    latest = Math.max(latest + 1, clock)
  }
  const toStep = () => {
    latest = Math.ceil(Math.max(latest + 1, clock) / STEP) * STEP
  }

  for (const act of acts) {
    const chosen = 'which' in act ? open[act.which % Math.max(1, open.length)] : undefined
    if (act.kind === 'wait') clock += act.ms
    if (act.kind === 'reserve') {
      tick()
      const facts = act.ben ? BEN : ANA
      const { left } = wanted(limit.each ? facts.memberId : null)
      const asked = amounts({ tokens: act.amount })
      const passes = act.amount === 0 || act.amount <= left
      expect(book.fits(facts, asked, latest)).toBe(passes)
      if (passes) {
        const event = { memberId: facts.memberId, at: latest, amount: act.amount, open: true }
        events.push(event)
        open.push({ held: book.reserve(facts, asked, latest) as Held, event })
      } else expect(() => book.reserve(facts, asked, latest)).toThrow(/^Keyrack: /)
    }
    if (chosen && (act.kind === 'settle' || act.kind === 'release')) {
      tick()
      const { held, event } = chosen
      event.open = false
      event.amount = act.kind === 'settle' ? act.amount : 0
      if (act.kind === 'settle') book.settle(held, amounts({ tokens: act.amount }), latest)
      else book.release(held, latest)
      open = open.filter((each) => each !== chosen)
    }
    if (act.kind === 'raise') {
      toStep()
      const until = latest + act.ms * STEP
      const raise = {
        id: `rai_${raises.length}`,
        limitId: limit.id,
        note: '',
        createdAt: latest,
        until,
      }
      // The newest first: it counts before the older ones.
      const memberId = memberOf(act.ben)
      raises = [{ ...raise, memberId, size: act.size }, ...raises].toSorted(
        (a, b) => Number(a.memberId === null) - Number(b.memberId === null),
      )
      replace()
    }
    if (act.kind === 'resize') {
      toStep()
      limit = { ...limit, size: act.size }
      replace()
    }
    if (act.kind === 'clear') {
      toStep()
      clears.push({ limitId: limit.id, memberId: memberOf(act.ben), at: latest })
      replace()
    }
    if (act.kind === 'restart') {
      tick()
      // What was in flight is charged at what was held for it.
      for (const { event } of open) event.open = false
      open = []
      book = bookOf(rules(), { now: latest, zone: ZONE })
      recount(limit.id)
    }
    compare()
  }

  function compare(): void {
    for (const facts of [ANA, BEN]) {
      const memberId = limit.each ? facts.memberId : null
      const [standing] = book.standings({ memberId: facts.memberId }, latest)
      if (!standing) throw new Error('no such counter')
      const { left, ...sums } = wanted(memberId)
      expect(standing).toMatchObject({ ...sums, left: Math.max(0, left) })
      if (limit.window.kind === 'bucket')
        expect(standing.size - standing.used - standing.reserved).toBe(left)
    }
  }
}

test('no stretch of a sliding window ever holds more than its size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 90 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 1, max: 6 })), {
        maxLength: 150,
      }),
      (size, seconds, calls) => {
        const book = bookOf([limitOf({ metric: 'tokens', size, window: sliding(seconds) })])
        const passed: { at: number; tokens: number }[] = []
        let at = START
        for (const [ms, tokens] of calls) {
          at += ms
          if (!book.fits(ANA, amounts({ tokens }), at)) continue
          const held = book.reserve(ANA, amounts({ tokens }), at) as Held
          book.settle(held, amounts({ tokens }), at)
          passed.push({ at, tokens })
        }
        for (const { at: end } of passed) {
          const within = passed.filter((each) => each.at > end - seconds * 1000 && each.at <= end)
          expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(size)
        }
      },
    ),
  )
})
