import { seeded } from '../base/seeded.ts'

/** One whole day of the past: what each hour of it added, in integers such as nano-dollars. */
export interface PastDay {
  /** 0 is Monday. */
  weekday: number
  /** 24 local hours; an hour that the clocks repeat holds both. */
  hours: readonly number[]
}

export interface ForecastInput {
  /** Whole days, oldest first, up to yesterday; only the last eight weeks are looked at. */
  past: readonly PastDay[]
  today: {
    weekday: number
    soFar: number
    /** Local hours that are over, with their fraction: 13.5 is half past one. */
    hoursOver: number
  }
  /** What the whole days of the period before today add up to. */
  soFar: number
  /** Weekdays of the days after today until the period ends. */
  ahead: readonly number[]
}

export interface Estimate {
  /** What the period will have added up to at its end. */
  end: number
  /** Nine of ten outcomes are expected to lie between these. */
  low: number
  high: number
  /** What will have been added up at the end of today and of each day ahead: the middle of all outcomes. */
  path: number[]
}

/** Less than a week says nothing about weekends. */
export const LEAST_DAYS = 7
const MOST_DAYS = 56
const OUTCOMES = 400
const LOW = 0.05
const HIGH = 0.95
/** Days after which one counts half as much. */
const HALF_LIFE = 14

/**
 * What a period will add up to, from how such days went before: outcomes are drawn from past days of the same kind,
 * newer ones more often, and each outcome is bent by how far such a guess was off in the past. Days far out of line (a
 * holiday, a runaway) therefore widen the band and hardly move the middle. Deterministic; undefined with too little data.
 */
export function forecast({ past, today, soFar, ahead }: ForecastInput): Estimate | undefined {
  const days = lastDays(past)
  if (days.length < LEAST_DAYS) return undefined
  const random = seeded(days.length)
  const kinds = kindsOf(days).map(drawer)
  const errors = pastErrors(days, Math.max(1, ahead.length))
  const rest = drawer(restsOfToday(days, today))
  const outcomes = Array.from({ length: OUTCOMES }, (_, index) => {
    // Spread evenly instead of drawn, so that the ends of the band are steady.
    const error = ahead.length === 0 ? 1 : at(errors, (index + 0.5) / OUTCOMES)
    let sum = soFar + today.soFar + rest(random())
    const path = [sum]
    for (const weekday of ahead) {
      sum += (kinds[weekday]?.(random()) ?? 0) * error
      path.push(sum)
    }
    return path
  })
  const ends = sorted(outcomes.map((path) => path.at(-1) ?? 0))
  const known = soFar + today.soFar
  return {
    end: Math.max(known, Math.round(at(ends, 0.5))),
    low: Math.max(known, Math.round(at(ends, LOW))),
    high: Math.round(at(ends, HIGH)),
    path: [today.weekday, ...ahead].map((_, day) =>
      Math.round(at(sorted(outcomes.map((path) => path[day] ?? 0)), 0.5)),
    ),
  }
}

interface Day {
  weekday: number
  sum: number
  hours: readonly number[]
  /** How much the day still counts. */
  weight: number
}

/** The last eight weeks, without the days before anything was used. */
function lastDays(past: readonly PastDay[]): Day[] {
  const first = past.findIndex(({ hours }) => hours.some((value) => value > 0))
  if (first < 0) return []
  return past
    .slice(Math.max(first, past.length - MOST_DAYS))
    .map(({ weekday, hours }, index, { length }) => ({
      ...{ weekday, hours, sum: add(hours) },
      weight: 0.5 ** ((length - 1 - index) / HALF_LIFE),
    }))
}

interface Weighted {
  value: number
  weight: number
}

/** For each weekday the days that were alike: the same weekday, or where there are too few, workday or weekend. */
function kindsOf(days: readonly Day[]): Weighted[][] {
  return Array.from({ length: 7 }, (_, weekday) => withoutOutliers(alike(days, weekday)))
}

function alike(days: readonly Day[], weekday: number): Weighted[] {
  const same = days.filter((day) => day.weekday === weekday)
  const kind = days.filter((day) => isWeekend(day.weekday) === isWeekend(weekday))
  const chosen = same.length >= 3 ? same : kind.length > 0 ? kind : days
  return chosen.map(({ sum, weight }) => ({ value: sum, weight }))
}

const isWeekend = (weekday: number) => weekday >= 5

