import type { Generated } from 'kysely'
import type { AuditEntry } from '../../base/auditChain.ts'

/** One entry of the audit log; see base/auditChain.ts for what its MAC covers. */
export interface AuditRow extends AuditEntry {
  mac: Buffer
}

export interface AuditDetailRow {
  seq: number
  /** Both null once they were erased; the entry itself stays. */
  salt: Buffer | null
  detail: string | null
  erasedBy: number | null
  erasedMac: Buffer | null
}

export interface AuditCheckpointRow {
  seq: number
  at: number
  link: Buffer
  mac: Buffer
  publicKey: string
  signature: Buffer
}

export interface AuditPendingRow {
  id: Generated<number>
  /** JSON of an `UnchainedEntry`. */
  entry: string
}

/** Where the log begins, signed; see `0014-audit-beginning`. */
export interface AuditBeginningRow {
  id: number
  seq: number
  at: number
  actor: string | null
  taken: number
  entry: number
  link: Buffer
  mac: Buffer
  publicKey: string
  signature: Buffer
}
