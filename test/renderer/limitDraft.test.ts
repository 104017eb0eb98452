import { expect, test } from 'vitest'
import { LIMIT_METRICS, type NewLimit, newLimit } from '../../proxy/contract/limits.ts'
import {
  changeOf,
  draftOf,
  draftProblems,
  EMPTY_DRAFT,
  limitOf,
  toUnits,
} from '../../renderer/pages/limits/limitDraft.ts'
import { splitSeconds } from '../../renderer/pages/limits/limitWords.ts'

const limit = (part: Partial<NewLimit>): NewLimit =>
  newLimit.parse({
    level: 'workspace',
    metric: 'money',
    window: { kind: 'fixed', every: 'day' },
    size: 5e9,
    ...part,
  })

test('an empty form says what is missing before it is a limit', () => {
  expect(draftProblems(EMPTY_DRAFT)).toEqual(['amount'])
  expect(limitOf(EMPTY_DRAFT)).toBeUndefined()
  const nobody = { ...EMPTY_DRAFT, level: 'member' as const, amount: 5 }
  expect(draftProblems(nobody)).toEqual(['subject'])
  const bucket = { ...EMPTY_DRAFT, amount: 5, windowKind: 'bucket' as const, time: undefined }
  expect(draftProblems(bucket)).toEqual(['time', 'burst'])
  expect(draftProblems({ ...EMPTY_DRAFT, amount: 5, action: 'downgrade' })).toEqual(['downgradeTo'])
})

test('dollars become whole nano-dollars without a rest', () => {
  expect(toUnits('money', 0.1)).toBe(100_000_000)
  expect(toUnits('money', 19.99)).toBe(19_990_000_000)
  expect(toUnits('seconds', 90)).toBe(90_000)
  expect(toUnits('requests', 1000)).toBe(1000)
})

test.each([
  limit({}),
  limit({
    each: true,
    scope: { models: ['gpt-5*'], providers: ['openai'], endpoints: ['images.*'] },
  }),
  limit({ level: 'team', subjectId: 'tea_1', window: { kind: 'sliding', seconds: 5400 } }),
  limit({ window: { kind: 'bucket', seconds: 60, burst: 250_000_000 }, action: { kind: 'warn' } }),
  limit({ window: { kind: 'never' }, warnAtPercent: null, note: 'pot' }),
  limit({ action: { kind: 'downgrade', model: 'gpt-5-nano' } }),
  ...LIMIT_METRICS.map((metric) =>
    limit({ metric, size: 2000, ...(metric === 'concurrent' && { window: { kind: 'never' } }) }),
  ),
])('a limit opened in the form and saved unchanged is the same limit (%#)', (stored) => {
  expect(limitOf(draftOf(stored))).toEqual(stored)
})

test('calls in flight know no window, whatever was chosen before', () => {
  const draft = {
    ...EMPTY_DRAFT,
    metric: 'concurrent' as const,
    amount: 4,
    windowKind: 'sliding' as const,
  }
  expect(limitOf(draft)?.window).toEqual({ kind: 'never' })
})

test('a change leaves out whom the limit is about', () => {
  const stored = { ...limit({}), id: 'lim_1', createdAt: 1 }
  const change = changeOf(stored, { ...draftOf(stored), amount: 7 })
  expect(change).toMatchObject({ id: 'lim_1', size: 7e9 })
  expect(Object.keys(change ?? {})).not.toContain('level')
})

test('a length of time is shown in the largest unit that divides it', () => {
  expect(splitSeconds(3600)).toEqual({ count: 1, unit: 'hours' })
  expect(splitSeconds(90)).toEqual({ count: 90, unit: 'seconds' })
  expect(splitSeconds(5400)).toEqual({ count: 90, unit: 'minutes' })
  expect(splitSeconds(172_800)).toEqual({ count: 2, unit: 'days' })
})
