import { afterEach, beforeEach, expect, test } from 'vitest'
import { forecastSince } from '../../proxy/admin/forecast.ts'
import { addCall } from '../store/support.ts'
import { actingAs, type Rig, START, startAdmin } from './support.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const DOLLAR = 1e9

let rig: Rig
beforeEach(async () => {
  rig = await startAdmin()
  await rig.client.settings.set.mutate({ name: 'timeZone', value: 'UTC' })
})
afterEach(() => rig.close())

/** One dollar an hour from eight to sixteen o'clock on each day up to yesterday, and as far as today has come. */
function spendEvenly(days: number, teamId: string | null = null): void {
  const midnight = START - 12 * HOUR
  for (let ago = days; ago >= 0; ago--) {
    for (let hour = 8; hour < 16; hour++) {
      const at = midnight - ago * DAY + hour * HOUR
      if (at >= START) continue
      addCall(rig.db, at, { costNanoUsd: DOLLAR, sent: 1, teamId }, teamId === null ? 0 : 1)
    }
  }
}

test('an even past gives today and the month what their days always came to', async () => {
  spendEvenly(40)
  const { day, month } = await rig.client.usage.forecast.query({})
  // It is noon of Saturday 21 November: four of eight dollars are spent.
  expect(day).toMatchObject({
    ...{ period: 'day', soFarNanoUsd: 4 * DOLLAR, daysKnown: 40, unpriced: 0, budget: null },
    estimate: { endNanoUsd: 8 * DOLLAR, lowNanoUsd: 8 * DOLLAR, highNanoUsd: 8 * DOLLAR },
  })
  expect(month.soFarNanoUsd).toBe((20 * 8 + 4) * DOLLAR)
  expect([month.from, month.to]).toEqual([Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1)])
  const { estimate } = month
  // Nine days are to come at eight dollars each.
  expect(estimate?.endNanoUsd).toBeGreaterThan(0.97 * 240 * DOLLAR)
  expect(estimate?.endNanoUsd).toBeLessThan(1.03 * 240 * DOLLAR)
  expect(estimate?.lowNanoUsd).toBeLessThan(240 * DOLLAR)
  expect(estimate?.highNanoUsd).toBeGreaterThan(240 * DOLLAR)
})

test('with less than a week of use nothing is guessed, and what is known is said', async () => {
  spendEvenly(5)
  const { day, month } = await rig.client.usage.forecast.query({})
  for (const forecast of [day, month]) {
    expect(forecast).toMatchObject({ estimate: null, daysKnown: 5 })
  }
  expect(month.soFarNanoUsd).toBe((5 * 8 + 4) * DOLLAR)
})

test('the shared limit on all money of the period is its budget, and when it will be gone is said', async () => {
  spendEvenly(40)
  const money = { level: 'workspace', metric: 'money' } as const
  const add = (size: number, part: object = {}) =>
    rig.client.limits.add.mutate({
      ...money,
      ...{ window: { kind: 'fixed', every: 'month' }, size: size * DOLLAR, ...part },
    })
  const { id } = await add(200)
  // None of these is about all the money of a month.
  await add(10, { each: true })
  await add(20, { scope: { models: ['gpt-5*'] } })
  await add(30, { window: { kind: 'sliding', seconds: 2_592_000 } })
  const { day, month } = await rig.client.usage.forecast.query({})
  expect(day.budget).toBeNull()
  expect(month.budget).toMatchObject({
    ...{ limitId: id, sizeNanoUsd: 200 * DOLLAR },
    // 164 by noon, 168 tonight, and eight a day: 200 are reached on the 25th.
    reachedAt: Date.UTC(2026, 10, 25),
  })
})

test('a team has a forecast of its own; calls without a price are in none and counted', async () => {
  const { id: teamId } = await rig.client.teams.add.mutate({ name: 'App' })
  spendEvenly(10, teamId)
  spendEvenly(10)
  addCall(rig.db, START - 1, { priceState: 'unknown', costNanoUsd: null, sent: 1 }, 7)
  const all = await rig.client.usage.forecast.query({})
  const team = await rig.client.usage.forecast.query({ teamId })
  expect(all.day).toMatchObject({ soFarNanoUsd: 8 * DOLLAR, unpriced: 1 })
  expect(team.day).toMatchObject({ soFarNanoUsd: 4 * DOLLAR, unpriced: 0 })
  const lead = actingAs(rig, 'teamLead', teamId)
  expect(await lead.usage.forecast.query({})).toEqual(team)
})

test('eight weeks are read, or the whole month where it began before', () => {
  const zone = 'Europe/Madrid'
  const now = Date.parse('2026-11-21T13:00+01:00')
  expect(forecastSince(now, zone)).toBe(Date.parse('2026-09-26T00:00+02:00'))
})
