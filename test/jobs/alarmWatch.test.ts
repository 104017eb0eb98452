import { expect, test } from 'vitest'
import { defaultRule } from '../../proxy/contract/alarmRules.ts'
import type { Finding } from '../../proxy/contract/alarms.ts'
import { watchAlarms } from '../../proxy/jobs/alarmWatch.ts'
import type { SeenCall } from '../../proxy/policy/alarms/detector.ts'
import type { WatchMemory } from '../../proxy/policy/alarms/watch.ts'
import { call, MINUTE, MONDAY, many, watchOf } from '../policy/alarms/support.ts'

function rig() {
  const raised: Finding[] = []
  const waiting: SeenCall[] = []
  const asked = { recalled: 0, givenUp: 0 }
  let answer = (_: WatchMemory) => {}
  let fail = (_: Error) => {}
  const job = watchAlarms({
    ...{ now: () => MONDAY, zone: () => 'UTC', rule: defaultRule, lessons: () => () => undefined },
    quotas: () => [],
    raise: (finding) => void raised.push(finding),
    takeCalls: () => waiting.splice(0),
    takeStrangers: () => ({ wrongTokens: [], decoys: [] }),
    recall() {
      asked.recalled++
      const memory = new Promise<WatchMemory>((resolve, reject) => {
        answer = resolve
        fail = reject
      })
      const giveUp = async () => {
        asked.givenUp++
        fail(new Error('given up'))
      }
      return { memory, giveUp }
    },
  })
  return {
    job,
    raised,
    waiting,
    asked,
    remember: () => answer(watchOf().memory),
    break: () => fail(new Error('x')),
  }
}

test('calls wait until what came before is known, and none is lost', async () => {
  const { job, raised, waiting, remember } = rig()
  waiting.push(...many(25, MONDAY, 5 * MINUTE, { prompt: 1 }))
  const first = job.run()
  await new Promise((later) => setImmediate(later))
  expect(waiting).toHaveLength(25)
  remember()
  await first
  expect(raised.map(({ kind }) => kind)).toEqual(['runawayAgent'])
})

test('more calls than fit in a slice are looked at with pauses, in their order', async () => {
  const { job, raised, waiting, remember } = rig()
  const first = job.run()
  remember()
  await first
  waiting.push(...many(1000, MONDAY, 9 * MINUTE), call(MONDAY + 9 * MINUTE))
  for (const one of waiting) one.prompt = 1
  await job.run()
  expect(raised.map(({ evidence }) => evidence.value)).toEqual([
    20, 30, 45, 68, 102, 153, 230, 345, 518, 777,
  ])
})

test('a look back that fails is tried again; one that is under way is given up at the end', async () => {
  const first = rig()
  const run = first.job.run()
  first.break()
  await expect(run).rejects.toThrow('x')
  const again = first.job.run()
  first.remember()
  await again
  expect(first.asked).toEqual({ recalled: 2, givenUp: 0 })
  await first.job.stop()
  expect(first.asked.givenUp).toBe(0)

  const second = rig()
  const waits = second.job.run()
  await second.job.stop()
  await waits
  expect(second.asked).toEqual({ recalled: 1, givenUp: 1 })
})
