/** What kind of long work it is; the window has words for each. */
export type JobKind =
  | 'callExport'
  | 'usageExport'
  | 'auditExport'
  | 'auditCheck'
  | 'retention'
  | 'personalExport'
  | 'erasure'

/** Things that are counted while it goes on. */
export type JobUnit = 'calls' | 'entries' | 'rows' | 'days'

/** Long work that somebody started and may watch or cancel: an export, a check of everything. */
export interface Job {
  id: string
  kind: JobKind
  /** What it is about, such as the name of the file. */
  subject: string | null
  state: 'running' | 'done' | 'failed' | 'cancelled'
  startedAt: number
  endedAt: number | null
  unit: JobUnit
  done: number
  /** Null when nobody knows how much there is. */
  total: number | null
  /** Where the result lies, once it is there. */
  file: string | null
  /** Why it failed, in words. */
  problem: string | null
}
