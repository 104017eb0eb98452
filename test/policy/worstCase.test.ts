import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Asked, AskedTool } from '../../proxy/contract/asked.ts'
import { type UnitPrices, type Usage, usageOf } from '../../proxy/contract/calls.ts'
import { defaultSettings, type Settings } from '../../proxy/contract/settings.ts'
import { costOf } from '../../proxy/policy/cost.ts'
import {
  assumedPrice,
  type Price,
  type WorstCaseFacts,
  worstCase,
} from '../../proxy/policy/worstCase.ts'
import { listPrice } from '../../proxy/providers/priceList.ts'
import { asked, plain, tool } from './asked.ts'

const AT = Date.UTC(2026, 10, 21)

const price = (prices: UnitPrices, tiers: Price['tiers'] = []): Price => ({
  free: false,
  prices,
  tiers,
})
const facts = (
  of: Price | undefined,
  {
    settings,
    ...more
  }: Partial<Omit<WorstCaseFacts, 'settings'>> & {
    settings?: Partial<Settings>
  } = {},
): WorstCaseFacts => ({
  price: of,
  free: false,
  metered: true,
  limits: { maxOutputTokens: undefined, contextTokens: undefined },
  ...more,
  settings: { ...defaultSettings(), ...settings },
})
/** A dollar a million tokens is a nano-dollar a thousandth of a token: money in plain numbers. */
const USD = price({ input: 1_000_000, output: 5_000_000 })

describe('what is counted', () => {
  test('input and all answers, one request, one call in flight', () => {
    expect(worstCase(asked({ answers: 3 }), facts(USD))).toEqual({
      amounts: {
        money: 1_000_000 + 3 * 100 * 5_000,
        requests: 1,
        tokens: 1300,
        input: 1000,
        output: 300,
        images: 0,
        seconds: 0,
        concurrent: 1,
      },
      outputCap: undefined,
      price: 'known',
    })
  })

  test('pictures by the piece or by their tokens, whichever is dearer and priced', () => {
    const images = { count: 2, pixels: 1_048_576, isSized: true, tokensEach: 1000 }
    const pictures = asked({ images, outputTokens: 2000, makesImages: true, input: NONE })
    const money = (of: UnitPrices) => worstCase(pictures, facts(price(of))).amounts.money
    expect(money({ images: 40_000_000_000 })).toBe(80_000_000)
    expect(money({ imageOutput: 40_000_000 })).toBe(80_000_000)
    expect(money({ output: 5_000_000, imageOutput: 40_000_000 })).toBe(80_000_000)
    expect(worstCase(pictures, facts(price({}))).price).toBe('unknown')
    expect(worstCase(pictures, facts(USD)).amounts.images).toBe(2)
  })

  test('sound by its length, speech by its characters, reranking by its units', () => {
    const heard = asked({ audioMs: 60_000, input: { ...NONE, audio: 2000 }, outputTokens: 500 })
    expect(worstCase(heard, facts(price({ audioMs: 100_000 }))).amounts).toMatchObject({
      money: 6_000_000,
      seconds: 60_000,
    })
    const spoken = asked({ characters: 1000, makesAudio: true, outputTokens: 5000 })
    expect(worstCase(spoken, facts(price({ characters: 15_000_000 }))).amounts.money).toBe(
      15_000_000,
    )
    const ranked = asked({ searches: 2, outputTokens: 0 })
    expect(worstCase(ranked, facts(price({ searches: 2_000_000_000 }))).amounts.money).toBe(
      4_000_000,
    )
  })

  test('a dearer service costs more, and so does every request that has a price', () => {
    const money = (factor: number, of = USD) =>
      worstCase(asked({ priceFactor: factor }), facts(of)).amounts.money
    expect(money(1)).toBe(1_500_000)
    expect(money(2)).toBe(3_000_000)
    expect(money(1.1)).toBe(1_650_000)
    expect(money(1, price({ ...USD.prices, request: 7_000_000_000 }))).toBe(8_500_000)
  })

  test('nothing but the request where nothing is charged at all', () => {
    const { amounts } = worstCase(plain, facts(undefined, { metered: false }))
    expect(amounts).toMatchObject({ money: 0, requests: 1, tokens: 0, concurrent: 1 })
  })
})

