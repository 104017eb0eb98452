import { callTime, firstCallIdAt } from '../../base/ids.ts'
import type { Term } from '../../contract/callQuery.ts'
import { isHourAmong } from '../../contract/weekHours.ts'
import type { RollupClock } from '../rollups/clock.ts'
import { weekHour } from './usage/steps.ts'
import type { Stretch } from './walkBack.ts'

const HOUR_MS = 3_600_000

/**
 * What the conditions on the hour of the week leave of stretches of the ledger: hours are cut as those of reports, so
 * that a field of the week's picture and the list of its calls agree. The other terms are left to others.
 */
export function* hoursOfWeek(
  stretches: Iterable<Stretch>,
  terms: readonly Term[],
  clock: RollupClock,
): Generator<Stretch> {
  const asked = terms.filter((term) => term.field === 'hour')
  if (asked.length === 0) {
    yield* stretches
    return
  }
  const isMeant = (hour: number) => {
    const ofWeek = weekHour(hour, clock.zone)
    return asked.every(({ hours, negated }) => isHourAmong(ofWeek, hours) !== negated)
  }
  for (const { from, to } of stretches) {
    const first = clock.hourOf(callTime(from))
    for (let hour = clock.hourOf(callTime(to - 1)); hour >= first; hour -= HOUR_MS) {
      if (!isMeant(hour)) continue
      const end = hour + HOUR_MS
      // Hours that follow each other are looked through as one.
      while (hour - HOUR_MS >= first && isMeant(hour - HOUR_MS)) hour -= HOUR_MS
      yield {
        from: Math.max(from, firstCallIdAt(hour)),
        to: Math.min(to, firstCallIdAt(end)),
      }
    }
  }
}
