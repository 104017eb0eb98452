import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type UnitPrices, usageOf } from '../../proxy/contract/calls.ts'
import { costOf } from '../../proxy/policy/cost.ts'

const price = (
  prices: UnitPrices,
  tiers: { aboveInputTokens: number; prices: UnitPrices }[] = [],
) => ({
  free: false,
  prices,
  tiers,
})
const unknown = { costNanoUsd: null, priceState: 'unknown' }

describe('whose word counts', () => {
  const usage = usageOf({ input: 1000 })

  test("the provider's own figure before everything else", () => {
    expect(costOf(usage, price({ input: 1 }), { reportedNanoUsd: 77, free: true })).toEqual({
      costNanoUsd: 77,
      priceState: 'reported',
    })
    expect(costOf(usage, undefined, { reportedNanoUsd: 0, free: false })).toEqual({
      costNanoUsd: 0,
      priceState: 'reported',
    })
  })

  test('free on purpose is zero, and says so', () => {
    expect(costOf(usage, undefined, { free: true })).toEqual({ costNanoUsd: 0, priceState: 'free' })
    expect(costOf(usage, { ...price({}), free: true }, { free: false }).priceState).toBe('free')
  })

  test('no price is unknown, never zero', () => {
    expect(costOf(usage, undefined, { free: false })).toEqual(unknown)
    expect(costOf(usageOf(), undefined, { free: false })).toEqual(unknown)
  })
})

describe('what is charged', () => {
  test('each bucket at its own price', () => {
    const prices = {
      input: 2_500_000,
      cachedRead: 1_250_000,
      cacheWrite5m: 3_000_000,
      cacheWrite1h: 5_000_000,
      output: 10_000_000,
      reasoning: 11_000_000,
      audioInput: 40_000_000,
      audioOutput: 80_000_000,
      imageInput: 10_000_000,
      imageOutput: 40_000_000,
      images: 40_000_000_000,
      audioMs: 100_000,
      characters: 15_000_000,
      searches: 10_000_000_000,
      request: 5_000_000_000,
    }
    for (const [bucket, unit] of Object.entries(prices)) {
      if (bucket === 'request') continue
      expect(costOf(usageOf({ [bucket]: 3 }), price(prices), { free: false })).toEqual({
        costNanoUsd: 5_000_000 + (3 * unit) / 1000,
        priceState: 'priced',
      })
    }
  })

  test('a trait without a price of its own costs what it would cost without the trait', () => {
    const prices = { input: 1_000, output: 5_000 }
    const cost = (part: object, of: UnitPrices = prices) =>
      costOf(usageOf(part), price(of), { free: false }).costNanoUsd
    for (const bucket of ['cachedRead', 'cacheWrite5m', 'cacheWrite1h', 'audioInput', 'imageInput'])
      expect(cost({ [bucket]: 7 })).toBe(7)
    for (const bucket of ['reasoning', 'audioOutput', 'imageOutput'])
      expect(cost({ [bucket]: 7 })).toBe(35)
    expect(cost({ cacheWrite1h: 7 }, { ...prices, cacheWrite5m: 2_000 })).toBe(14)
  })

  test('what the price does not cover at all makes the cost unknown', () => {
    const prices = { input: 1_000, output: 5_000 }
    for (const bucket of ['images', 'audioMs', 'characters', 'searches'])
      expect(costOf(usageOf({ input: 5, [bucket]: 1 }), price(prices), { free: false })).toEqual(
        unknown,
      )
    expect(costOf(usageOf({ output: 1 }), price({ input: 1 }), { free: false })).toEqual(unknown)
  })

  test('a price of zero is a price', () => {
    const free = price({ input: 0, output: 0 })
    expect(costOf(usageOf({ input: 9 }), free, { free: false })).toEqual({
      costNanoUsd: 0,
      priceState: 'priced',
    })
  })

  test('a tier prices the whole call, from the token above its edge on, cached input included', () => {
    const tiered = price({ input: 1_000, output: 2_000 }, [
      { aboveInputTokens: 200, prices: { input: 3_000 } },
      { aboveInputTokens: 100, prices: { input: 2_000, output: 4_000 } },
    ])
    const cost = (part: object) => costOf(usageOf(part), tiered, { free: false }).costNanoUsd
    expect(cost({ input: 100, output: 1 })).toBe(102)
    expect(cost({ input: 101, output: 1 })).toBe(206)
    expect(cost({ input: 60, cachedRead: 41, output: 1 })).toBe(206)
    expect(cost({ input: 201, output: 1 })).toBe(605)
  })

  test('rounding happens once for a call, half a nano-dollar goes up', () => {
    const cost = (part: object, prices: UnitPrices) =>
      costOf(usageOf(part), price(prices), { free: false }).costNanoUsd
    expect(cost({ input: 1 }, { input: 499 })).toBe(0)
    expect(cost({ input: 1 }, { input: 500 })).toBe(1)
    expect(cost({ input: 1, output: 1 }, { input: 300, output: 300 })).toBe(1)
    expect(cost({ audioMs: 60_000 }, { audioMs: 33_333.333333333336 })).toBe(2_000_000)
  })

  test('the largest usage there is stays exact', () => {
    const count = Number.MAX_SAFE_INTEGER
    const { costNanoUsd } = costOf(usageOf({ input: count }), price({ input: 1_000 }), {
      free: false,
    })
    expect(costNanoUsd).toBe(count)
  })

  test('a sum is the same to the nano-dollar on both sides of what a number holds exactly', () => {
    const count = fc.nat(999_999_999)
    const unit = fc.nat(100_000_000)
    fc.assert(
      fc.property(count, count, unit, unit, (input, output, inputPrice, outputPrice) => {
        const pico = BigInt(input) * BigInt(inputPrice) + BigInt(output) * BigInt(outputPrice)
        const prices = price({ input: inputPrice, output: outputPrice })
        expect(costOf(usageOf({ input, output }), prices, { free: false }).costNanoUsd).toBe(
          Number((pico + 500n) / 1000n),
        )
      }),
      {
        examples: [
          [999_999_999, 0, 9_007_199, 0],
          [450_359_963, 450_359_963, 10_000_000, 10_000_000],
        ],
      },
    )
  })

  test('splitting usage among buckets of one price changes nothing', () => {
    const count = fc.nat(10_000_000)
    fc.assert(
      fc.property(count, count, fc.nat(100_000_000), (a, b, unit) => {
        const prices = price({ input: unit })
        const together = costOf(usageOf({ input: a + b }), prices, { free: false })
        expect(costOf(usageOf({ input: a, cachedRead: b }), prices, { free: false })).toEqual(
          together,
        )
      }),
    )
  })
})

test('pictures whose tokens were counted are paid by those, not by the piece as well', () => {
  const price = { free: false, prices: { imageOutput: 40_000_000, images: 5e9 }, tiers: [] }
  const usage = usageOf({ images: 2, imageOutput: 500 })
  expect(costOf(usage, price, { free: false })).toEqual({
    costNanoUsd: 500 * 40_000,
    priceState: 'priced',
  })
  expect(costOf(usageOf({ images: 2 }), price, { free: false }).costNanoUsd).toBe(10_000_000)
})
