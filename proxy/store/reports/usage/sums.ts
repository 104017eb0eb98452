import type { UsageFilter, UsageLine, UsageQuery } from '../../../contract/usage.ts'
import type { Db } from '../../db.ts'
import { rollupState } from '../../rollups/state.ts'
import { usageReport } from './usage.ts'

interface SumsQuestion extends Pick<UsageQuery, 'by'> {
  since?: number | undefined
  /** The first moment left out. */
  until?: number | undefined
  step?: 'none' | 'hour' | 'day'
  filter?: UsageFilter
  teamId?: string | undefined
  /** Where days begin; where there are no days, the zone in which rollups are cut serves best. */
  timeZone?: string | undefined
}

/** What calls add up to, for reports that need neither times nor the running step. */
export function usageSums(db: Db, question: SumsQuestion): UsageLine[] {
  const { since, until, step, filter, teamId, by, timeZone } = question
  return usageReport(db, {
    ...{ from: Math.max(0, since ?? 0), to: until ?? Number.MAX_SAFE_INTEGER },
    ...{ step: step ?? 'none', by, filter: filter ?? {}, latency: false, teamId, now: 0 },
    timeZone: timeZone ?? rollupState(db).zone,
  }).lines
}
