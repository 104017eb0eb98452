import { expect, test } from 'vitest'
import { LIMIT_PRESETS } from '../../proxy/contract/limits.ts'
import { amountWords, exactUsd, limitWords, scopeWords } from '../../proxy/contract/limitWords.ts'

test('the ready-made limits say what they are', () => {
  expect(LIMIT_PRESETS.map((limit) => [limitWords(limit), limit.each])).toEqual([
    ['1,000 requests an hour', true],
    ['$5.00 a day', true],
    ['$50.00 a month', true],
    ['16 calls at a time', true],
    ['60 requests every minute, 20 requests at once', true],
    ['1,000,000 tokens in any hour', true],
    ['50 images a day', true],
    ['$500.00 a month', false],
    ['$100.00 prepaid', false],
  ])
})

test('money is said to the last nano-dollar', () => {
  const shown = [0, 1, 5_000_000_000, 100_000_000, 1_234_567_890_000, 9_007_199_254_740_991, -1]
  expect(shown.map(exactUsd)).toEqual([
    ...['$0.00', '$0.000000001', '$5.00', '$0.10', '$1,234.56789'],
    ...['$9,007,199.254740991', '-$0.000000001'],
  ])
})

test('amounts are in people’s units, times in the largest that divides them', () => {
  expect([amountWords('seconds', 1500), amountWords('images', 1)]).toEqual([
    '1.5 seconds of sound',
    '1 image',
  ])
  const every = (seconds: number) =>
    limitWords({ metric: 'input', size: 2000, window: { kind: 'sliding', seconds } })
  expect([every(90), every(7200), every(604_800)]).toEqual([
    '2,000 input tokens in any 90 seconds',
    '2,000 input tokens in any 2 hours',
    '2,000 input tokens in any week',
  ])
})

test('an empty scope is everything', () => {
  expect(scopeWords({ models: [], providers: [], endpoints: [] })).toBe('everything')
  expect(scopeWords({ models: ['o3*'], providers: ['openai'], endpoints: ['images.*'] })).toBe(
    'o3*, openai, images.*',
  )
})
