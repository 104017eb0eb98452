/** Hours of the week: of one day or (null) of every day, from one hour of the day to another, both included. */
export interface HourSpan {
  /** 0 is Monday. */
  day: number | null
  from: number
  to: number
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const SPAN = /^(?:(mon|tue|wed|thu|fri|sat|sun)(?:\.|$))?(?:(\d\d?)(?:\.\.(\d\d?))?)?$/i

/** Reads `mon.09`, `mon.09..17`, `mon` or `09..17`; undefined for what is none of these. */
export function readHours(text: string): HourSpan | undefined {
  const found = SPAN.exec(text)
  if (!found || text === '' || text.endsWith('.')) return undefined
  const [, name, first, last] = found
  const day = name === undefined ? null : dayCalled(name)
  const from = first === undefined ? 0 : Number(first)
  const to = first === undefined ? 23 : last === undefined ? from : Number(last)
  return from <= to && to <= 23 ? { day, from, to } : undefined
}

const dayCalled = (name: string) => (WEEKDAYS as readonly string[]).indexOf(name.toLowerCase())

/** The text that is read back as this span. */
export function writeHours({ day, from, to }: HourSpan): string {
  const hour = (of: number) => String(of).padStart(2, '0')
  const hours = from === to ? hour(from) : `${hour(from)}..${hour(to)}`
  if (day === null) return hours
  const name = WEEKDAYS[day] ?? ''
  return from === 0 && to === 23 ? name : `${name}.${hours}`
}

/** Whether an hour of the week, 0 to 167 from Monday midnight on, is among these. */
export function isHourAmong(hour: number, spans: readonly HourSpan[]): boolean {
  const [day, ofDay] = [Math.floor(hour / 24), hour % 24]
  return spans.some(
    (span) => (span.day === null || span.day === day) && ofDay >= span.from && ofDay <= span.to,
  )
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** The hour of the week that a moment lies in, on the clocks of a time zone. */
export function weekHourAt(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (!clock) {
    const parts = { weekday: 'short', hour: '2-digit', hourCycle: 'h23' } as const
    clock = new Intl.DateTimeFormat('en-US', { ...parts, timeZone })
    clocks.set(timeZone, clock)
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = dayCalled(parts.weekday ?? '')
  return day * 24 + Number(parts.hour)
}
