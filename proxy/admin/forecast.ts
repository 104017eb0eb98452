import { DateTime } from 'luxon'
import { startOfDay } from '../base/days.ts'
import type { Forecast, ForecastBudget, Forecasts } from '../contract/forecast.ts'
import type { LimitStanding } from '../contract/limits.ts'
import type { UsageLine } from '../contract/usage.ts'
import { type Estimate, type ForecastInput, forecast, type PastDay } from '../policy/forecast.ts'

/** Whole weeks that are looked back on. */
export const PAST_DAYS = 56

export interface ForecastRequest {
  now: number
  zone: string
  /** Cost of each hour of the last eight weeks and of this month. */
  hours: readonly UsageLine[]
  /** Limits that may be the budget of whom the forecast is about. */
  standings: readonly LimitStanding[]
}

/** Since when hours are needed: eight weeks, or the whole month where that began before. */
export function forecastSince(now: number, zone: string): number {
  const today = DateTime.fromMillis(now, { zone }).startOf('day')
  return Math.min(+today.minus({ days: PAST_DAYS }), +today.startOf('month'))
}

/** Today's end and the month's end, by how days like these went before. */
export function forecastsOf({ now, zone, hours, standings }: ForecastRequest): Forecasts {
  const today = startOfDay(now, zone)
  const moment = DateTime.fromMillis(now, { zone })
  const begin = DateTime.fromMillis(today, { zone })
  const past = pastDays(hours, today, zone)
  const soFarToday = costOf(hours.filter(({ at }) => (at ?? 0) >= today))
  const day: ForecastInput['today'] = {
    weekday: begin.weekday - 1,
    soFar: soFarToday,
    hoursOver: moment.hour + moment.minute / 60,
  }
  const month = begin.startOf('month')
  const monthEnd = +month.plus({ months: 1 })
  const ahead: number[] = []
  for (let next = begin.plus({ days: 1 }); +next < monthEnd; next = next.plus({ days: 1 })) {
    ahead.push(next.weekday - 1)
  }
  const before = hours.filter(({ at }) => (at ?? 0) >= +month && (at ?? 0) < today)
  const known = { past, today: day }
  const of = (
    period: Forecast['period'],
    span: { from: number; to: number },
    input: ForecastInput,
  ): Forecast => {
    const found = forecast(input)
    const inPeriod = hours.filter(({ at }) => (at ?? 0) >= span.from)
    return {
      ...{ period, ...span, soFarNanoUsd: input.soFar + soFarToday },
      unpriced: inPeriod.reduce((sum, line) => sum + line.unpriced, 0),
      daysKnown: daysKnown(past),
      estimate: found
        ? { endNanoUsd: found.end, lowNanoUsd: found.low, highNanoUsd: found.high }
        : null,
      budget: budgetOf(standings, period, (size) => dayReached(found, size, begin)),
    }
  }
  return {
    day: of(
      'day',
      { from: today, to: +begin.plus({ days: 1 }) },
      { ...known, soFar: 0, ahead: [] },
    ),
    month: of('month', { from: +month, to: monthEnd }, { ...known, soFar: costOf(before), ahead }),
  }
}

/** Every day of the past with its 24 local hours, the ones without calls included. */
function pastDays(hours: readonly UsageLine[], today: number, zone: string): PastDay[] {
  const byDay = new Map<number, number[]>()
  for (const { at, costNanoUsd } of hours) {
    if (at === null || at >= today) continue
    const begin = startOfDay(at, zone)
    const day = byDay.get(begin) ?? Array.from({ length: 24 }, () => 0)
    byDay.set(begin, day)
    const { hour } = DateTime.fromMillis(at, { zone })
    day[hour] = (day[hour] ?? 0) + costNanoUsd
  }
  return Array.from({ length: PAST_DAYS }, (_, index) => {
    const begin = DateTime.fromMillis(today, { zone }).minus({ days: PAST_DAYS - index })
    const empty = Array.from({ length: 24 }, () => 0)
    return { weekday: begin.weekday - 1, hours: byDay.get(+begin) ?? empty }
  })
}

function daysKnown(past: readonly PastDay[]): number {
  const first = past.findIndex(({ hours }) => hours.some((cost) => cost > 0))
  return first < 0 ? 0 : past.length - first
}

/** The tightest limit on all money of just this period that everybody shares. */
function budgetOf(
  standings: readonly LimitStanding[],
  period: Forecast['period'],
  reached: (size: number) => number | null,
): ForecastBudget | null {
  const [tightest] = standings
    .filter(({ limit, memberId }) => {
      const { metric, window, scope, each } = limit
      const isWhole = scope.models.length + scope.providers.length + scope.endpoints.length === 0
      const isPeriod = window.kind === 'fixed' && window.every === period
      return metric === 'money' && isPeriod && isWhole && !each && memberId === null
    })
    .sort((a, b) => a.size - b.size)
  if (!tightest) return null
  const { limit, size, used, reserved } = tightest
  return {
    ...{ limitId: limit.id, sizeNanoUsd: size, usedNanoUsd: used + reserved },
    reachedAt: reached(size),
  }
}

function dayReached(found: Estimate | undefined, size: number, today: DateTime): number | null {
  const index = found?.path.findIndex((sum) => sum >= size) ?? -1
  return index < 0 ? null : +today.plus({ days: index })
}

const costOf = (lines: readonly UsageLine[]) =>
  lines.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0)
