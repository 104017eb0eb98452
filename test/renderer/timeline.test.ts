import { describe, expect, test } from 'vitest'
import type { CallRecord } from '../../proxy/contract/calls.ts'
import {
  addOlder,
  CACHED_PAGES,
  callAt,
  dropFar,
  flow,
  missing,
  PAGE_SIZE,
  PLACEHOLDERS,
  refill,
  rowCount,
  rowOf,
  startTimeline,
  type Timeline,
  takeLive,
} from '../../renderer/pages/activity/timeline.ts'
import { sampleCall } from './sampleCall.ts'

const call = (at: number, part = {}) =>
  sampleCall({ id: `call_${String(at).padStart(6, '0')}`, startedAt: at, ...part })
/** Calls from `newest` down to `oldest`. */
const stretch = (newest: number, oldest: number) =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => call(newest - index))
const all = () => true
/** A page as the service answers it; `more`: older ones follow. */
const answer = (calls: CallRecord[], more: boolean) => ({
  calls,
  next: more ? (calls.at(-1)?.id ?? null) : null,
  lookedBackTo: null,
})
const begin = (calls: CallRecord[], more: boolean) => startTimeline(answer(calls, more))
const rowTimes = (timeline: Timeline, rows: number[]) =>
  rows.map((row) => callAt(timeline, row)?.startedAt)

describe('an anchored list', () => {
  test('keeps every row where it is and counts what waits', () => {
    const before = begin(stretch(10, 1), false)
    const after = takeLive(before, [call(11), call(12)], { flowing: false, belongs: all })
    expect(rowTimes(after, [0, 9])).toEqual([10, 1])
    expect(after.waiting.length).toBe(2)
  })

  test('updates a running row in place', () => {
    const running = call(5, { outcome: 'open', status: null })
    const before = begin([call(6), running, call(4)], false)
    const after = takeLive(before, [call(5)], { flowing: false, belongs: all })
    expect(callAt(after, 1)?.outcome).toBe('ok')
    expect(after.waiting).toEqual([])
  })

  test('counts a waiting call once, however often it changes', () => {
    let timeline = begin([], false)
    for (const outcome of ['open', 'ok'] as const) {
      timeline = takeLive(timeline, [call(1, { outcome })], { flowing: false, belongs: all })
    }
    expect(timeline.waiting.map((one) => one.outcome)).toEqual(['ok'])
  })

  test('lets the waiting calls in, newest first, on return', () => {
    const held = takeLive(begin(stretch(3, 1), false), [call(5), call(4)], {
      flowing: false,
      belongs: all,
    })
    const after = flow(held, all)
    expect(rowTimes(after, [0, 1, 2, 3, 4])).toEqual([5, 4, 3, 2, 1])
    expect(after.waiting).toEqual([])
  })
})

describe('a flowing list', () => {
  test('takes new calls at the top and leaves out what the filter does not want', () => {
    const after = takeLive(begin([call(1)], false), [call(2), call(3)], {
      flowing: true,
      belongs: ({ startedAt }) => startedAt !== 2,
    })
    expect(rowTimes(after, [0, 1, 2])).toEqual([3, 1, undefined])
  })

  test('stays short, and asks for older calls again when scrolled', () => {
    let timeline = begin(stretch(200, 1), false)
    timeline = takeLive(timeline, stretch(500, 201), { flowing: true, belongs: all })
    expect(rowCount(timeline)).toBe(PAGE_SIZE + PLACEHOLDERS)
    expect(missing(timeline, 190, 210)).toEqual({ kind: 'older', before: call(301).id })
  })

  test('leaves calls that began before the newest page to that page', () => {
    const timeline = addOlder(begin(stretch(20, 11), true), call(11).id, answer([call(9)], false))
    const after = takeLive(timeline, [call(10)], { flowing: true, belongs: all })
    expect(rowCount(after)).toBe(11)
  })
})

describe('the pages in memory', () => {
  const long = () => {
    let timeline = begin(stretch(10_000, 9_801), true)
    for (let newest = 9_800; newest > 4_000; newest -= PAGE_SIZE) {
      const before = call(newest + 1).id
      timeline = addOlder(timeline, before, answer(stretch(newest, newest - PAGE_SIZE + 1), true))
    }
    return timeline
  }

  test('are at most twenty, and the rows keep their places', () => {
    const timeline = long()
    const dropped = dropFar(timeline, 5_900)
    expect(dropped.pages.filter((page) => page.calls).length).toBe(CACHED_PAGES)
    expect(rowCount(dropped)).toBe(rowCount(timeline))
    expect(callAt(dropped, 5_900)).toEqual(callAt(timeline, 5_900))
    expect(callAt(dropped, 250)).toBeUndefined()
  })

  test('are fetched again where they began', () => {
    const timeline = long()
    const dropped = dropFar(timeline, 5_900)
    expect(missing(dropped, 250, 280)).toEqual({
      ...{ kind: 'page', before: call(9_801).id, length: PAGE_SIZE },
    })
    const whole = refill(dropped, call(9_801).id, stretch(9_800, 9_601))
    expect(callAt(whole, 250)).toEqual(callAt(timeline, 250))
    expect(missing(whole, 250, 280)).toBeUndefined()
  })

  test('are not doubled when an answer comes twice', () => {
    const timeline = addOlder(begin(stretch(4, 3), true), call(3).id, answer([call(2)], true))
    expect(addOlder(timeline, call(3).id, answer([call(2)], true))).toBe(timeline)
  })

  test('tell the row of a call', () => {
    expect(rowOf(long(), call(9_000).id)).toBe(1_000)
    expect(rowOf(long(), 'call_gone')).toBeUndefined()
  })
})

describe('a search that goes on in parts', () => {
  const part = (calls: CallRecord[], next: string | null, lookedBackTo: number | null) => ({
    ...{ calls, next, lookedBackTo },
  })

  test('makes one page of its parts, and keeps no place for what it may not find', () => {
    let timeline = startTimeline(part([call(9)], 'call_a', 5))
    expect(rowCount(timeline)).toBe(1)
    expect(missing(timeline, 0, 60)).toEqual({ kind: 'older', before: 'call_a' })
    timeline = addOlder(timeline, 'call_a', part([], 'call_b', 4))
    timeline = addOlder(timeline, 'call_b', part([call(3)], null, null))
    expect(timeline.pages.map(({ length }) => length)).toEqual([2])
    expect(rowTimes(timeline, [0, 1])).toEqual([9, 3])
    expect(missing(timeline, 0, 60)).toBeUndefined()
  })

  test('goes on from nothing at all', () => {
    const timeline = startTimeline(part([], 'call_a', 5))
    expect(rowCount(timeline)).toBe(0)
    expect(missing(timeline, 0, 60)).toEqual({ kind: 'older', before: 'call_a' })
  })

  test('begins a new page once one is full', () => {
    let timeline = startTimeline(part(stretch(300, 151), 'call_a', 150))
    timeline = addOlder(timeline, 'call_a', part(stretch(150, 51), 'call_b', 50))
    expect(timeline.pages.map(({ length, before }) => [length, before])).toEqual([
      [150, null],
      [100, 'call_a'],
    ])
  })
})
