import type { Limit } from '../../contract/limits.ts'
import type { Retention } from '../../contract/storage.ts'
import { rowsNeededFrom } from '../../policy/limits/rowsNeeded.ts'
import type { SweepPlan } from '../../store/retention/sweep.ts'

const DAY_MS = 86_400_000
const GiB = 1024 ** 3
/** What a full disk cannot take: reports and calendar windows of limits look at this month's calls. */
const LEAST_CALL_DAYS = 35
const LEAST_DETAIL_DAYS = 1

export interface DatedPlan extends SweepPlan {
  /** Calls from then on stay because limits need them. */
  neededFrom: number
}

/** What is to be deleted by these settings at this moment. */
export function sweepPlan(settings: Retention, limits: readonly Limit[], now: number): DatedPlan {
  const before = (days: number) => now - days * DAY_MS
  const neededFrom = rowsNeededFrom(limits, now)
  return {
    calls: Math.min(before(settings.keepCallDays), neededFrom),
    details: before(settings.keepDetailDays),
    addresses: before(settings.keepAddressDays),
    hours: before(settings.keepHourDays),
    alarms: before(settings.keepAlarmDays),
    audit: before(settings.keepAuditDays),
    neverCalls: Math.min(before(LEAST_CALL_DAYS), neededFrom),
    neverDetails: before(LEAST_DETAIL_DAYS),
    mostBytes: settings.databaseGiB === 0 ? null : Math.round(settings.databaseGiB * GiB),
    neededFrom,
  }
}