const NONE = { text: 0, image: 0, audio: 0 }

describe('how much comes out when the call does not say', () => {
  const open = asked({ outputTokens: undefined })
  const bound = (maxOutputTokens: number | undefined, contextTokens?: number, of = open) => {
    const limits = { maxOutputTokens, contextTokens }
    const { amounts, outputCap } = worstCase(of, facts(USD, { limits }))
    return [amounts.output, outputCap]
  }

  test('the most the model can write, if that is less than the clamp', () => {
    expect(bound(16_384)).toEqual([16_384, undefined])
    expect(bound(32_000)).toEqual([32_000, undefined])
  })

  test('else the clamp, which is then put into the call', () => {
    expect(bound(128_000)).toEqual([32_000, 32_000])
    expect(bound(undefined)).toEqual([32_000, 32_000])
  })

  test('where the call has no place for it, the most the model can write', () => {
    const fixed = asked({ outputTokens: undefined, takesOutputCap: false })
    expect(bound(128_000, undefined, fixed)).toEqual([128_000, undefined])
    expect(bound(undefined, undefined, fixed)).toEqual([32_000, undefined])
  })

  test('a clamp leaves room for what goes in', () => {
    expect(bound(undefined, 20_000)).toEqual([19_000, 19_000])
    const large = asked({ outputTokens: undefined, input: { ...NONE, text: 19_500 } })
    expect(bound(undefined, 20_000, large)).toEqual([5000, 5000])
  })

  test('nor is it less than the thinking that the call sets aside', () => {
    const thinks = asked({ outputTokens: undefined, thinkingTokens: 40_000 })
    expect(bound(65_536, undefined, thinks)).toEqual([41_024, 41_024])
  })

  test('what the call says itself stands, however large', () => {
    expect(bound(16_384, 100_000, asked({ outputTokens: 64_000 }))).toEqual([64_000, undefined])
    expect(bound(16_384, 100_000, asked({ outputTokens: 0 }))).toEqual([0, undefined])
  })
})

describe('what goes in beside what stands in the call', () => {
  test('stored history and files: as much as the model can hold', () => {
    const limits = { maxOutputTokens: undefined, contextTokens: 200_000 }
    const open = asked({ inputIsOpen: true })
    expect(worstCase(open, facts(USD, { limits })).amounts.input).toBe(200_000)
    expect(worstCase(open, facts(USD)).amounts.input).toBe(1_048_576)
    const larger = asked({ inputIsOpen: true, input: { ...NONE, text: 300_000 } })
    expect(worstCase(larger, facts(USD, { limits })).amounts.input).toBe(300_000)
  })

  test('each use of a tool reads everything again, with what the tools brought', () => {
    const input = (more: Partial<AskedTool>, contextTokens?: number) =>
      worstCase(
        asked({ tools: [tool(more)] }),
        facts(USD, { limits: { maxOutputTokens: undefined, contextTokens } }),
      ).amounts.input
    expect(input({ uses: 1 })).toBe(2000)
    expect(input({ uses: 2, tokensPerUse: 500 })).toBe(3 * 1000 + 500 + 1000)
    expect(input({ uses: 4, tokensPerUse: 500 }, 2000)).toBe(5 * 1000 + 500 + 3 * 1000)
    expect(input({ uses: 1e9, tokensPerUse: 1e9 })).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER)
  })

  test('flat prices of tools, by the use and once', () => {
    const money = (tools: AskedTool[], of = USD) =>
      worstCase(asked({ tools, input: NONE, outputTokens: 0 }), facts(of)).amounts.money
    expect(money([tool({ uses: 3, nanoUsdPerUse: 10_000_000 })])).toBe(30_000_000)
    expect(money([tool({ tool: 'codeExecution', uses: 9, nanoUsdOnce: 30_000_000 })])).toBe(
      30_000_000,
    )
    const searches = price({ ...USD.prices, searches: 25_000_000_000 })
    expect(money([tool({ uses: 2, nanoUsdPerUse: 10_000_000 })], searches)).toBe(50_000_000)
    expect(money([tool({ tool: 'fileSearch', uses: 2, nanoUsdPerUse: 1_000 })], searches)).toBe(
      2_000,
    )
  })
})

