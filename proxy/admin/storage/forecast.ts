import type { Retention, StorageForecast, StoredKind, StoredLine } from '../../contract/storage.ts'

const DAY_MS = 86_400_000
const YEAR_DAYS = 365
const TEN_YEARS_DAYS = 3650
const GiB = 1024 ** 3
/** With less than that, no call is served. */
const LEAST_FREE_BYTES = 200 * 1024 ** 2

interface Question {
  lines: readonly StoredLine[]
  settings: Retention & { bodyDays: number }
  diskFreeBytes: number
  now: number
}

/** How large the database becomes at the pace of the last weeks, with what is deleted meanwhile. */
export function storageForecast({
  lines,
  settings,
  diskFreeBytes,
  now,
}: Question): StorageForecast {
  const most = settings.databaseGiB === 0 ? Number.POSITIVE_INFINITY : settings.databaseGiB * GiB
  const bytes = lines.reduce((sum, line) => sum + line.bytes, 0)
  const after = (days: number) => {
    const all = lines.reduce((sum, line) => sum + sizeAfter(line, days, settings, now), 0)
    return Math.round(Math.min(all, Math.max(most, bytes)))
  }
  const room = diskFreeBytes - LEAST_FREE_BYTES
  let fullAt: number | null = room <= 0 ? now : null
  for (let day = 1; day <= TEN_YEARS_DAYS && fullAt === null; day++)
    if (after(day) - bytes > room) fullAt = now + day * DAY_MS
  return {
    bytesPerDay: after(1) - bytes,
    bytesInYear: after(YEAR_DAYS),
    fullAt,
  }
}

/** It grows until as many days of it lie there as are kept. */
function sizeAfter(
  line: StoredLine,
  days: number,
  settings: Question['settings'],
  now: number,
): number {
  const kept = keptDays(line.kind, settings)
  const age = line.from === null ? 0 : (now - line.from) / DAY_MS
  const growing = Math.max(0, Math.min(days, kept - age))
  return line.bytes + growing * line.bytesPerDay
}

function keptDays(kind: StoredKind, settings: Question['settings']): number {
  const { keepCallDays, keepDetailDays, keepHourDays, keepAlarmDays, keepAuditDays } = settings
  if (kind === 'calls') return keepCallDays
  if (kind === 'details') return Math.min(keepDetailDays, keepCallDays)
  if (kind === 'bodies') return Math.min(settings.bodyDays, keepCallDays)
  if (kind === 'hours') return Math.max(keepHourDays, keepCallDays)
  if (kind === 'audit') return keepAuditDays
  return kind === 'alarms' ? keepAlarmDays : Number.POSITIVE_INFINITY
}
