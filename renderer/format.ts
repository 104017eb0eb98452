/** Stands for "unknown" everywhere; zero is written as zero. */
export const UNKNOWN = '—'

/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0'
const NANO_PER_USD = 1_000_000_000
/** A ten-thousandth of a dollar, the smallest amount that is written out. */
const NANO_PER_STEP = NANO_PER_USD / 10_000
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** From one dollar up two decimals, below it four: `$38.52`, `$0.0029`, `<$0.0001`. */
export function money(nanoUsd: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(nanoUsd)) return UNKNOWN
  if (nanoUsd === 0) return dollars(0, 2, locale)
  const size = Math.abs(nanoUsd)
  const sign = nanoUsd < 0 ? '-' : ''
  if (size < NANO_PER_STEP) return `<${sign}${dollars(0.0001, 4, locale)}`
  // Decided after rounding, so that 0.99996 does not become "$1.0000".
  const decimals = Math.round(size / NANO_PER_STEP) < 10_000 ? 4 : 2
  return dollars(nanoUsd / NANO_PER_USD, decimals, locale)
}

/** For budgets in sentences and for axes, without zeros at the end: `$5`, `$2.50`, `$0.002`. */
export function budget(nanoUsd: number, locale = 'en-US'): string {
  const amount = nanoUsd / NANO_PER_USD
  const isWhole = Number.isInteger(amount)
  const isSmall = amount !== 0 && Math.abs(amount) < 0.1
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: isWhole || isSmall ? 0 : 2,
    maximumFractionDigits: isWhole ? 0 : isSmall ? 6 : 2,
  }).format(amount)
}

/** A price of one unit in pico-dollars, as price pages print it: dollars per million. */
export function perMillion(picoUsd: number, locale = 'en-US'): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: 6,
  }).format(picoUsd / 1_000_000)
}

/** Exact to 99,999, then `310 k` and `1.24 M` with three significant digits. */
export function tokens(count: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(count)) return UNKNOWN
  if (count < 100_000) return wholeNumber(count, locale)
  const thousands = threeDigits(count / 1000)
  if (thousands < 1000) return `${number(thousands, locale)}${NBSP}k`
  const millions = threeDigits(count / 1_000_000)
  const decimals = millions < 10 ? 2 : millions < 100 ? 1 : 0
  return `${number(millions, locale, decimals)}${NBSP}M`
}

/** Every digit, with separators. */
export function wholeNumber(count: number | null | undefined, locale = 'en-US'): string {
  return isKnown(count) ? number(Math.round(count), locale) : UNKNOWN
}

/** `412 ms`, `2.6 s`, `3 m 12 s`, `3 h 12 m`, `9 d`. */
export function duration(ms: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(ms)) return UNKNOWN
  if (Math.round(ms) < SECOND) return `${number(Math.round(ms), locale)}${NBSP}ms`
  if (Math.round(ms / 100) < 600) return `${number(ms / SECOND, locale, 1)}${NBSP}s`
  const seconds = Math.round(ms / SECOND)
  if (seconds < 3600) return twoUnits(Math.floor(seconds / 60), 'm', seconds % 60, 's')
  const minutes = Math.floor(seconds / 60)
  if (seconds < 86_400) return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'm')
  return `${number(Math.floor(ms / DAY), locale)}${NBSP}d`
}

/** Where tenths of a millisecond matter: `0.3 ms`, `4.1 ms`, then as `duration` writes it. */
export function preciseDuration(ms: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(ms) || ms >= 10) return duration(ms, locale)
  return `${number(ms, locale, 1)}${NBSP}ms`
}

/** One decimal under ten, else none: `3.2`, `64`. */
export function rate(perSecond: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(perSecond)) return UNKNOWN
  if (perSecond > 0 && perSecond < 0.05) return `<${number(0.1, locale, 1)}`
  return number(perSecond, locale, Math.round(perSecond * 10) < 100 && perSecond !== 0 ? 1 : 0)
}

