/** What a running day or month will have cost at its end. */
export interface Forecast {
  period: 'day' | 'month'
  from: number
  to: number
  soFarNanoUsd: number
  /** Calls of the period whose price nobody knows; they are in no figure. */
  unpriced: number
  /** Whole days of use that the guess rests on. */
  daysKnown: number
  /** Null with less than a week of use. Nine of ten outcomes are expected between `low` and `high`. */
  estimate: { endNanoUsd: number; lowNanoUsd: number; highNanoUsd: number } | null
  /** The tightest limit on money over just this period; null where there is none. */
  budget: ForecastBudget | null
}

export interface ForecastBudget {
  limitId: string
  sizeNanoUsd: number
  /** Held money of calls in flight included. */
  usedNanoUsd: number
  /** The day on which it will be used up by the middle of all outcomes; null when it will last, or nobody can say. */
  reachedAt: number | null
}

export interface Forecasts {
  day: Forecast
  month: Forecast
}
