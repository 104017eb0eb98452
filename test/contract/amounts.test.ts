import { expect, test } from 'vitest'
import {
  amountsOf,
  INPUT_BUCKETS,
  noAmounts,
  OUTPUT_BUCKETS,
} from '../../proxy/contract/amounts.ts'
import { USAGE_BUCKETS, type Usage, usageOf } from '../../proxy/contract/calls.ts'

/** Every bucket another power of two, so that a sum tells which ones are in it. */
const usage = Object.fromEntries(USAGE_BUCKETS.map((name, index) => [name, 2 ** index])) as Usage
const sumOf = (names: readonly (keyof Usage)[]) => names.reduce((sum, name) => sum + usage[name], 0)

test('every token is counted once, on one side', () => {
  const amounts = amountsOf({ ...usage, costNanoUsd: 7, sent: 1 })
  expect(amounts).toEqual({
    ...{ money: 7, requests: 1, images: usage.images, seconds: usage.audioMs, concurrent: 0 },
    input: sumOf(INPUT_BUCKETS),
    output: sumOf(OUTPUT_BUCKETS),
    tokens: amounts.input + amounts.output,
  })
  const counted = [...INPUT_BUCKETS, ...OUTPUT_BUCKETS, 'images', 'audioMs']
  expect(USAGE_BUCKETS.filter((name) => !counted.includes(name))).toEqual([
    'characters',
    'searches',
  ])
})

test('a call that was never sent counts nothing, and an unknown cost no money', () => {
  expect(amountsOf({ ...usage, costNanoUsd: 7, sent: 0 })).toEqual(noAmounts())
  expect(amountsOf({ ...usageOf(), costNanoUsd: null, sent: true })).toEqual({
    ...noAmounts(),
    requests: 1,
  })
})
