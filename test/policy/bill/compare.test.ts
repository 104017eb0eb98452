import { expect, test } from 'vitest'
import { seeded } from '../../../proxy/base/seeded.ts'
import { type BillTokens, noTokens, tokenSum } from '../../../proxy/contract/bill.ts'
import { billCauseWords } from '../../../proxy/contract/billWords.ts'
import {
  type Comparison,
  compareBill,
  type MatchedLine,
} from '../../../proxy/policy/bill/compare.ts'
import { DAY_MS, nothing, type OwnHour } from '../../../proxy/policy/bill/ownIndex.ts'

const FROM = Date.UTC(2026, 9, 1)
const HOUR = 3_600_000
const DAYS = 10
const TO = FROM + DAYS * DAY_MS

/** Ten days of two keys and two models, busier by day, the same every time. */
function month(): OwnHour[] {
  const random = seeded(7)
  const hours: OwnHour[] = []
  for (let at = FROM - DAY_MS; at < TO + DAY_MS; at += HOUR) {
    for (const keyId of ['key_a', 'key_b']) {
      for (const [model, name] of [
        ['gpt-5-mini', 'gpt-5-mini-2026-08-07'],
        ['gpt-5', 'gpt-5'],
      ] as const) {
        const requests = Math.floor(random() * 8)
        const tokens = {
          ...noTokens(),
          input: requests * Math.floor(500 + random() * 500),
          cachedRead: requests * 100,
          output: requests * Math.floor(100 + random() * 200),
        }
        if (requests === 0) continue
        const costNanoUsd = tokenSum(tokens) * 250
        hours.push({ at, keyId, model, name, ...nothing(), requests, tokens, costNanoUsd })
      }
    }
  }
  return hours
}

/** A bill that says just what went through, by days that begin `shift` hours later. */
function billOf(hours: readonly OwnHour[], shift = 0): MatchedLine[] {
  return hours.flatMap(({ at, keyId, model, requests, tokens, costNanoUsd }) => {
    const day = Math.floor((at - shift * HOUR) / DAY_MS) * DAY_MS
    if (day < FROM || day >= TO) return []
    return [line({ day, keyId, model, requests, tokens: { ...tokens }, costNanoUsd })]
  })
}

function line(part: Partial<MatchedLine> & { day: number }): MatchedLine {
  return {
    ...{ key: 'Web', keyId: 'key_a', model: 'gpt-5-mini', what: null, batch: false },
    ...{ requests: null, tokens: null, costNanoUsd: null },
    ...part,
  }
}

const tokensOf = (part: Partial<BillTokens>) => ({ ...noTokens(), ...part })
const compare = (lines: readonly MatchedLine[], hours = month(), part: Partial<Comparison> = {}) =>
  compareBill({ lines, hours, from: FROM, to: TO, percent: 0.5, ...part })

test('a bill of what went through agrees everywhere, at every grain', () => {
  const bill = billOf(month())
  const grains: ((one: MatchedLine) => MatchedLine)[] = [
    (one) => one,
    (one) => ({ ...one, keyId: null }),
    (one) => ({ ...one, model: null }),
    (one) => ({ ...one, keyId: null, model: null }),
    (one) => ({ ...one, tokens: null, requests: null }),
    (one) => ({ ...one, costNanoUsd: null, requests: null }),
  ]
  for (const grain of grains) {
    const { cells, causes } = compare(bill.map(grain), month(), { percent: 0 })
    expect(causes).toEqual([])
    expect(cells.length).toBeGreaterThanOrEqual(DAYS)
    expect(cells.every(({ agrees }) => agrees)).toBe(true)
  }
})

test('calls outside of Keyrack come first: days without calls here, models never called here', () => {
  const silent = FROM + 4 * DAY_MS
  const hours = month().filter(
    ({ at, keyId }) => keyId !== 'key_a' || Math.floor(at / DAY_MS) * DAY_MS !== silent,
  )
  const bill = [
    ...billOf(hours),
    line({
      ...{ day: silent, requests: 40, tokens: tokensOf({ input: 90_000, output: 10_000 }) },
      costNanoUsd: 700_000_000,
    }),
    line({
      ...{ day: FROM + 6 * DAY_MS, model: 'o3-pro', requests: 3, costNanoUsd: 2_000_000_000 },
      tokens: tokensOf({ input: 4000, output: 9000 }),
    }),
    line({ day: FROM, model: null, what: 'Tax', costNanoUsd: 99_000_000 }),
  ]
  const { cells, causes } = compare(bill, hours)
  expect(causes).toMatchObject([
    {
      ...{ kind: 'outside', likely: true, keyId: 'key_a', requests: 43, tokens: 113_000 },
      ...{ silentDays: [silent], newModels: ['o3-pro'], costNanoUsd: 2_700_000_000 },
    },
    { kind: 'other', note: 'Tax', costNanoUsd: 99_000_000 },
  ])
  expect(cells.filter(({ agrees }) => !agrees)).toHaveLength(2)
  const [outside] = causes
  expect(outside && billCauseWords({ ...outside, keyLabel: 'Web' })).toBe(
    'The provider counted 43 calls, 113,000 tokens, $2.70 more with the key Web than went through Keyrack, on 2 days from 2026-10-05 to 2026-10-07. Nothing was called here on 2026-10-05. Never called here: o3-pro. Somebody may use the key itself: find out who knows it, and replace it.',
  )
})