describe('a price that nobody knows', () => {
  const of = (unknownPrice: Settings['unknownPrice'], known?: Price) => {
    const { amounts, price: state } = worstCase(plain, facts(known, { settings: { unknownPrice } }))
    return [state, amounts.money]
  }

  test('is refused, counted in tokens only, or assumed, as the administrator chose', () => {
    expect(of('refuse')).toEqual(['unknown', 0])
    expect(of('tokensOnly')).toEqual(['uncounted', 0])
    expect(of('assume')).toEqual(['assumed', 1000 * 10_000 + 100 * 40_000])
  })

  test('one that does not cover what is asked is not known either', () => {
    expect(of('refuse', price({ input: 1_000 }))).toEqual(['unknown', 0])
    expect(of('assume', price({ input: 1_000 }))[0]).toBe('assumed')
  })

  test('free on purpose is known, and costs nothing', () => {
    expect(of('refuse', { ...USD, free: true })).toEqual(['free', 0])
    expect(worstCase(plain, facts(undefined, { free: true }))).toMatchObject({
      price: 'free',
      amounts: { money: 0, tokens: 1100 },
    })
  })
})

describe('no call that keeps to what it asked for costs more than its worst case', () => {
  const ROWS = [
    ['openai', 'gpt-5.5'],
    ['openai', 'gpt-4o'],
    ['openai', 'gpt-image-1'],
    ['openai', 'gpt-realtime'],
    ['anthropic', 'claude-sonnet-4-5'],
    ['anthropic', 'claude-opus-5-5'],
    ['gemini', 'gemini-2.5-pro'],
    ['gemini', 'gemini-2.5-flash'],
  ] as const
  const listed = ROWS.map(([provider, model]) => listPrice(provider, null, model, AT)).filter(
    (row) => row !== undefined,
  )
  const unit = fc.oneof(fc.nat(100_000_000), fc.double({ min: 0, max: 1e7, noNaN: true }))
  const prices = fc.record(
    {
      cachedRead: unit,
      cacheWrite5m: unit,
      cacheWrite1h: unit,
      reasoning: unit,
      audioInput: unit,
      audioOutput: unit,
      imageInput: unit,
      imageOutput: unit,
      searches: unit,
      request: unit,
    },
    { requiredKeys: [] },
  )
  const anyRow = fc
    .record({
      input: unit,
      output: unit,
      more: prices,
      tiers: fc.array(fc.record({ aboveInputTokens: fc.nat(50_000), prices }), { maxLength: 3 }),
    })
    .map(({ input, output, more, tiers }) => price({ input, output, ...more }, tiers))
  const row = fc.oneof(fc.constantFrom(...listed), anyRow)

  /** Parts of a whole, in random proportions that use up at most all of it. */
  const shares = (count: number) => fc.array(fc.nat(100), { minLength: count, maxLength: count })
  const split = (whole: number, parts: number[]) => {
    const sum = Math.max(
      100,
      parts.reduce((a, b) => a + b, 0),
    )
    return parts.map((part) => Math.floor((whole * part) / sum))
  }

  const call = fc.record({
    text: fc.nat(300_000),
    image: fc.nat(20_000),
    audio: fc.nat(20_000),
    outputTokens: fc.option(fc.nat(100_000), { nil: undefined }),
    answers: fc.integer({ min: 1, max: 8 }),
    cacheWrites: fc.constantFrom('none', 'short', 'long'),
    makesAudio: fc.boolean(),
    makesImages: fc.boolean(),
    uses: fc.nat(5),
    shares: fc.tuple(shares(4), shares(4), shares(4), shares(4)),
  })

  test('for any price, any split of what goes in and any of what comes out', () => {
    fc.assert(
      fc.property(row, call, (of, wish) => {
        const { text, image, audio, uses } = wish
        const wanted = asked({
          ...wish,
          input: { text, image, audio },
          tools: uses > 0 ? [tool({ uses, nanoUsdPerUse: 10_000_000, tokensPerUse: 3000 })] : [],
        })
        const worst = worstCase(wanted, facts(of))
        const usage = usageWithin(wanted, worst.amounts.output, wish.shares)
        const { costNanoUsd } = costOf(usage, of, { free: false })
        expect(worst.price).toBe(of.free ? 'free' : 'known')
        // A search without a price makes a cost unknown; how it is then counted is settled elsewhere.
        if (costNanoUsd === null) expect(usage.searches).toBeGreaterThan(0)
        else expect(worst.amounts.money).toBeGreaterThanOrEqual(costNanoUsd)
        expect(worst.amounts.tokens).toBeGreaterThanOrEqual(tokensIn(usage))
      }),
      { numRuns: 2000 },
    )
  })

  function usageWithin(of: Asked, output: number, parts: number[][]): Usage {
    const steps = 1 + of.tools.reduce((sum, { uses }) => sum + uses, 0)
    const [texts = [], images = [], sounds = [], outs = []] = parts
    const cached = (whole: number, by: number[]) => {
      const [input = 0, cachedRead = 0, short = 0, long = 0] = split(whole, by)
      return {
        input: input + (of.cacheWrites === 'none' ? short : 0),
        cachedRead: cachedRead + (of.cacheWrites === 'long' ? 0 : long),
        cacheWrite5m: of.cacheWrites === 'none' ? 0 : short,
        cacheWrite1h: of.cacheWrites === 'long' ? long : 0,
      }
    }
    const plainText = cached(of.input.text * steps, texts)
    const [imageInput = 0, imageCached = 0] = split(of.input.image * steps, images)
    const [audioInput = 0, audioCached = 0] = split(of.input.audio * steps, sounds)
    const [written = 0, reasoning = 0, spoken = 0, painted = 0] = split(output, outs)
    return usageOf({
      ...plainText,
      cachedRead: plainText.cachedRead + imageCached + audioCached,
      imageInput,
      audioInput,
      output: written + (of.makesAudio ? 0 : spoken) + (of.makesImages ? 0 : painted),
      reasoning,
      audioOutput: of.makesAudio ? spoken : 0,
      imageOutput: of.makesImages ? painted : 0,
      searches: steps - 1,
    })
  }

  const tokensIn = ({ images, audioMs, characters, searches, ...tokens }: Usage) =>
    Object.values(tokens).reduce((sum, count) => sum + count, 0)

  test('nor at the assumed price', () => {
    fc.assert(
      fc.property(call, fc.nat(200), fc.nat(200), (wish, into, out) => {
        const { text, image, audio } = wish
        const wanted = asked({ ...wish, input: { text, image, audio } })
        const settings = {
          unknownPrice: 'assume' as const,
          assumedInputUsdPerMTok: into / 7,
          assumedOutputUsdPerMTok: out / 3,
        }
        const { amounts } = worstCase(wanted, facts(undefined, { settings }))
        const usage = usageWithin(wanted, amounts.output, wish.shares)
        const { costNanoUsd } = costOf(usage, assumedPrice(settings), { free: false })
        expect(amounts.money).toBeGreaterThanOrEqual(costNanoUsd ?? Number.NaN)
      }),
      { numRuns: 500 },
    )
  })
})
