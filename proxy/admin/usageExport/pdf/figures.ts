import type { UsageSums } from '../../../contract/usageExport.ts'

const NANO_PER_CENT = 10_000_000

/** Dollars and cents: rounded for the eye, each from its own exact sum. What is less than half a cent is not nothing. */
export function usd(nano: number): string {
  const cents = Math.round(Math.abs(nano) / NANO_PER_CENT)
  if (cents === 0 && nano !== 0) return '<$0.01'
  const text = (cents / 100).toLocaleString('en', {
    ...{ minimumFractionDigits: 2, maximumFractionDigits: 2 },
  })
  return `${nano < 0 ? '-' : ''}$${text}`
}

export const whole = (value: number) => value.toLocaleString('en')

/** What is known of a cost; a star where calls without a known price are not in it. */
export function costOf(sums: UsageSums): string {
  if (isUnknown(sums)) return 'unknown *'
  return sums.unpriced === 0 ? usd(sums.costNanoUsd) : `${usd(sums.costNanoUsd)} *`
}

/** True where no call had a known price that was more than nothing. */
export const isUnknown = ({ costNanoUsd, unpriced }: UsageSums) => unpriced > 0 && costNanoUsd === 0

/** `64 %`, `3.2 %`; never `0.0 %` for some. */
export function share(part: number, all: number): string {
  if (all === 0) return '–'
  const percent = (part / all) * 100
  if (percent === 0) return '0 %'
  if (percent < 0.1) return '<0.1 %'
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}

/** `12 % more than in September 2026 ($410.00)`. */
export function changeWords(now: number, before: number, name: string): string {
  if (before === 0) return `nothing to compare with in ${name}`
  if (now === before) return `the same as in ${name}`
  const percent = share(Math.abs(now - before), before)
  return `${percent} ${now > before ? 'more' : 'less'} than in ${name} (${usd(before)})`
}

export const inputOf = ({ input, cached }: UsageSums) => input + cached
export const outputOf = ({ output, reasoning }: UsageSums) => output + reasoning
