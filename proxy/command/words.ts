import { DateTime } from 'luxon'
import { NANO_PER_USD } from '../base/money.ts'

/** A moment in a zone, else this computer's own time, such as `2026-11-21 14:03:09`; a dash for none. */
export function moment(at: number | null, zone = 'system'): string {
  if (at === null) return '–'
  return DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')
}

/** Dollars: cents where there are any, else two digits that say something. */
export function money(nanoUsd: number | null): string {
  if (nanoUsd === null) return 'unknown'
  const usd = nanoUsd / NANO_PER_USD
  if (usd === 0) return '$0'
  if (Math.abs(usd) < 0.1) return `$${twoDigits(usd)}`
  return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
}

/** A sum of money beside the calls it leaves out because nobody knows their price. */
export function moneyOf({ costNanoUsd, unpriced }: { costNanoUsd: number; unpriced: number }) {
  return unpriced === 0 ? money(costNanoUsd) : `${money(costNanoUsd)} + ${unpriced} unpriced`
}

/** Counts shortly: 950, 1.2k, 3.4M. */
export function count(number: number): string {
  if (number < 1000) return String(number)
  if (number < 999_500) return `${Number((number / 1000).toPrecision(3))}k`
  return `${Number((number / 1_000_000).toPrecision(3))}M`
}

export function duration(ms: number | null): string {
  if (ms === null) return '–'
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export function plural(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`
}

/** `0.00012`: a small number down to its second digit that is not zero, nano-dollars at most. */
function twoDigits(usd: number): string {
  const digits = Math.min(2 - Math.ceil(Math.log10(Math.abs(usd))), 9)
  return usd.toFixed(digits).replace(/0+$/, '')
}

/** `1.4 GiB` */
export function size(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(Math.floor(Math.log2(Math.abs(bytes)) / 10), units.length)
  return `${(bytes / 1024 ** power).toFixed(1)} ${units[power - 1]}`
}
