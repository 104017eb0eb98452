export interface ErasureRow {
  id: string
  /** As it was; only entries of the audit log still bear it. */
  memberId: string
  /** The member whose row, and whose calls, stand there instead. */
  pseudonymId: string
  at: number
  /** Null while traces on the disk are still being removed. */
  finishedAt: number | null
  /** JSON: see `Certificate`. */
  certificate: string
}
