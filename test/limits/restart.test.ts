import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RawAnswer } from '../faults/rawClient.ts'
import type { Team } from '../sdk/team.ts'
import { type Service, startService } from '../support/service.ts'
import {
  addLimit,
  ask,
  costOfAll,
  MOST_WORDS,
  numbers,
  ROOMY,
  sentRows,
  startRoomyTeam,
} from './support.ts'

// Thousands of calls: on a busy machine they take their time.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const SIZE = 80_000_000
const WORKERS = 40
const ROUNDS = 2

let team: Team
let service: Service
const running: Service[] = []

beforeAll(async () => {
  team = await startRoomyTeam()
  service = team.service
  await addLimit(service, { metric: 'money', size: SIZE })
  await addLimit(service, { metric: 'requests', size: 100_000, each: true })
  await addLimit(service, {
    ...{ metric: 'tokens', size: 300_000, window: { kind: 'sliding', seconds: 36_000 } },
  })
  await addLimit(service, {
    ...{
      metric: 'output',
      size: 200_000,
      window: { kind: 'bucket', seconds: 3600, burst: 200_000 },
    },
  })
})
afterAll(async () => {
  await Promise.all(Object.values(team.vendors).map((vendor) => vendor.stop()))
  for (const each of running) await each.stop()
})

test('kill -9 under load, and what is settled at the next start, never pass a limit on money', async () => {
  const random = numbers(23)
  for (let round = 1; round <= ROUNDS; round++) {
    // Slow enough that many calls are in flight when the end comes.
    team.vendors.openai.faults.set('*', { kind: 'slow', ms: 2 })
    const answers: RawAnswer[] = []
    let dead = false
    const work = async () => {
      while (!dead) {
        const words = 1 + random(MOST_WORDS)
        const answer = await ask(service.url, team.token, words).catch(() => undefined)
        if (answer) answers.push(answer)
        if (answer?.status === 429) await sleep(50)
        if (answers.filter(({ status }) => status === 200).length >= 12 && !dead) {
          dead = true
          await service.kill()
        }
      }
    }
    await Promise.all(Array.from({ length: WORKERS }, work))

    const { dataDir } = service
    service = await startService({ dataDir, settings: ROOMY })
    running.push(service)
    const rows = await sentRows(service)
    const spent = costOfAll(rows)
    expect(spent).toBeLessThanOrEqual(SIZE)
    const cut = rows.filter(({ outcome }) => outcome === 'interrupted')
    expect(cut.length).toBeGreaterThan(0)
    for (const row of cut) {
      // Charged at what was held for it: as much as it could have come to.
      expect(row.usage.output).toBe(MOST_WORDS + 20)
      expect(row).toMatchObject({ usageState: 'estimated', priceState: 'priced' })
      expect(row.costNanoUsd).toBeGreaterThan((MOST_WORDS + 20) * 2000)
    }
    const [money, requests, tokens] = await service.admin.limits.standings.query({})
    expect(money).toMatchObject({ used: spent, reserved: 0 })
    expect(requests).toMatchObject({ used: rows.length, memberId: team.memberId })
    const amounts = rows.flatMap(({ usage }) => Object.values(usage))
    expect(tokens?.used).toBe(amounts.reduce((sum, amount) => sum + amount, 0))
    expect(await service.admin.limits.selfCheck.query()).toEqual({ checked: 4, disagreeing: [] })
  }
})

test('what is left after that is spent to the end, and not one nano-dollar more', async () => {
  team.vendors.openai.faults.clear()
  for (;;) {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => ask(service.url, team.token, MOST_WORDS)),
    )
    if (answers.some(({ body }) => body.includes('insufficient_quota'))) break
  }
  const spent = costOfAll(await sentRows(service))
  expect(spent).toBeLessThanOrEqual(SIZE)
  expect(spent).toBeGreaterThan(SIZE * 0.9)
  const { dataDir } = service
  await service.stop()
  service = await startService({ dataDir, settings: ROOMY })
  running.splice(0, running.length, service)
  const [money] = await service.admin.limits.standings.query({})
  expect(money).toMatchObject({ used: spent, reserved: 0 })
})
