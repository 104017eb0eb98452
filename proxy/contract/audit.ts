import { z } from 'zod'

/**
 * `begun`: written before the deed, and not ended yet · `refused`: they lacked the right · `interrupted`: Keyrack
 * ended in the middle, so it may or may not have happened.
 */
export const auditResult = z.enum(['begun', 'done', 'failed', 'refused', 'interrupted'])
export type AuditResult = z.infer<typeof auditResult>

export const auditSource = z.enum(['window', 'command', 'service', 'portal', 'rule'])
export type AuditSource = z.infer<typeof auditSource>

/** `locked`: written while nobody had the key of the chain · `before`: older than the chain. */
export const auditOrigin = z.enum(['live', 'locked', 'before'])
export type AuditOrigin = z.infer<typeof auditOrigin>

/** One field of what was changed, as it stood and as it stands. Never a secret. */
export interface AuditChange {
  field: string
  before?: unknown
  after?: unknown
}

/** One act with its outcome: who did what to what. */
export interface AuditAct {
  seq: number
  at: number
  /** The entry that tells how it ended. */
  endSeq: number | null
  endedAt: number | null
  actorId: string | null
  /** Null for the service itself, for somebody unknown, and where the detail was erased. */
  actorName: string | null
  role: string | null
  source: AuditSource
  address: string | null
  /** Path of the procedure, such as `limits.add`. */
  action: string
  objectType: string | null
  objectId: string | null
  objectName: string | null
  /** What was asked for, secrets left out. */
  asked?: unknown
  changes: AuditChange[]
  result: AuditResult
  /** Why it failed. */
  reason: string | null
  origin: AuditOrigin
  /** Names and values were erased on request; that it happened stays. */
  erased: boolean
}

export const AUDIT_FIELDS = ['who', 'role', 'action', 'object', 'result', 'source', 'text'] as const
export const auditField = z.enum(AUDIT_FIELDS)
export type AuditField = z.infer<typeof auditField>

export const auditTerm = z.strictObject({
  field: auditField,
  /** Any of them is enough. */
  values: z.array(z.string().min(1).max(200)).min(1).max(20),
  negated: z.boolean().default(false),
})
export type AuditTerm = z.infer<typeof auditTerm>

export const auditFilter = z.strictObject({
  since: z.int().nonnegative().optional(),
  until: z.int().nonnegative().optional(),
  terms: z.array(auditTerm).max(30).default([]),
})
export type AuditFilter = z.infer<typeof auditFilter>

export const auditPage = z
  .strictObject({
    /** Only acts older than this one. */
    before: z.int().positive().optional(),
    limit: z.int().min(1).max(1000).default(200),
    filter: auditFilter.prefault({}),
  })
  .prefault({})
export type AuditPage = z.infer<typeof auditPage>

export interface AuditPageAnswer {
  acts: AuditAct[]
  more: boolean
}

/** What was done to the log, as a check tells it. */
export const auditBreakKind = z.enum([
  ...(['changed', 'removed', 'added', 'reordered', 'replayed'] as const),
  ...(['detailChanged', 'detailSwapped', 'detailRemoved', 'checkpoint'] as const),
  ...(['cutOff', 'rolledBack', 'head', 'beginning', 'shortened', 'rebegun'] as const),
])
export type AuditBreakKind = z.infer<typeof auditBreakKind>

export interface AuditBreak {
  kind: AuditBreakKind
  /** The first entry that is not as it was written. */
  seq: number
  /** What happened, what it means, what to do. */
  message: string
}

export interface AuditCheck {
  scope: 'latest' | 'all'
  at: number
  /** Entries that were looked at. */
  checked: number
  /** Of the first of them. */
  since: number | null
  beginning: AuditBeginning | null
  /** Details that Keyrack erased on request. */
  erased: number
  /** Breaks that an owner has looked into. */
  known: number
  broken: AuditBreak | null
  /** The outcome in one sentence. */
  message: string
}

/** Where the log begins, since entries older than are kept were taken off. */
export interface AuditBeginning {
  /** The last entry that was taken off. */
  seq: number
  at: number
  /** Id of whoever had it done; null for the nightly deletion. */
  actor: string | null
  /** How many that deletion took off. */
  taken: number
  /** The entry that tells of it. */
  entry: number
}

/** How the log stands. */
export interface AuditState {
  entries: number
  /** Written while the vault is locked, and not in the chain yet. */
  waiting: number
  since: number | null
  /** Null while it holds everything that ever was in it. */
  beginning: AuditBeginning | null
  /** The last check of this run of the service; null before the first one. */
  lastCheck: AuditCheck | null
  running: { checked: number; total: number } | null
  /** What was found bent and nobody has acknowledged. */
  broken: AuditBreak | null
  publicKey: string | null
  fingerprint: string | null
}

export const auditExport = z.strictObject({
  format: z.enum(['jsonl', 'csv']),
  filter: auditFilter.prefault({}),
})
export type AuditExport = z.infer<typeof auditExport>

export const auditFileExport = auditExport.extend({
  /** Whole path of the file to be written, ending as the format does. */
  file: z.string().min(1).max(4096),
})
export type AuditFileExport = z.infer<typeof auditFileExport>

/** A part of an export. */
export interface AuditExportPart {
  text: string
  done: number
  total: number
  isOver: boolean
  /** Signature of a table, for a file beside it; JSONL holds its own. */
  seal: string | null
}
