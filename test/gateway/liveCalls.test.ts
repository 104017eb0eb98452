import { expect, test } from 'vitest'
import type { Call } from '../../proxy/gateway/call.ts'
import { Ending } from '../../proxy/gateway/ending.ts'
import { LiveCalls } from '../../proxy/gateway/liveCalls.ts'

const MINUTE = 60_000
const NOON = Date.UTC(2026, 10, 21, 12)
const MIDNIGHT = Date.UTC(2026, 10, 22)

/** As much of a call as its figures look at. */
const callOf = (teamId: string | null, streamed = false) =>
  ({ caller: { memberId: `mem of ${teamId}`, teamId }, streamed }) as unknown as Call

const over = (teamId: string | null, part: { failed?: boolean; firstByteMs?: number } = {}) => ({
  ...{ endedAt: NOON, failed: part.failed ?? false, firstByteMs: part.firstByteMs ?? null, teamId },
})

test('the figures of a team count its calls only, and all of them together count everybody’s', () => {
  const calls = new LiveCalls(() => MIDNIGHT)
  calls.seed(
    NOON,
    [
      { teamId: 'app', calls: 2, spendNanoUsd: 20, unpriced: 0 },
      { teamId: null, calls: 1, spendNanoUsd: 5, unpriced: 1 },
    ],
    [{ ...over('app', { firstByteMs: 100 }), endedAt: NOON - MINUTE }],
  )
  const open = callOf('app', true)
  calls.begin(open)
  calls.begin(callOf('research'))
  const ended = callOf('research')
  calls.begin(ended)
  calls.finish(ended, over('research', { failed: true, firstByteMs: 300 }), 7)

  expect(calls.figures(NOON, 'app')).toMatchObject({
    ...{ inFlight: 1, streaming: 1, callsToday: 2, spendTodayNanoUsd: 20, unpricedToday: 0 },
    ...{ callsLastHour: 1, errorsLastHour: 0, firstByteMedianMs: 100 },
  })
  expect(calls.figures(NOON, 'research')).toMatchObject({
    ...{ inFlight: 1, streaming: 0, callsToday: 1, spendTodayNanoUsd: 7 },
    ...{ callsLastHour: 1, errorsLastHour: 1, firstByteMedianMs: 300 },
  })
  expect(calls.figures(NOON)).toMatchObject({
    ...{ inFlight: 2, streaming: 1, callsToday: 4, spendTodayNanoUsd: 32, unpricedToday: 1 },
    ...{ callsLastHour: 2, errorsLastHour: 1 },
  })
  expect(calls.figures(NOON, 'nobody')).toMatchObject({ inFlight: 0, callsToday: 0 })
})

test('a call that takes too long is ended, and only that one', () => {
  const calls = new LiveCalls(() => MIDNIGHT)
  const begun = (startedAt: number) => ({ ...callOf('app'), startedAt, ending: new Ending() })
  const [old, young] = [begun(NOON - 2 * MINUTE), begun(NOON - MINUTE)]
  for (const call of [old, young]) calls.begin(call)
  calls.endOverdue(NOON - 1, 2 * MINUTE)
  expect(old.ending.reason).toBeUndefined()
  calls.endOverdue(NOON, 2 * MINUTE)
  expect(old.ending.reason).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
  expect(young.ending.reason).toBeUndefined()
})

test('a new day begins at zero for every team', () => {
  const calls = new LiveCalls((at) => (at < MIDNIGHT ? MIDNIGHT : MIDNIGHT + 24 * 60 * MINUTE))
  calls.seed(NOON, [{ teamId: 'app', calls: 2, spendNanoUsd: 20, unpriced: 0 }], [])
  calls.finish(callOf('app'), { ...over('app'), endedAt: MIDNIGHT + 1 }, 3)
  for (const team of ['app', undefined]) {
    expect(calls.figures(MIDNIGHT + 2, team)).toMatchObject({ callsToday: 1, spendTodayNanoUsd: 3 })
  }
})

test('calls of today that are priced anew change the sum of their team', () => {
  const calls = new LiveCalls(() => MIDNIGHT)
  calls.seed(NOON, [{ teamId: 'app', calls: 3, spendNanoUsd: 10, unpriced: 2 }], [])
  calls.repriced([
    { teamId: 'app', spendNanoUsd: 7, unpriced: -1 },
    { teamId: null, spendNanoUsd: 5, unpriced: 0 },
  ])
  expect(calls.figures(NOON, 'app')).toMatchObject({
    ...{ callsToday: 3, spendTodayNanoUsd: 17, unpricedToday: 1 },
  })
  expect(calls.figures(NOON)).toMatchObject({ callsToday: 3, spendTodayNanoUsd: 22 })
})
