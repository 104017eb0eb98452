import { expect, test } from 'vitest'
import type { Downgrade } from '../../../proxy/policy/limits/book.ts'
import type { Held } from '../../../proxy/policy/limits/inFlight.ts'
import {
  ANA,
  amounts,
  BEN,
  bookOf,
  bucket,
  HOUR,
  limitOf,
  NOON,
  ONE,
  refusalOf,
  rulesOf,
  sliding,
} from './support.ts'

const held = (answer: Held | Downgrade): Held => {
  if ('downgrade' in answer) throw new Error(`It was sent to ${answer.downgrade.model}`)
  return answer
}

test('a call obeys every limit above it, and one that is refused is counted in none', () => {
  const book = bookOf([
    limitOf({ id: 'lim_all', size: 100 }),
    limitOf({ id: 'lim_each', size: 3, each: true }),
    limitOf({ id: 'lim_team', level: 'team', subjectId: 'tea_app', size: 5 }),
    limitOf({ id: 'lim_token', level: 'token', subjectId: 'tok_ben', size: 4 }),
    limitOf({ id: 'lim_other', level: 'team', subjectId: 'tea_other', size: 0 }),
  ])
  const pass = (facts: typeof ANA) => book.settle(held(book.reserve(facts, ONE, NOON)), ONE, NOON)
  for (let i = 0; i < 3; i++) pass(ANA)
  expect(refusalOf(() => book.reserve(ANA, ONE, NOON)).message).toContain('for each member')
  pass(BEN)
  pass(BEN)
  expect(refusalOf(() => book.reserve(BEN, ONE, NOON)).message).toContain('team App')
  const usedOf = (id: string) =>
    book
      .standings({}, NOON)
      .filter(({ limit }) => limit.id === id)
      .map(({ used }) => used)
  expect(usedOf('lim_all')).toEqual([5])
  expect(usedOf('lim_each')).toEqual([3, 2])
  expect(usedOf('lim_team')).toEqual([5])
  expect(usedOf('lim_token')).toEqual([2])
})

test('while a call is in flight, what is told of its limits is what they are now', () => {
  const hourly = limitOf({ size: 10, window: { kind: 'fixed', every: 'hour' } })
  const book = bookOf([hourly])
  const { facts } = held(book.reserve(ANA, ONE, NOON))
  expect(book.tightest(facts, 'requests', NOON)).toMatchObject({ size: 10, left: 9 })
  book.replace(rulesOf([{ ...hourly, size: 4 }]), NOON)
  expect(book.tightest(facts, 'requests', NOON)).toMatchObject({ size: 4, left: 3 })
  book.replace(rulesOf([]), NOON)
  expect(book.tightest(facts, 'requests', NOON)).toBeUndefined()
})

test('what is held counts until it is settled to less, or given back', () => {
  const book = bookOf([limitOf({ metric: 'money', size: 100 })])
  const first = held(book.reserve(ANA, amounts({ money: 60 }), NOON))
  expect(book.fits(BEN, amounts({ money: 41 }), NOON)).toBe(false)
  const second = held(book.reserve(BEN, amounts({ money: 40 }), NOON))
  book.settle(first, amounts({ money: 10 }), NOON)
  book.release(second, NOON)
  book.release(second, NOON)
  expect(book.standings({}, NOON)).toMatchObject([{ used: 10, reserved: 0, left: 90 }])
  expect(book.affordable(ANA, 'money', NOON)).toBe(90)
})

test('a call is settled in the window in which it began, also when that is over', () => {
  const book = bookOf([limitOf({ window: { kind: 'fixed', every: 'hour' } })])
  const call = held(book.reserve(ANA, ONE, NOON + HOUR - 1))
  expect(book.standings({}, NOON + HOUR)).toMatchObject([{ used: 0, reserved: 0 }])
  const next = held(book.reserve(ANA, ONE, NOON + HOUR))
  book.settle(call, ONE, NOON + HOUR + 5)
  expect(book.standings({}, NOON + HOUR + 5)).toMatchObject([{ used: 0, reserved: 1 }])
  book.settle(next, ONE, NOON + HOUR + 6)
  expect(book.standings({}, NOON + HOUR + 6)).toMatchObject([{ used: 1, reserved: 0 }])
})

test('a clock that is set back opens no window again, and empties none twice', () => {
  const book = bookOf([limitOf({ size: 1, window: { kind: 'fixed', every: 'hour' } })])
  book.settle(held(book.reserve(ANA, ONE, NOON)), ONE, NOON)
  refusalOf(() => book.reserve(ANA, ONE, NOON + HOUR - 1))
  book.settle(held(book.reserve(ANA, ONE, NOON + HOUR)), ONE, NOON + HOUR)
  refusalOf(() => book.reserve(ANA, ONE, NOON - 5 * HOUR))
  refusalOf(() => book.reserve(ANA, ONE, NOON + HOUR))
})

