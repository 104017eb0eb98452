import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { type LimitStanding, newLimit } from '../../proxy/contract/limits.ts'
import {
  byTightness,
  exactWords,
  limitWords,
  resetWords,
  scopeWords,
  whoWords,
} from '../../renderer/pages/limits/limitWords.ts'
import { tightestFor } from '../../renderer/pages/limits/tightest.ts'
import { quotaTone } from '../../renderer/ui/QuotaBar.tsx'
import { startWords } from '../../renderer/words/words.ts'

const NOW = Date.parse('2026-11-25T20:48:00Z')

function standing(part: object = {}, figures: Partial<LimitStanding> = {}): LimitStanding {
  const limit = newLimit.parse({
    level: 'workspace',
    metric: 'money',
    window: { kind: 'fixed', every: 'day' },
    size: 5e9,
    ...part,
  })
  return {
    limit: { ...limit, id: 'lim_1', createdAt: 0 },
    subjectName: '',
    memberId: null,
    ...{ size: limit.size, used: 0, reserved: 0, left: limit.size },
    ...{ windowStartedAt: null, resetsAt: null, raisedUntil: null },
    ...figures,
  }
}

beforeAll(startWords)
const t = () => i18next.getFixedT('en', 'limits')

test('a limit reads as one would say it', () => {
  const words = (part: object) => limitWords(t(), standing(part).limit)
  expect(words({})).toBe('$5 a day')
  expect(words({ metric: 'requests', size: 1000, window: { kind: 'fixed', every: 'hour' } })).toBe(
    '1,000 requests an hour',
  )
  expect(
    words({ metric: 'requests', size: 60, window: { kind: 'bucket', seconds: 60, burst: 10 } }),
  ).toBe('60 requests every 1\u00a0m, 10 at once')
  expect(words({ metric: 'concurrent', size: 4, window: { kind: 'never' } })).toBe(
    '4 calls at a time',
  )
  expect(words({ window: { kind: 'never' } })).toBe('$5 prepaid')
})

test('where sums must add up, nothing is rounded', () => {
  expect(exactWords(t(), 'money', 31_500)).toBe('$0.0000315')
  expect(exactWords(t(), 'tokens', 123_456)).toBe('123,456 tokens')
  expect(exactWords(t(), 'seconds', 1500)).toBe('1,500\u00a0ms')
})

test('whom it is about and which calls it counts', () => {
  const { limit } = standing({ level: 'team', subjectId: 'tea_1', each: true })
  expect(whoWords(t(), limit, 'App')).toBe('Each member of App')
  expect(whoWords(t(), standing({ each: true }).limit, '')).toBe('Each member')
  expect(scopeWords(t(), limit.scope)).toBe('All calls')
  expect(scopeWords(t(), { models: ['gpt-5*'], providers: ['openai'], endpoints: [] })).toBe(
    'gpt-5* · OpenAI',
  )
})

test('when it resets is told in the zone of the workspace, with the time left', () => {
  const midnight = Date.parse('2026-11-26T00:00:00+01:00')
  const told = resetWords(t(), standing({}, { resetsAt: midnight }), NOW, 'Europe/Madrid')
  expect(told).toBe('resets 00:00 (2\u00a0h\u00a012\u00a0m)')
  expect(resetWords(t(), standing({ window: { kind: 'never' } }), NOW, 'UTC')).toBe('never resets')
})

test('a bar is full when calls in flight would fill it', () => {
  const tone = (used: number, reserved: number) =>
    quotaTone({ used, reserved, size: 100, warnAtPercent: 80 })
  expect([tone(0, 0), tone(79, 0), tone(79, 1), tone(80, 19), tone(80, 20)]).toEqual([
    'ok',
    'ok',
    'warn',
    'warn',
    'bad',
  ])
})

test('the tightest counter is that of the member, their team or everybody, not of others', () => {
  const everybody = standing({}, { used: 1e9 })
  const ana = standing({ each: true }, { used: 2e9, memberId: 'mem_ana' })
  const ben = standing({ each: true }, { used: 4e9, memberId: 'mem_ben' })
  const app = standing({ level: 'team', subjectId: 'tea_app' }, { used: 3e9 })
  const token = standing({ level: 'token', subjectId: 'tok_1' }, { used: 5e9 })
  const all = [everybody, ana, ben, app, token]
  expect(tightestFor({ id: 'mem_ana', teamId: null }, all)).toBe(ana)
  expect(tightestFor({ id: 'mem_ana', teamId: 'tea_app' }, all)).toBe(app)
  expect(tightestFor({ id: 'mem_cleo', teamId: null }, all)).toBe(everybody)
  expect(all.toSorted(byTightness)[0]).toBe(token)
})
