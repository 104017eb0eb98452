import type { CalendarUnit, Limit, LimitMetric, LimitScope } from './limits.ts'

const UNITS: Record<Exclude<LimitMetric, 'money'>, [one: string, several: string]> = {
  requests: ['request', 'requests'],
  tokens: ['token', 'tokens'],
  input: ['input token', 'input tokens'],
  output: ['output token', 'output tokens'],
  images: ['image', 'images'],
  seconds: ['second of sound', 'seconds of sound'],
  concurrent: ['call', 'calls'],
}

const NANO_PER_USD = 1_000_000_000

const ARTICLE: Record<CalendarUnit, string> = {
  minute: 'a minute',
  hour: 'an hour',
  day: 'a day',
  week: 'a week',
  month: 'a month',
}

/** All of a sum of money, down to its last digit that is not zero: `$5.00`, `$1,234.50`, `$0.000000001`. */
export function exactUsd(nano: number): string {
  const [whole, rest] = [Math.floor(Math.abs(nano) / NANO_PER_USD), Math.abs(nano) % NANO_PER_USD]
  const decimals = String(rest)
    .padStart(9, '0')
    .replace(/0{1,7}$/, '')
  return `${nano < 0 ? '-' : ''}$${whole.toLocaleString('en')}.${decimals}`
}

/** An amount in the unit that people use: `$5.00`, `1,000 requests`, `1.5 seconds of sound`. */
export function amountWords(metric: LimitMetric, amount: number): string {
  if (metric === 'money') return exactUsd(amount)
  const shown = metric === 'seconds' ? amount / 1000 : amount
  return `${shown.toLocaleString('en', { maximumFractionDigits: 3 })} ${UNITS[metric][shown === 1 ? 0 : 1]}`
}

/** What a limit allows: `$5.00 a day`, `60 requests a minute, 10 at once`, `16 calls at a time`. */
export function limitWords({ metric, window, size }: Pick<Limit, 'metric' | 'window' | 'size'>) {
  const amount = amountWords(metric, size)
  if (metric === 'concurrent') return `${amount} at a time`
  switch (window.kind) {
    case 'fixed':
      return `${amount} ${ARTICLE[window.every]}`
    case 'sliding':
      return `${amount} in any ${timeWords(window.seconds)}`
    case 'bucket':
      return `${amount} every ${timeWords(window.seconds)}, ${amountWords(metric, window.burst)} at once`
    case 'never':
      return `${amount} prepaid`
  }
}

/** Which calls a limit counts: `everything`, or `gpt-5*, openai, images.*`. */
export function scopeWords({ models, providers, endpoints }: LimitScope): string {
  return [...models, ...providers, ...endpoints].join(', ') || 'everything'
}

const TIMES: [name: string, seconds: number][] = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** `hour`, `2 hours`, `90 seconds`. */
export function timeWords(seconds: number): string {
  const [name, unit] = TIMES.find(([, size]) => seconds % size === 0) ?? ['second', 1]
  const count = seconds / unit
  return count === 1 ? name : `${count} ${name}s`
}