test('a computer that slept over several days wakes in the window of now', () => {
  const book = bookOf([limitOf({ size: 1 })])
  book.settle(held(book.reserve(ANA, ONE, NOON)), ONE, NOON)
  const later = NOON + 80 * HOUR
  expect(book.standings({}, later)).toMatchObject([
    { used: 0, windowStartedAt: Date.UTC(2026, 10, 27, 23), resetsAt: Date.UTC(2026, 10, 28, 23) },
  ])
  held(book.reserve(ANA, ONE, later))
})

test('calls in flight are counted as they are now', () => {
  const book = bookOf([limitOf({ metric: 'concurrent', window: { kind: 'never' }, size: 2 })])
  const first = held(book.reserve(ANA, ONE, NOON))
  held(book.reserve(BEN, ONE, NOON))
  expect(refusalOf(() => book.reserve(ANA, ONE, NOON))).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterSeconds: 1,
    message:
      'Keyrack: 2 calls at a time reached (limit of the workspace). Wait until one of them has ended.',
  })
  book.settle(first, amounts({ requests: 1 }), NOON)
  held(book.reserve(ANA, ONE, NOON))
})

test('a scope counts only what it is about', () => {
  const scope = { models: ['GPT-5*'], providers: ['openai' as const], endpoints: ['chat.*'] }
  const book = bookOf([limitOf({ scope, size: 1 })])
  expect(book.touches(ANA)).toBe(true)
  for (const other of [
    { ...ANA, model: 'o4-mini' },
    { ...ANA, provider: 'azure' },
    { ...ANA, endpoint: 'responses' },
  ])
    expect(book.touches(other)).toBe(false)
  held(book.reserve(ANA, ONE, NOON))
  expect(refusalOf(() => book.reserve(ANA, ONE, NOON)).message).toContain(
    'on GPT-5*, openai, chat.*',
  )
})

test('without a limit nothing is counted and nothing made', () => {
  const book = bookOf([])
  expect(book.isEmpty).toBe(true)
  expect(book.touches(ANA)).toBe(false)
  expect(book.metrics(ANA).size).toBe(0)
})

test('a raise holds until its end, for one member or for all', () => {
  const limit = limitOf({ size: 1, each: true })
  const raise = { limitId: limit.id, note: '', createdAt: NOON, id: 'rai_1' }
  const book = bookOf(
    rulesOf([limit], {
      raises: [
        { ...raise, memberId: null, size: 2, until: NOON + 2 * HOUR },
        { ...raise, memberId: 'mem_ana', size: 4, until: NOON + HOUR },
      ],
    }),
  )
  const sizes = (now: number) =>
    [ANA, BEN].map(({ memberId }) => book.standings({ memberId }, now)[0]?.size)
  expect(sizes(NOON)).toEqual([4, 2])
  expect(sizes(NOON + HOUR)).toEqual([2, 2])
  expect(sizes(NOON + 2 * HOUR)).toEqual([1, 1])
  expect(book.standings({ memberId: 'mem_ana' }, NOON)[0]?.raisedUntil).toBe(NOON + HOUR)
})

test('a pot is topped up, and says nothing of a reset', () => {
  const limit = limitOf({ metric: 'money', window: { kind: 'never' }, size: 1_000_000_000 })
  const book = bookOf([limit])
  book.charge(ANA, amounts({ money: 1_000_000_000 }), NOON)
  const spent = refusalOf(() => book.reserve(ANA, amounts({ money: 1 }), NOON))
  expect(spent).toMatchObject({
    code: 'QUOTA_SPENT',
    shouldRetry: false,
    message:
      'Keyrack: the whole workspace used its $1.00 (limit of the workspace). Ask for more: https://keys.example:8443/#more',
  })
  const topUp = { id: 'top_1', limitId: limit.id, amount: 500_000_000, note: '', createdAt: NOON }
  expect(book.replace(rulesOf([limit], { topUps: [topUp] }), NOON)).toEqual([])
  expect(book.standings({}, NOON)).toMatchObject([
    { size: 1_500_000_000, used: 1_000_000_000, left: 500_000_000, resetsAt: null },
  ])
})

