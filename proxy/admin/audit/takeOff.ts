import { setTimeout as pause } from 'node:timers/promises'
import { auditBeginning, takableUpTo } from '../../store/audit/beginning.ts'
import { checkpointsBetween } from '../../store/audit/entries.ts'
import type { Db } from '../../store/db.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Act } from './acts.ts'
import type { AuditChecks } from './checks.ts'
import type { ExportShelf } from './exports.ts'
import type { AuditLog } from './log.ts'

/** Several times as long as one step takes. */
const PAUSE_MS = 8

export interface TakeOffParts {
  db: Db
  vault: Vault
  log: AuditLog
  checks: AuditChecks
  exports: ExportShelf
}

export interface TakeOffWatch {
  /** Who asked for it; nobody at night. */
  actor?: Act['actor']
  signal?: AbortSignal | undefined
  /** So many entries went. */
  went(entries: number): void
}

/**
 * Takes entries older than a moment off the beginning of the audit log, from one signed checkpoint to the next. Only
 * what is proved to be whole goes, and what stands for it is signed; so the rest proves as much as before. While the
 * vault is locked nobody can sign, and while an export is fetched the log must stay: then it is done the next night.
 */
export async function takeOff(
  { db, vault, log, checks, exports }: TakeOffParts,
  before: number,
  { actor, signal, went }: TakeOffWatch,
): Promise<void> {
  const upTo = takableUpTo(db, before)
  const begin = auditBeginning(db)?.seq ?? 0
  if (vault.state !== 'unlocked' || upTo === undefined || upTo <= begin || exports.isBusy) return
  await checks.whileStill(upTo, async () => {
    signal?.throwIfAborted()
    const act: Act = {
      ...{ action: 'audit.takeOff', source: 'rule', actor },
      object: { type: 'audit', id: null, name: `entries ${begin + 1} to ${upTo}` },
      asked: { before: new Date(before).toISOString(), entries: upTo - begin },
    }
    const open = log.begin(act)
    let taken = 0
    try {
      for (const { seq } of checkpointsBetween(db, begin, upTo)) {
        if (exports.isBusy || isLocked(vault) || open.seq === undefined) break
        const told = { actor: actor?.id ?? null, taken, entry: open.seq }
        const gone = log.takeOff(seq, told)
        taken += gone
        went(gone)
        await pause(PAUSE_MS)
        signal?.throwIfAborted()
      }
      log.end(open, act, { result: 'done' })
    } catch (error) {
      const reason = signal?.aborted ? `cancelled after ${taken} entries` : String(error)
      log.end(open, act, { result: 'failed', reason })
      throw error
    }
  })
}

/** It can be locked between two steps. */
const isLocked = (vault: Vault) => vault.state !== 'unlocked'
