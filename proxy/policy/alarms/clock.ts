import { DateTime } from 'luxon'
import { HOUR_MS } from './detector.ts'

/** A kind of hour: people work alike at them. */
export type HourClass =
  `${'weekday' | 'weekend'} ${'nights' | 'mornings' | 'afternoons' | 'evenings'}`

export interface ClockHour {
  class: HourClass
  /** Hours of weekdays are 0 to 23, of weekends 24 to 47. */
  slot: number
}

const PARTS = ['nights', 'mornings', 'afternoons', 'evenings'] as const
const MOST_KEPT = 5000

/** Tells of an hour since the epoch what it is on the workspace's clocks; each is worked out once. */
export function hourClock(zone: string): (hour: number) => ClockHour {
  const known = new Map<number, ClockHour>()
  return function clockHour(hour) {
    let found = known.get(hour)
    if (found === undefined) {
      const at = DateTime.fromMillis(hour * HOUR_MS, { zone })
      const isWeekend = at.weekday > 5
      found = {
        class: `${isWeekend ? 'weekend' : 'weekday'} ${PARTS[Math.floor(at.hour / 6)] ?? 'nights'}`,
        slot: at.hour + (isWeekend ? 24 : 0),
      }
      if (known.size >= MOST_KEPT) known.clear()
      known.set(hour, found)
    }
    return found
  }
}

/** `weekdays at 03:00`. */
export function slotWords(slot: number): string {
  const hour = String(slot % 24).padStart(2, '0')
  return `${slot < 24 ? 'weekdays' : 'weekends'} at ${hour}:00`
}
