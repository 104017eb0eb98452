import { day, hourMinute } from '../../format.ts'

/** How the steps of an axis are called. */
export function stepWords(step: 'hour' | 'day' | 'month', zone: string, locale = 'en-GB') {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
  const iso = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...(step === 'hour' && { hour: '2-digit', minute: '2-digit' }),
  })
  const weekday = format({ weekday: 'short' })
  const month = format({ month: 'short' })
  const monthYear = format({ month: 'long', year: 'numeric' })
  const longDay = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  return {
    label(at: number): string {
      if (step === 'hour') return hourMinute(at, zone)
      if (step === 'day') return day(at, zone)
      const name = month.format(at)
      const year = format({ year: '2-digit' }).format(at)
      return name === 'Jan' ? `${name} ${year}` : name
    },
    long(at: number): string {
      if (step === 'hour') return `${weekday.format(at)} ${day(at, zone)}, ${hourMinute(at, zone)}`
      return step === 'day' ? longDay.format(at) : monthYear.format(at)
    },
    iso: (at: number) => (step === 'month' ? iso.format(at).slice(0, 7) : iso.format(at)),
  }
}

/** `Dec 2025 – Nov 2026`, for whole months. */
export function monthsWords({ from, to }: { from: number; to: number }, zone: string): string {
  const options = { timeZone: zone, month: 'short', year: 'numeric' } as const
  const month = new Intl.DateTimeFormat('en-GB', options)
  return `${month.format(from)} – ${month.format(to - 1)}`
}

/** `1–25 Oct`, `20 Nov`: the last day is the one before the end. */
export function spanWords({ from, to }: { from: number; to: number }, zone: string): string {
  const [first, last] = [day(from, zone), day(to - 1, zone)]
  if (first === last) return first
  const [firstMonth, lastMonth] = [first, last].map((text) => text.split(' ').slice(1).join(' '))
  return firstMonth === lastMonth ? `${first.split(' ')[0]}–${last}` : `${first} – ${last}`
}
