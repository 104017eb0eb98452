import { describe, expect, test } from 'vitest'
import type { Admin } from '../../proxy/command/admin.ts'
import { changeOf, type LimitFlags, limitOf, readUnits } from '../../proxy/command/limitFlags.ts'
import { newLimit } from '../../proxy/contract/limits.ts'

/** No flag here names anybody, so nobody is asked for. */
const nobody = {} as Admin
const parsed = async (flags: LimitFlags) => newLimit.parse(await limitOf(nobody, flags))

describe('a limit that cannot be meant', () => {
  test.each<[LimitFlags, string]>([
    [{ requests: '5' }, 'Say in which time'],
    [{ requests: '5', money: '5', per: 'day' }, 'One limit counts one thing'],
    [{ per: 'day' }, 'Say how much of what'],
    [{ requests: '5', per: 'year' }, '--per: minute, hour'],
    [{ requests: '5', per: 'day', prepaid: true }, 'Give one of --per'],
    [{ requests: '5', sliding: '1.5' }, '--sliding: a whole number'],
    [{ requests: '5', bucket: '60' }, 'how much may be taken at once'],
    [{ requests: '5', burst: '60' }, '--burst belongs to --bucket'],
    [{ concurrent: '5', per: 'day' }, 'leave the time out'],
    [{ money: '1e3', per: 'day' }, 'is no amount of money'],
    [{ requests: '5', per: 'day', action: 'downgrade:' }, '--action: refuse, warn or'],
    [{ requests: '5', per: 'day', warnAt: '101' }, '--warn-at: a whole number'],
    [{ requests: '5', per: 'day', provider: ['opnai'] }, '--provider: one of openai'],
    [{ requests: '5', per: 'day', member: 'Ana', team: 'App' }, 'Give one of --member'],
    [{ preset: '99' }, 'ready-made limits 1 to'],
  ])('%j', (flags, words) => expect(limitOf(nobody, flags)).rejects.toThrow(words))
})

test('a ready-made limit is taken as it is, or in part', async () => {
  expect(await parsed({ preset: '2' })).toMatchObject({ metric: 'money', size: 5e9, each: true })
  expect(await parsed({ preset: '2', money: '7.5' })).toMatchObject({
    ...{ size: 7_500_000_000, window: { kind: 'fixed', every: 'day' } },
  })
})

test('calls at a time need no window; a model to go to may hold a colon', async () => {
  const flags = { concurrent: '4', action: 'downgrade:llama3:8b', warnAt: 'never' }
  expect(await parsed(flags)).toMatchObject({
    ...{ window: { kind: 'never' }, action: { kind: 'downgrade', model: 'llama3:8b' } },
    ...{ size: 4, warnAtPercent: null },
  })
})

test('of a change only what was typed is in it', async () => {
  const limit = await parsed({ money: '5', bucket: '60', burst: '2.5', model: ['o3'] })
  expect(changeOf(limit, { money: '6' })).toEqual({ size: 6e9 })
  expect(changeOf(limit, { burst: '3' })).toEqual({
    window: { kind: 'bucket', seconds: 60, burst: 3e9 },
  })
  expect(changeOf(limit, { bucket: '30' })).toEqual({
    window: { kind: 'bucket', seconds: 30, burst: 2.5e9 },
  })
  expect(changeOf(limit, { endpoint: ['chat.*'] })).toEqual({
    scope: { models: ['o3'], providers: [], endpoints: ['chat.*'] },
  })
  expect(changeOf(limit, { everything: true })).toEqual({
    scope: { models: [], providers: [], endpoints: [] },
  })
  expect(() => changeOf(limit, {})).toThrow('Say what to change')
  expect(() => changeOf(limit, { images: '3' })).toThrow('which cannot become images')
})

test('amounts are typed in people’s units', () => {
  expect(readUnits('money', '0.1')).toBe(100_000_000)
  expect(readUnits('seconds', '90.25')).toBe(90_250)
  expect([readUnits('tokens', '500k'), readUnits('tokens', '2M')]).toEqual([500_000, 2_000_000])
  expect(readUnits('requests', '1,000')).toBe(1000)
  for (const [metric, text] of [
    ['requests', '1.5'],
    ['requests', '-1'],
    ['seconds', '0.0001'],
    ['tokens', '1.5M'],
    ['tokens', '10000000000000000'],
    ['money', 'five'],
  ] as const)
    expect(() => readUnits(metric, text)).toThrow('is no amount of')
})
