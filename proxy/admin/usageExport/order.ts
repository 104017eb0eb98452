import type { UsageFilter } from '../../contract/usage.ts'
import type { UsageAbout, UsageFormat } from '../../contract/usageExport.ts'

/** A limit on the money of a whole month, as it stands when the report is made. */
export interface Budget {
  /** Null for the whole workspace. */
  teamId: string | null
  sizeNanoUsd: number
  /** The largest size to which it was raised for a while in that month; null where it was not. */
  raisedToNanoUsd: number | null
}

/** All that the thread needs in order to write a report; one plain value. */
export interface UsageOrder {
  format: UsageFormat
  eachTeam: boolean
  preamble: boolean
  /** The file, or the folder, that is being written. */
  path: string
  /** Begins the names of the files in the folder, such as `keyrack-usage-2026-10`. */
  name: string
  from: number
  to: number
  timeZone: string
  filter: UsageFilter
  teamId?: string | undefined
  about: UsageAbout
  /** Such as `October 2026`. */
  title: string
  /** True while the range is not over. */
  isRunning: boolean
  /** What the range is compared with; `title` such as `September 2026`. */
  before: { from: number; to: number; title: string }
  budgets: Budget[]
}
