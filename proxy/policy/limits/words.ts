import { DateTime } from 'luxon'
import { NANO_PER_USD } from '../../base/money.ts'
import type { Limit, LimitMetric } from '../../contract/limits.ts'
import { amountWords, timeWords } from '../../contract/limitWords.ts'

/** An amount as it is said in passing: money to the cent, all else whole. */
export function roundWords(metric: LimitMetric, amount: number): string {
  return metric === 'money' ? moneyWords(amount) : amountWords(metric, amount)
}

/** Cents, and of less than a cent as much as says something. */
function moneyWords(nanoUsd: number): string {
  const usd = nanoUsd / NANO_PER_USD
  const cents = Math.abs(usd) >= 0.01 || nanoUsd === 0
  return `$${usd.toLocaleString('en', cents ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { maximumSignificantDigits: 2, maximumFractionDigits: 9 })}`
}

/** Which calls it is about, where it is not all: ` on gpt-5*, openai and 4 more`. */
export function onWords({ scope }: Limit): string {
  const parts = [...scope.models, ...scope.providers, ...scope.endpoints]
  if (parts.length === 0) return ''
  const shown = parts.slice(0, 3).join(', ')
  return ` on ${shown}${parts.length > 3 ? ` and ${parts.length - 3} more` : ''}`
}

const THIS = {
  minute: 'this minute',
  hour: 'this hour',
  day: 'today',
  week: 'this week',
  month: 'this month',
}

/** The stretch of time that a counter is about just now: ` for today`, ` for any 5 hours`. */
export function stretchWords({ window }: Limit): string {
  if (window.kind === 'fixed') return ` for ${THIS[window.every]}`
  return window.kind === 'sliding' ? ` for any ${timeWords(window.seconds)}` : ''
}

/** How long something takes: `8 s`, `12 m`, `3 h 12 m`, `2 d 4 h`; rounded up, so that waiting is enough. */
export function waitWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} m`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

/** A moment on the workspace's clocks: `at 00:00 Europe/Madrid`, with its date when it is not within a day. */
export function momentWords(at: number, now: number, zone: string): string {
  const moment = DateTime.fromMillis(at, { zone, locale: 'en-GB' })
  const far = at - now > 24 * 3_600_000
  return `${far ? `on ${moment.toFormat('ccc d LLL')} ` : ''}at ${moment.toFormat('HH:mm')} ${zone}`
}
