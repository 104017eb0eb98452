import { fingerprintOf, publicKeyOf } from '../../base/auditChain.ts'
import type { AuditState } from '../../contract/audit.ts'
import { auditBeginning } from '../../store/audit/beginning.ts'
import { auditSize } from '../../store/audit/entries.ts'
import { type HeadFile, Heads } from '../../store/audit/heads.ts'
import type { Db } from '../../store/db.ts'
import type { Reports } from '../../store/reports/index.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Lookback } from '../lookback/looks.ts'
import { breakWords, type Found, knownBreaks } from './breaks.ts'
import { AuditChecks, beginningOf } from './checks.ts'
import { ExportShelf } from './exports.ts'
import { AuditLog } from './log.ts'
import { takeOff } from './takeOff.ts'

/** The audit log with what proves and exports it; other rooms tell their acts by `log.note`. */
export interface Audit {
  log: AuditLog
  checks: AuditChecks
  exports: ExportShelf
  state(): AuditState
  /** Takes entries older than a moment off the log's beginning, up to a signed checkpoint. */
  takeOff(before: number, watch: Parameters<typeof takeOff>[2]): Promise<void>
  /** The whole log, once a night; nothing while the vault is locked, which has no key to check with. */
  checkNightly(): Promise<void>
  /** Writes what is still on its way; called when the service ends. */
  close(): Promise<void>
}

export interface AuditOptions {
  db: Db
  vault: Vault
  reports: Pick<Reports, 'auditPage'>
  now: () => number
  lookback: () => Lookback
  /** Where heads are kept, and the database whose commits they must not be ahead of. */
  heads: () => readonly HeadFile[]
  database: string | undefined
  /** Windows that show the log may ask again. */
  changed: () => void
  /** Something was found bent. */
  bent: (message: string) => void
  failed: (error: unknown) => void
}

export function openAudit(options: AuditOptions): Audit {
  const { db, vault, reports, now, lookback, changed } = options
  const heads = new Heads(options.heads, options.database, options.failed)
  const bent = (found: Found) => options.bent(breakWords(found))
  const log = new AuditLog({ db, vault, heads, now, written: changed, bent })
  const checks = new AuditChecks({
    ...{ db, vault, heads, log, now, lookback, changed },
    found: bent,
  })
  const exports = new ExportShelf({ db, vault, reports, log, now })
  return {
    ...{ log, checks, exports },
    takeOff: (before, watch) => takeOff({ db, vault, log, checks, exports }, before, watch),
    state(): AuditState {
      const { open } = knownBreaks(db)
      const begun = auditBeginning(db)
      const key = vault.state === 'unlocked' ? publicKeyOf(vault.subkey('audit-sign')) : null
      return {
        ...auditSize(db),
        waiting: log.waiting,
        beginning: begun ? beginningOf(begun) : null,
        ...{ lastCheck: checks.last, running: checks.running },
        broken: open ? { ...open, message: breakWords(open) } : null,
        publicKey: key,
        fingerprint: key === null ? null : fingerprintOf(key),
      }
    },
    async checkNightly() {
      if (vault.state === 'unlocked' && !checks.running) await checks.check('all')
    },
    async close() {
      checks.cancel()
      log.checkpoint({ always: true })
      await heads.flush()
    },
  }
}
