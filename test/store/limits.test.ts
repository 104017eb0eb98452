import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Limit, newLimit } from '../../proxy/contract/limits.ts'
import { type Db, openDb } from '../../proxy/store/db.ts'
import {
  endRaise,
  findLimit,
  insertClear,
  insertLimit,
  insertRaise,
  insertTopUp,
  limitState,
  listLimits,
  raisesOf,
  removeLimit,
  restoreLimit,
  topUpsOf,
  updateLimit,
} from '../../proxy/store/limits.ts'
import { addMember } from './support.ts'

let db: Db

beforeEach(() => {
  db = openDb(':memory:')
  addMember(db, 'mem_a', 'Ana')
})
afterEach(() => db.close())

const PER_DAY = { kind: 'fixed', every: 'day' } as const

function limit(id: string, part: Partial<Limit> = {}): Limit {
  return {
    ...newLimit.parse({
      level: 'workspace',
      metric: 'money',
      window: PER_DAY,
      size: 5_000_000_000,
    }),
    ...{ id, createdAt: 1000 },
    ...part,
  }
}

const raise = (id: string, until: number, memberId: string | null = null) => ({
  ...{ id, limitId: 'lim_a', memberId, size: 10, until, note: '', createdAt: 2000 },
})

test('a limit comes back as it was put in, every kind of window and action', () => {
  const kept = [
    limit('lim_a'),
    limit('lim_b', { window: { kind: 'sliding', seconds: 3600 }, each: true, warnAtPercent: null }),
    limit('lim_c', {
      ...{ level: 'member', subjectId: 'mem_a', metric: 'requests', size: 60 },
      window: { kind: 'bucket', seconds: 60, burst: 10 },
      scope: { models: ['gpt-5*'], providers: ['openai'], endpoints: ['images.*'] },
      action: { kind: 'downgrade', model: 'gpt-5-nano' },
    }),
    limit('lim_d', { window: { kind: 'never' }, action: { kind: 'warn' }, note: 'pot' }),
  ]
  for (const each of kept) insertLimit(db, each)
  expect(listLimits(db)).toEqual(kept)
})

test('the largest size and the smallest money are kept to the last unit', () => {
  insertLimit(db, limit('lim_a', { size: Number.MAX_SAFE_INTEGER }))
  insertLimit(db, limit('lim_b', { size: 1 }))
  expect(listLimits(db).map(({ size }) => size)).toEqual([9_007_199_254_740_991, 1])
})

test('a change touches only what it names', () => {
  insertLimit(db, limit('lim_a', { note: 'before' }))
  updateLimit(db, { id: 'lim_a' })
  updateLimit(db, { id: 'lim_a', size: 7, warnAtPercent: null, window: { kind: 'never' } })
  expect(listLimits(db)).toEqual([
    limit('lim_a', { note: 'before', size: 7, warnAtPercent: null, window: { kind: 'never' } }),
  ])
})

test('a removed limit is in no list and holds nobody, and comes back with its pot and raises', () => {
  insertLimit(db, limit('lim_a'))
  insertRaise(db, raise('rai_a', 9000))
  insertTopUp(db, { id: 'top_a', limitId: 'lim_a', amount: 3, note: '', createdAt: 1 })
  insertClear(db, { limitId: 'lim_a', memberId: null, at: 5 })
  const before = limitState(db, 3000)
  removeLimit(db, 'lim_a', 4000)
  expect(limitState(db, 3000)).toEqual({ limits: [], raises: [], topUps: [], clears: [] })
  expect(findLimit(db, 'lim_a')).toMatchObject({ removedAt: 4000 })
  restoreLimit(db, 'lim_a')
  expect(limitState(db, 3000)).toEqual(before)
  expect(before).toMatchObject({
    ...{ limits: [{ id: 'lim_a' }], raises: [{ id: 'rai_a' }] },
    ...{ topUps: [{ amount: 3 }], clears: [{ at: 5 }] },
  })
})

test('a raise counts until its moment, or until it is ended, and stays in the history', () => {
  insertLimit(db, limit('lim_a'))
  insertRaise(db, raise('rai_a', 5000))
  insertRaise(db, raise('rai_b', 9000, 'mem_a'))
  const lasting = (now: number) => limitState(db, now).raises.map(({ id }) => id)
  expect([lasting(4999), lasting(5000), lasting(9000)]).toEqual([['rai_a', 'rai_b'], ['rai_b'], []])
  endRaise(db, 'rai_b', 6000)
  endRaise(db, 'rai_a', 6000)
  expect(lasting(6000)).toEqual([])
  expect(raisesOf(db, 'lim_a').map(({ id, until }) => [id, until])).toEqual([
    ['rai_a', 5000],
    ['rai_b', 6000],
  ])
})

test('of several clears the last one of each counter counts; top-ups all do', () => {
  insertLimit(db, limit('lim_a'))
  for (const at of [10, 30, 20]) insertClear(db, { limitId: 'lim_a', memberId: null, at })
  insertClear(db, { limitId: 'lim_a', memberId: 'mem_a', at: 15 })
  for (const id of ['top_a', 'top_b'])
    insertTopUp(db, { id, limitId: 'lim_a', amount: 4, note: id, createdAt: 1 })
  const { clears, topUps } = limitState(db, 0)
  expect(new Map(clears.map(({ memberId, at }) => [memberId, at]))).toEqual(
    new Map([
      [null, 30],
      ['mem_a', 15],
    ]),
  )
  expect(topUps).toEqual(topUpsOf(db, 'lim_a'))
  expect(topUps.map(({ amount }) => amount)).toEqual([4, 4])
})
