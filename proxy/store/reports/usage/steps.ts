import { DateTime } from 'luxon'
import { endOfDay, startOfDay } from '../../../base/days.ts'
import type { UsageStep } from '../../../contract/usage.ts'
import { rollupClock } from '../../rollups/clock.ts'

const HOUR_MS = 3_600_000

/** Answers the step that a moment falls into: when it begins, or which hour of the week it is. */
export function stepsOf(step: UsageStep, zone: string): (at: number) => number {
  const { hourOf } = rollupClock(zone)
  if (step === 'none') return () => 0
  if (step === 'hour') return hourOf
  if (step === 'day') return remembered((at) => [startOfDay(at, zone), endOfDay(at, zone)])
  if (step === 'month') return remembered((at) => monthOf(at, zone))
  return remembered(
    (at) => [hourOf(at), hourOf(at) + HOUR_MS],
    (begin) => weekHour(begin, zone),
  )
}

/** When the step begins that is running at `now`. */
export function runningStep(step: UsageStep, zone: string, now: number): number {
  return step === 'none' || step === 'weekHour' ? now : stepsOf(step, zone)(now)
}

function monthOf(at: number, zone: string): [number, number] {
  const month = DateTime.fromMillis(at, { zone }).startOf('month')
  return [month.toMillis(), month.plus({ months: 1 }).toMillis()]
}

export function weekHour(at: number, zone: string): number {
  const { weekday, hour } = DateTime.fromMillis(at, { zone })
  return (weekday - 1) * 24 + hour
}

/** Moments come nearly in order: the stretch of the one before is asked first. */
function remembered(
  stretchOf: (at: number) => [number, number],
  nameOf: (begin: number) => number = (begin) => begin,
): (at: number) => number {
  let [begin, end] = [0, 0]
  let name = 0
  return (at) => {
    if (at < begin || at >= end) {
      ;[begin, end] = stretchOf(at)
      name = nameOf(begin)
    }
    return name
  }
}