test('another size keeps what was counted; another scope or a clear counts anew', () => {
  const limit = limitOf({ size: 5 })
  const book = bookOf([limit])
  book.charge(ANA, ONE, NOON)
  expect(book.replace(rulesOf([{ ...limit, size: 1 }]), NOON)).toEqual([])
  refusalOf(() => book.reserve(ANA, ONE, NOON))
  const cleared = rulesOf([limit], {
    clears: [{ limitId: limit.id, memberId: null, at: NOON + 1 }],
  })
  expect(book.replace(cleared, NOON + 1)).toEqual([limit])
  book.recount(limit.id, [], NOON + 1)
  expect(book.standings({}, NOON + 1)).toMatchObject([{ used: 0 }])
})

test('a call in flight while its limit is counted anew is settled in the new counter', () => {
  const limit = limitOf({ metric: 'tokens', size: 100 })
  const book = bookOf([limit])
  const call = held(book.reserve(ANA, amounts({ tokens: 50 }), NOON, 'call_1'))
  const wider = { ...limit, scope: { ...limit.scope, models: ['gpt-*'] } }
  book.replace(rulesOf([wider]), NOON)
  book.recount(limit.id, [{ memberId: 'mem_ben', amount: 7, at: NOON - 5 }], NOON)
  expect(book.standings({}, NOON)).toMatchObject([{ used: 7, reserved: 50 }])
  expect(book.holds(limit.id, null)).toMatchObject([{ held: { callId: 'call_1' }, amount: 50 }])
  book.settle(call, amounts({ tokens: 20 }), NOON)
  expect(book.standings({}, NOON)).toMatchObject([{ used: 27, reserved: 0 }])
})

test('a downgrade answers the other model, which passes the limit that sent it', () => {
  const down = { kind: 'downgrade' as const, model: 'gpt-5-nano' }
  const book = bookOf([
    limitOf({ id: 'lim_down', size: 1, action: down }),
    limitOf({
      id: 'lim_nano',
      size: 2,
      scope: { models: ['gpt-5-nano'], providers: [], endpoints: [] },
    }),
  ])
  held(book.reserve(ANA, ONE, NOON))
  expect(book.reserve(ANA, ONE, NOON)).toEqual({
    downgrade: { model: 'gpt-5-nano', limitId: 'lim_down' },
  })
  const nano = { ...ANA, model: 'gpt-5-nano' }
  held(book.reserve(nano, ONE, NOON))
  held(book.reserve(nano, ONE, NOON))
  expect(refusalOf(() => book.reserve(nano, ONE, NOON)).message).toContain('on gpt-5-nano')
})

test('two downgrades to each other end in a refusal', () => {
  const to = (model: string) => ({ kind: 'downgrade' as const, model })
  const on = (model: string) => ({ models: [model], providers: [], endpoints: [] })
  const book = bookOf([
    limitOf({ id: 'lim_a', size: 0, scope: on('a'), action: to('b') }),
    limitOf({ id: 'lim_b', size: 0, scope: on('b'), action: to('a') }),
  ])
  const tried = new Set<string>()
  let model = 'a'
  const refusal = refusalOf(() => {
    for (;;) {
      const answer = book.reserve({ ...ANA, model }, ONE, NOON, 'call_1', tried)
      if (!('downgrade' in answer)) throw new Error('It passed')
      tried.add(answer.downgrade.limitId)
      model = answer.downgrade.model
    }
  })
  expect([...tried]).toEqual(['lim_a', 'lim_b'])
  expect(refusal.code).toBe('QUOTA_SPENT')
})

test('a warning passes, and is told once at the share and once at all of it, in each window', () => {
  const warn = limitOf({ size: 5, action: { kind: 'warn' }, warnAtPercent: 80 })
  const book = bookOf([warn])
  for (let i = 0; i < 8; i++) book.settle(held(book.reserve(ANA, ONE, NOON + i)), ONE, NOON + i)
  expect(book.warnings.map(({ percent, used }) => [percent, used])).toEqual([
    [80, 4],
    [100, 5],
  ])
  for (let i = 0; i < 4; i++) book.charge(ANA, ONE, NOON + 24 * HOUR)
  book.settle(held(book.reserve(ANA, ONE, NOON + 24 * HOUR)), ONE, NOON + 24 * HOUR)
  expect(book.warnings.at(-1)).toMatchObject({ percent: 100, used: 5 })
  expect(book.metrics(ANA).size).toBe(0)
})