/** Part of a whole in percent; some is never written as none (`<0.1 %`), and a share of nothing is unknown. */
export function share(part: number, whole: number, locale = 'en-US'): string {
  if (!isKnown(part) || !isKnown(whole) || whole <= 0) return UNKNOWN
  return `${rate((part / whole) * 100, locale)}${NBSP}%`
}

export function bytes(count: number | null | undefined, locale = 'en-US'): string {
  if (!isKnown(count)) return UNKNOWN
  if (count < 1024) return `${number(count, locale)}${NBSP}B`
  const units = ['KiB', 'MiB', 'GiB']
  const power = Math.min(Math.floor(Math.log2(count) / 10), units.length)
  const value = count / 1024 ** power
  return `${number(value, locale, Number.isInteger(value) ? 0 : 1)}${NBSP}${units[power - 1]}`
}

/** `20:46:40.000`, for lists of calls. */
export function clockTime(at: number | null | undefined, zone?: string, locale = 'en-GB'): string {
  if (!isKnown(at)) return UNKNOWN
  return dateFormat(locale, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(at)
}

/** `14:02`. */
export function hourMinute(at: number, zone?: string, locale = 'en-GB'): string {
  return dateFormat(locale, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    at,
  )
}

/** `21 Nov 14:02`, for anything older than today; with the year when it is another one. */
export function dayTime(
  at: number | null | undefined,
  zone?: string,
  locale = 'en-GB',
  now = Date.now(),
): string {
  if (!isKnown(at)) return UNKNOWN
  return `${day(at, zone, locale, now)} ${hourMinute(at, zone, locale)}`
}

/** `21 Nov`, with the year when it is not the current one. */
export function day(
  at: number | null | undefined,
  zone?: string,
  locale = 'en-GB',
  now = Date.now(),
): string {
  if (!isKnown(at)) return UNKNOWN
  const year = dateFormat(locale, zone, { year: 'numeric' })
  const isThisYear = year.format(at) === year.format(now)
  return dateFormat(locale, zone, {
    day: 'numeric',
    month: 'short',
    ...(isThisYear ? {} : { year: 'numeric' }),
  }).format(at)
}

/** The whole moment for tooltips: ISO 8601 and the name of the zone. */
export function exactTime(at: number | null | undefined, zone?: string): string {
  if (!isKnown(at)) return UNKNOWN
  const parts = dateFormat('en-GB', zone, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((each) => each.type === type)?.value ?? ''
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00'
  const date = `${part('year')}-${part('month')}-${part('day')}`
  const time = `${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`
  return `${date}T${time}${offset} ${zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}`
}

/** How long ago something was last used: `now`, `12s ago`, `3h ago`, `94d ago`. */
export function ago(at: number | null | undefined, now = Date.now(), locale = 'en'): string {
  if (!isKnown(at)) return UNKNOWN
  const past = Math.max(0, now - at)
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' })
  if (past < 5 * SECOND) return words.format(0, 'second')
  if (past < MINUTE) return words.format(-Math.floor(past / SECOND), 'second')
  if (past < HOUR) return words.format(-Math.floor(past / MINUTE), 'minute')
  if (past < DAY) return words.format(-Math.floor(past / HOUR), 'hour')
  return words.format(-Math.floor(past / DAY), 'day')
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value)
}

function dollars(amount: number, decimals: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(amount)
}

function number(value: number, locale: string, decimals?: number): string {
  return new Intl.NumberFormat(
    locale,
    decimals === undefined
      ? { maximumFractionDigits: 2 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
  ).format(value)
}

function threeDigits(value: number): number {
  return Number(value.toPrecision(3))
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large}${NBSP}${largeUnit}`
  return small === 0 ? head : `${head}${NBSP}${small}${NBSP}${smallUnit}`
}

function dateFormat(
  locale: string,
  zone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, zone ? { ...options, timeZone: zone } : options)
}