/** Far above the upper quarter is cut to a bound: one runaway day must not be expected again. */
function withoutOutliers(days: Weighted[]): Weighted[] {
  const values = sorted(days.map(({ value }) => value))
  const [lower, upper] = [at(values, 0.25), at(values, 0.75)]
  if (upper === lower) return days
  const bound = upper + 3 * (upper - lower)
  return days.map(({ value, weight }) => ({ value: Math.min(value, bound), weight }))
}

/**
 * How far a guess of so many days was off in the past: what came, divided by what was expected, spread from the lowest to
 * the highest. The less past there is for it, the wider: guesses that overlap know less than their number says.
 */
function pastErrors(days: readonly Day[], daysAhead: number): number[] {
  const span = Math.min(daysAhead, Math.max(2, Math.floor(days.length / 3)))
  const errors: number[] = [...USUAL_ERRORS]
  for (let origin = LEAST_DAYS; origin + span <= days.length; origin += 2) {
    const shift = 0.5 ** ((days.length - origin) / HALF_LIFE)
    const known = days.slice(0, origin).map((day) => ({ ...day, weight: day.weight / shift }))
    const coming = days.slice(origin, origin + span)
    const means = new Map<number, number>()
    for (const { weekday } of coming) {
      if (!means.has(weekday)) means.set(weekday, meanOf(withoutOutliers(alike(known, weekday))))
    }
    const expected = add(coming.map(({ weekday }) => means.get(weekday) ?? 0))
    if (expected > 0) errors.push(Math.max(0.1, add(coming.map(({ sum }) => sum)) / expected))
  }
  const wider = Math.sqrt(1 + (2 * span) / days.length) * (daysAhead / span) ** 0.3
  const unsure = unevenness(days) / Math.sqrt(days.length)
  return sorted(errors).map((error, index) => {
    const place = (2 * (index + 0.5)) / errors.length - 1
    return Math.min(5, error ** wider * Math.exp(0.9 * unsure * place))
  })
}

/** What is assumed of guesses before any could be looked at. */
const USUAL_ERRORS = [0.8, 0.93, 1, 1.07, 1.25]

/** How much days differ from others of their kind, as a share of their mean. */
function unevenness(days: readonly Day[]): number {
  const apart = days.map(({ weekday, sum }) => {
    const mean = meanOf(alike(days, weekday))
    return mean > 0 ? (sum / mean - 1) ** 2 : 0
  })
  return Math.min(2, Math.sqrt(add(apart) / days.length))
}

/** What days like this one still added after this time of day, bent by how this day went so far. */
function restsOfToday(days: readonly Day[], today: ForecastInput['today']): Weighted[] {
  const same = days.filter(({ weekday }) => isWeekend(weekday) === isWeekend(today.weekday))
  const chosen = same.length >= 3 ? same : days
  const rests = withoutOutliers(
    chosen.map(({ hours, sum, weight }) => ({ value: sum - upTo(hours, today.hoursOver), weight })),
  )
  const before = meanOf(
    withoutOutliers(
      chosen.map(({ hours, weight }) => ({ value: upTo(hours, today.hoursOver), weight })),
    ),
  )
  const whole = before + meanOf(rests)
  if (before <= 0 || whole <= 0) return rests
  // A slow morning says little about the day, a slow afternoon much.
  const pace = Math.min(4, Math.max(0.25, today.soFar / before)) ** (before / whole)
  return rests.map(({ value, weight }) => ({ value: value * pace, weight }))
}

function upTo(hours: readonly number[], hoursOver: number): number {
  const whole = Math.floor(hoursOver)
  return add(hours.slice(0, whole)) + (hours[whole] ?? 0) * (hoursOver - whole)
}

/** Draws a day: those that weigh more come up more often. */
function drawer(days: readonly Weighted[]): (share: number) => number {
  const whole = add(days.map(({ weight }) => weight))
  return (share) => {
    let left = share * whole
    for (const { value, weight } of days) {
      left -= weight
      if (left < 0) return value
    }
    return days.at(-1)?.value ?? 0
  }
}

function meanOf(days: readonly Weighted[]): number {
  const weight = add(days.map((day) => day.weight))
  return weight === 0 ? 0 : add(days.map((day) => day.value * day.weight)) / weight
}

/** The value at this share of a sorted list, between its neighbours. */
function at(values: readonly number[], share: number): number {
  const place = share * (values.length - 1)
  const below = values[Math.floor(place)] ?? 0
  const above = values[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const sorted = (values: number[]) => values.sort((a, b) => a - b)
