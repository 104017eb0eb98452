import { type AuditEntry, type BeginningFacts, signBytes, verifyBytes } from './auditChain.ts'

/** Lines of an export, JSON each, in this order: header, entries with checkpoints among them, seal. */
export interface ExportHeader {
  format: 'keyrack-audit'
  version: 1
  installId: string
  exportedAt: number
  exportedBy: string
  publicKey: string
  /** Number of the last entry; the first is 1, or the one after `begins`. */
  entries: number
  /** Where the log begins since older entries were taken off it. */
  begins: ExportedBeginning | null
  filter: unknown
}

/** As Keyrack signed it; link and MAC stand for all that was before. */
export interface ExportedBeginning extends Omit<BeginningFacts, 'installId'> {
  signature: string
}

/** `aside` is the detail's own text and `salt` opens the entry's commitment to it; both are gone once erased. */
export interface ExportedEntry extends AuditEntry {
  mac: string
  salt?: string
  aside?: string
}

/** Stands for an entry that the filter left out: the chain goes on through it. */
export interface LeftOut {
  seq: number
  hash: string
}

export interface ExportedCheckpoint {
  checkpoint: { seq: number; at: number; link: string; mac: string; signature: string }
}

/** Says that a whole file is as Keyrack wrote it. */
export interface Seal {
  format: 'keyrack-audit-seal'
  installId: string
  sealedAt: number
  sha256: string
  publicKey: string
  signature: string
}

export function sealFile(
  seed: Buffer,
  facts: Pick<Seal, 'installId' | 'sealedAt' | 'sha256' | 'publicKey'>,
): Seal {
  const signature = signBytes(seed, textOf(facts)).toString('base64')
  return { format: 'keyrack-audit-seal', ...facts, signature }
}

export function isSealed(seal: Seal): boolean {
  return verifyBytes(seal.publicKey, textOf(seal), Buffer.from(seal.signature, 'base64'))
}

function textOf({ installId, sealedAt, sha256 }: Pick<Seal, 'installId' | 'sealedAt' | 'sha256'>) {
  return Buffer.from(JSON.stringify(['keyrack/v1/audit-export', installId, sealedAt, sha256]))
}
