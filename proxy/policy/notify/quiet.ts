import type { OpenHours } from '../../contract/access.ts'
import { compileWeek, isOpen } from '../access/weekHours.ts'

/** Whether a moment lies in the quiet hours; there are none where nothing is said. */
export function quietHours(hours: readonly OpenHours[], timeZone: string): (at: number) => boolean {
  if (hours.length === 0) return () => false
  const weeks = hours.map((each) => compileWeek([[each]]))
  return (at) => weeks.some((week) => week !== undefined && isOpen(week, at, timeZone))
}
