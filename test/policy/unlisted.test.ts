import { expect, test } from 'vitest'
import { usageOf } from '../../proxy/contract/calls.ts'
import { unlistedOf, withUnlisted } from '../../proxy/policy/unlisted.ts'
import { asked, tool } from './asked.ts'

const ALL = Number.MAX_SAFE_INTEGER
const priced = (costNanoUsd: number) => ({ costNanoUsd, priceState: 'priced' as const })
const unlisted = (part: Parameters<typeof asked>[0]) => {
  const found = unlistedOf(asked(part))
  if (!found) throw new Error('usage and price row would tell all')
  return found
}

test('of most calls usage and price row tell all', () => {
  expect(unlistedOf(asked({}))).toBeUndefined()
  expect(unlistedOf(asked({ tools: [tool({ tool: 'webFetch', uses: 10 })] }))).toBeUndefined()
})

test('fees of tools count as often as they can be used, containers once', () => {
  const of = unlisted({
    tools: [
      tool({ uses: 3, nanoUsdPerUse: 2_500_000 }),
      tool({ tool: 'codeExecution', uses: 3, nanoUsdOnce: 30_000_000 }),
    ],
  })
  expect(withUnlisted(priced(100), of, usageOf(), ALL)).toEqual({
    costNanoUsd: 100 + 7_500_000 + 30_000_000,
    priceState: 'assumed',
  })
})

test('searches count as held, unless the provider told how many there were', () => {
  const of = unlisted({ tools: [tool({ tool: 'webSearch', uses: 2, nanoUsdPerUse: 10_000_000 })] })
  expect(withUnlisted(priced(1), of, usageOf(), ALL).costNanoUsd).toBe(20_000_001)
  expect(withUnlisted(priced(1), of, usageOf({ searches: 1 }), ALL)).toEqual(priced(1))
})

test('dearer service counts at its factor, rounded up', () => {
  const of = unlisted({ priceFactor: 1.1 })
  expect(withUnlisted(priced(1001), of, usageOf(), ALL).costNanoUsd).toBe(1102)
})

test('no call becomes dearer than what was held, nor cheaper than what its usage says', () => {
  const of = unlisted({ priceFactor: 6 })
  expect(withUnlisted(priced(1000), of, usageOf(), 5000).costNanoUsd).toBe(5000)
  expect(withUnlisted(priced(1000), of, usageOf(), 900)).toEqual(priced(1000))
})

test('what the provider charged itself, and what is free or unknown, stays', () => {
  const of = unlisted({ priceFactor: 2 })
  for (const cost of [
    { costNanoUsd: 5, priceState: 'reported' },
    { costNanoUsd: 0, priceState: 'free' },
    { costNanoUsd: null, priceState: 'unknown' },
  ] as const)
    expect(withUnlisted(cost, of, usageOf(), ALL)).toEqual(cost)
})
