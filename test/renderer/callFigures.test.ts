import { describe, expect, test } from 'vitest'
import { USAGE_BUCKETS, usageOf } from '../../proxy/contract/calls.ts'
import { pricesFor } from '../../proxy/contract/prices.ts'
import { costOf } from '../../proxy/policy/cost.ts'
import { tokensOf, visibleColumns } from '../../renderer/pages/activity/callColumns.ts'
import { unitPrice } from '../../renderer/pages/activity/callPrice.ts'
import { callState } from '../../renderer/pages/activity/callState.ts'
import { sampleCall } from './sampleCall.ts'

describe('the price of a call', () => {
  const row = {
    id: 'prc_1',
    provider: 'gemini',
    model: 'gemini-3-pro',
    effectiveFrom: 0,
    source: 'list' as const,
    note: '',
    free: false,
    prices: { input: 1_250_000, output: 10_000_000 },
    tiers: [
      { aboveInputTokens: 200_000, prices: { input: 2_500_000 } },
      { aboveInputTokens: 500_000, prices: { input: 5_000_000 } },
    ],
  }

  test('is that of the highest tier which all its input passes', () => {
    expect(pricesFor(usageOf({ input: 200_000 }), row).input).toBe(1_250_000)
    expect(pricesFor(usageOf({ input: 150_000, cachedRead: 50_001 }), row).input).toBe(2_500_000)
    expect(pricesFor(usageOf({ input: 600_000 }), row)).toEqual({
      input: 5_000_000,
      output: 10_000_000,
    })
  })

  test('is written in the unit that price pages use', () => {
    // 1.25 $ per million tokens, 0.006 $ per minute, 0.04 $ per picture.
    expect(unitPrice({ input: 1_250_000 }, 'input')).toEqual({
      nanoUsd: 1_250_000_000,
      unit: 'perMTok',
    })
    expect(unitPrice({ audioMs: 100_000 }, 'audioMs')).toEqual({
      nanoUsd: 6_000_000,
      unit: 'perMinute',
    })
    expect(unitPrice({ images: 40_000_000_000 }, 'images')).toEqual({
      nanoUsd: 40_000_000,
      unit: 'perPiece',
    })
    expect(unitPrice({}, 'input')).toBeUndefined()
  })
})

test('the prices shown add up to what the call was charged', () => {
  const price = {
    id: 'prc_2',
    provider: 'openai',
    model: 'gpt-5',
    effectiveFrom: 0,
    source: 'list' as const,
    note: '',
    free: false,
    prices: { input: 1_250_000, cachedRead: 125_000, output: 10_000_000 },
    tiers: [{ aboveInputTokens: 1000, prices: { output: 15_000_000 } }],
  }
  const usage = usageOf({
    input: 900,
    cachedRead: 400,
    cacheWrite1h: 40,
    output: 200,
    reasoning: 64,
    audioInput: 8,
  })
  const shown = USAGE_BUCKETS.reduce((sum, bucket) => {
    const perMillion = unitPrice(pricesFor(usage, price), bucket)?.nanoUsd ?? 0
    return sum + (usage[bucket] * perMillion) / 1e6
  }, 0)
  const { costNanoUsd } = costOf(usage, price, { free: false })
  expect(Math.round(shown)).toBe(costNanoUsd)
})

describe('a row of the list', () => {
  test('counts tokens, and leaves out what is measured otherwise', () => {
    expect(tokensOf(usageOf({ input: 10, cachedRead: 5, output: 3, reasoning: 2 }))).toBe(20)
    expect(tokensOf(usageOf({ images: 2, audioMs: 900, characters: 70, searches: 1 }))).toBe(0)
  })

  test('gives up the least telling columns first', () => {
    expect(visibleColumns(1000, false)).toContain('first')
    expect(visibleColumns(800, false)).not.toContain('first')
    expect(visibleColumns(700, false)).not.toContain('tokens')
    expect(visibleColumns(580, false)).toEqual(['time', 'status', 'member', 'model', 'cost'])
    expect(visibleColumns(580, true)).not.toContain('member')
  })

  test('has a tone and a word for every way a call can stand', () => {
    const state = (part: object) => callState(sampleCall(part))
    expect(state({ outcome: 'open', streamed: true })).toEqual({
      tone: 'running',
      word: 'state_streaming',
    })
    expect(state({ outcome: 'ok' })).toEqual({ tone: 'ok', word: undefined })
    expect(state({ outcome: 'refused', status: 429 })).toEqual({
      tone: 'warn',
      word: 'state_limit',
    })
    expect(state({ outcome: 'failed', status: 504 })).toEqual({
      tone: 'bad',
      word: 'state_timeout',
    })
    expect(state({ outcome: 'aborted', reason: 'CLIENT_LEFT' })).toEqual({
      tone: 'info',
      word: 'state_left',
    })
    expect(state({ outcome: 'aborted', reason: 'TOKEN_REVOKED' }).word).toBe('state_cut')
    expect(state({ outcome: 'interrupted' }).tone).toBe('bad')
  })
})