test('refusals say how much of what was used, where it is set and when there will be more', () => {
  const money = { metric: 'money' as const, size: 5_000_000_000 }
  const wordsOf = (
    part: Parameters<typeof limitOf>[0],
    asked: Parameters<typeof amounts>[0],
    used = asked,
  ) => {
    const book = bookOf([limitOf(part)])
    book.charge(ANA, amounts(used), NOON)
    const { code, message, ...rest } = refusalOf(() =>
      book.reserve(ANA, amounts(asked), NOON + 1),
    ) as Error & { code: string; retryAfterSeconds?: number; shouldRetry?: boolean }
    return { code, message, retry: rest.retryAfterSeconds ?? rest.shouldRetry }
  }
  expect(wordsOf({ ...money, each: true }, { money: 1 }, { money: money.size })).toEqual({
    code: 'QUOTA_SPENT',
    message:
      'Keyrack: you used your $5.00 for today (limit of the workspace for each member). It resets at 00:00 Europe/Madrid (in 12 h). Ask for more: https://keys.example:8443/#more',
    retry: false,
  })
  expect(
    wordsOf(
      { ...money, window: { kind: 'fixed', every: 'month' }, level: 'team', subjectId: 'tea_app' },
      { money: 4_000_000_000 },
    ),
  ).toMatchObject({
    message:
      'Keyrack: your team used $4.00 of its $5.00 for this month, and this call could take $4.00 (limit of the team App). It resets on Tue 1 Dec at 00:00 Europe/Madrid (in 5 d 12 h). Ask for more: https://keys.example:8443/#more',
  })
  expect(
    wordsOf(
      { size: 60, window: { kind: 'fixed', every: 'minute' } },
      { requests: 1 },
      { requests: 60 },
    ),
  ).toEqual({
    code: 'RATE_LIMITED',
    message:
      'Keyrack: 60 requests a minute reached (limit of the workspace; 60 requests used). Try again in 1 m.',
    retry: 60,
  })
  expect(wordsOf({ size: 60, window: bucket(60, 2) }, { requests: 1 }, { requests: 2 })).toEqual({
    code: 'RATE_LIMITED',
    message:
      'Keyrack: 60 requests every minute, 2 requests at once reached (limit of the workspace; 2 requests used). Try again in 1 s.',
    retry: 1,
  })
  expect(
    wordsOf(
      {
        metric: 'tokens',
        size: 1000,
        window: sliding(18_000),
        level: 'member',
        subjectId: 'mem_ana',
      },
      { tokens: 600 },
    ),
  ).toMatchObject({
    code: 'QUOTA_SPENT',
    message:
      'Keyrack: you used 600 tokens of your 1,000 tokens for any 5 hours, and this call could take 600 tokens (your own limit). It resets at 17:00 Europe/Madrid (in 5 h 1 m). Ask for more: https://keys.example:8443/#more',
  })
  expect(
    wordsOf(
      { metric: 'tokens', size: 1000, level: 'token', subjectId: 'tok_ana' },
      { tokens: 5000 },
      { tokens: 10 },
    ),
  ).toEqual({
    code: 'QUOTA_SPENT',
    message:
      'Keyrack: this call could take 5,000 tokens, and no more than 1,000 tokens a day are allowed (limit of the token Ana). Ask for a shorter answer, or for more: https://keys.example:8443/#more',
    retry: false,
  })
})

test('where only calls in flight stand in the way, trying again soon is the advice', () => {
  const book = bookOf([limitOf({ metric: 'money', size: 1_000_000_000 })])
  held(book.reserve(BEN, amounts({ money: 900_000_000 }), NOON))
  expect(refusalOf(() => book.reserve(ANA, amounts({ money: 200_000_000 }), NOON))).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterSeconds: 2,
    message:
      'Keyrack: the whole workspace used $0.00 of its $1.00 for today, $0.90 more is held for calls in flight, and this call could take $0.20 (limit of the workspace). Try again in a moment.',
  })
})

test('of several limits that stop a call the one that resets last is named', () => {
  const book = bookOf([
    limitOf({ id: 'lim_hour', size: 1, window: { kind: 'fixed', every: 'hour' } }),
    limitOf({ id: 'lim_day', size: 1 }),
    limitOf({ id: 'lim_minute', size: 1, window: { kind: 'fixed', every: 'minute' } }),
  ])
  held(book.reserve(ANA, ONE, NOON))
  expect(refusalOf(() => book.reserve(ANA, ONE, NOON)).message).toContain('for today')
})

test('how much of a past a bucket needs is found by trying it', () => {
  const limit = limitOf({ size: 60, window: bucket(60, 10) })
  const book = bookOf([limit])
  const use = (secondsAgo: number) => ({
    memberId: 'mem_ana',
    amount: 1,
    at: NOON - secondsAgo * 1000,
  })
  expect(book.forgets(limit.id, [use(1)], NOON - 20_000, NOON)).toBe(true)
  const often = Array.from({ length: 40 }, (_, i) => use(20 - i / 2))
  expect(book.forgets(limit.id, often, NOON - 20_000, NOON)).toBe(false)
})