test('a few calls more on a busy day are found as well', () => {
  const bill = [
    ...billOf(month()),
    line({ day: FROM, requests: 9, tokens: tokensOf({ input: 9000 }), costNanoUsd: 2_250_000 }),
  ]
  expect(compare(bill).causes).toMatchObject([
    { kind: 'outside', likely: true, requests: 9, tokens: 9000, silentDays: [], newModels: [] },
  ])
})

test('the same tokens for other money is a price, with its factor', () => {
  const bill = billOf(month()).map((one) =>
    one.model === 'gpt-5' ? { ...one, costNanoUsd: (one.costNanoUsd ?? 0) * 1.25 } : one,
  )
  const { causes } = compare(bill)
  expect(causes.map(({ kind, models, keyId }) => [kind, models, keyId])).toEqual([
    ['price', ['gpt-5'], 'key_a'],
    ['price', ['gpt-5'], 'key_b'],
  ])
  expect(causes[0]?.factor).toBeCloseTo(1.25, 6)
})

test('days that begin elsewhere are told as that, not as hundreds of differences', () => {
  const { cells, causes } = compare(billOf(month(), 7))
  expect(cells.filter(({ agrees }) => !agrees).length).toBeGreaterThan(DAYS)
  expect(causes).toMatchObject([
    { kind: 'days', factor: 7, keyId: 'key_a' },
    { kind: 'days', factor: 7, keyId: 'key_b' },
  ])
})

test('calls without a price here, and calls that broke off', () => {
  const hours = month().map((hour) =>
    hour.keyId === 'key_b' && hour.model === 'gpt-5'
      ? { ...hour, costNanoUsd: 0, unpriced: hour.requests }
      : hour,
  )
  const bill = billOf(month()).map((one) => ({ ...one }))
  const first = bill.find(({ keyId, model }) => keyId === 'key_a' && model === 'gpt-5')
  if (first?.tokens) first.tokens.output += 1000
  const broken = hours.map((hour) =>
    hour.keyId === 'key_a' && hour.model === 'gpt-5' && hour.at >= FROM && hour.at < FROM + DAY_MS
      ? { ...hour, cutOff: 1 }
      : hour,
  )
  const kinds = compare(bill, broken).causes.map(({ kind, keyId }) => [kind, keyId])
  expect(kinds).toEqual([
    ['unpriced', 'key_b'],
    ['cutOff', 'key_a'],
  ])
})

test('batches, other counts, and what the export lacks', () => {
  const bill = billOf(month())
  const batch = line({
    ...{ day: FROM + DAY_MS, batch: true, requests: 50, costNanoUsd: 5_000_000 },
    tokens: tokensOf({ input: 20_000 }),
  })
  expect(compare([...bill, batch]).causes).toMatchObject([{ kind: 'batch', tokens: 20_000 }])

  const counted = bill.map((one) =>
    one.model === 'gpt-5' && one.tokens
      ? { ...one, tokens: { ...one.tokens, output: one.tokens.output * 2 } }
      : one,
  )
  expect(new Set(compare(counted).causes.map(({ kind }) => kind))).toEqual(new Set(['counted']))

  const filtered = bill.filter(({ model, day }) => model !== 'gpt-5' || day < FROM + 8 * DAY_MS)
  const { causes } = compare(filtered)
  expect(causes.map(({ kind, likely, days }) => [kind, likely, days.length])).toEqual([
    ['missing', false, 2],
    ['missing', false, 2],
  ])
})

test('usage by key and costs of the project: money follows the reason of the use', () => {
  const usage = billOf(month()).map((one) => ({ ...one, costNanoUsd: null }))
  const costs = billOf(month()).map((one) => ({
    ...{ ...one, keyId: null, tokens: null, requests: null },
  }))
  const more = [
    line({ day: FROM, requests: 30, tokens: tokensOf({ output: 50_000 }) }),
    line({ day: FROM, keyId: null, costNanoUsd: 12_500_000 * 40 }),
  ]
  const { causes, cells } = compare([...usage, ...costs, ...more])
  expect(causes).toMatchObject([
    { kind: 'outside', keyId: 'key_a', requests: 30, costNanoUsd: 500_000_000 },
  ])
  expect(cells.filter(({ agrees }) => !agrees).map(({ cause }) => cause)).toEqual([
    ...['outside', 'outside'],
  ])
})

test('money alone: steady factors are a price, unsteady ones are others’ calls', () => {
  const costs = billOf(month()).map((one) => ({ ...one, tokens: null, requests: null }))
  const dearer = costs.map((one) => ({ ...one, costNanoUsd: (one.costNanoUsd ?? 0) * 2 }))
  expect(new Set(compare(dearer).causes.map(({ kind }) => kind))).toEqual(new Set(['price']))
  const others = [
    line({ day: FROM, costNanoUsd: 900_000_000 }),
    line({ day: FROM + 3 * DAY_MS, costNanoUsd: 50_000_000 }),
  ]
  expect(compare([...costs, ...others]).causes).toMatchObject([
    { kind: 'outside', likely: true, costNanoUsd: 950_000_000 },
  ])
})
