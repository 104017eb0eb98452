import { join } from 'node:path'
import type { dataFiles } from '../../base/paths.ts'
import type { Finding } from '../../contract/alarms.ts'
import type { HeadFile } from '../../store/audit/heads.ts'
import type { Vault } from '../../vault/vault.ts'
import type { Act } from './acts.ts'
import type { Audit } from './audit.ts'

/** Where the log's head is kept: in the data folder, and where a copy of that folder does not lead. */
export function headFiles(
  vault: Vault,
  files: Pick<ReturnType<typeof dataFiles>, 'auditHead'>,
  stateDir: string,
): () => HeadFile[] {
  return () =>
    vault.state === 'none'
      ? []
      : [
          { place: 'data', file: files.auditHead },
          { place: 'outside', file: join(stateDir, `audit-head-${vault.installId}.json`) },
        ]
}

/** What the log tells of the service's own life. */
export function tellStart({ log }: Audit, version: string, interruptedCalls: number): void {
  log.settleInterrupted()
  log.note({ action: 'service.start', source: 'service', asked: { version } })
  if (interruptedCalls > 0)
    log.note({ action: 'service.recovered', source: 'service', asked: { interruptedCalls } })
}

/** Opens the vault by what this computer keeps or was started with, and writes it down as any other act. */
export async function tellUnlock(
  { log }: Audit,
  vault: Vault,
  open: () => Promise<void>,
): Promise<void> {
  const act: Act = { action: 'vault.unlock', source: 'service' }
  const begun = log.begin(act)
  try {
    await open()
    log.end(begun, act, { result: vault.state === 'unlocked' ? 'done' : 'failed' })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log.end(begun, act, { result: 'failed', reason })
    throw error
  }
}

/** The alarm of a bent log; `note` says what was found. */
export function auditFinding(note: string, at: number): Finding {
  return {
    ...{ kind: 'auditBroken', cause: `auditBroken ${note.split('.')[0]}`, period: at, at },
    subject: {},
    evidence: {
      ...{ value: 1, unit: 'counters', windowMs: null, usual: null, score: null, threshold: null },
      ...{ points: [], seen: [], known: [], note, calls: [] },
    },
  }
}
