import { z } from 'zod'

export const personalExport = z.strictObject({
  memberId: z.string(),
  /** Whole path of the zip that is to be written. */
  file: z.string().min(1).max(4096),
})
export type PersonalExport = z.infer<typeof personalExport>

export const erasureOrder = z.strictObject({
  memberId: z.string(),
  /** The member's name, typed by whoever means it. */
  typedName: z.string().max(200),
})

/** Somebody who was taken off the list and whose data is still here. */
export interface FormerMember {
  id: string
  name: string
  removedAt: number
}

/** What is taken away of one person. */
export const ERASED_KINDS = [
  'profile',
  'tokens',
  'addresses',
  'details',
  'bodies',
  'limits',
  'accessRules',
  'requests',
  'alarms',
  'messages',
  'views',
  'notes',
  'auditDetails',
  'copies',
] as const
export type ErasedKind = (typeof ERASED_KINDS)[number]

/** What stays, each for a reason that the certificate tells. */
export const KEPT_KINDS = ['calls', 'objects', 'auditEntries'] as const
export type KeptKind = (typeof KEPT_KINDS)[number]

/** Where somebody's name or address still stands that Keyrack must not change by itself. */
export interface Mention {
  /** Such as `settings.value`: table and column. */
  place: string
  count: number
}

/** What an erasure would find at this moment. */
export interface ErasurePreview {
  memberId: string
  name: string
  /** Why it cannot begin now; null when it can. */
  obstacle: 'activeTokens' | 'openCalls' | 'running' | null
  liveTokens: number
  calls: number
  bodies: number
  requests: number
  alarms: number
  limits: number
  /** Others with the same name: what only mentions that name is then left as it is. */
  namesakes: boolean
  mentions: Mention[]
  /** Whole copies of the database that Keyrack made before updates: they go as well. */
  copies: number
}

/** How it was looked whether anything is left on the disk. */
export interface ErasureProof {
  files: number
  bytes: number
  /** Names, addresses and the like that were looked for. */
  texts: number
  /** Files in which one was still found. */
  found: string[]
  /** The database was written anew, because pages that were free still held some of it. */
  rewritten: boolean
}

/** What was done, for whoever asked for it and for an auditor. It tells of nobody who it was. */
export interface Certificate {
  format: 'keyrack-erasure-certificate'
  version: 1
  id: string
  /** The id that only the audit log still knows. */
  memberId: string
  /** What reports call the calls that stay. */
  pseudonym: string
  orderedAt: number
  finishedAt: number | null
  by: { id: string; name: string; role: string }
  removed: Record<ErasedKind, number>
  kept: Record<KeptKind, number>
  mentions: Mention[]
  namesakes: boolean
  /** The entry of the audit log that tells of it. */
  audit: { seq: number; hash: string }
  /** Null when Keyrack ended in the middle: the rest was done at its next start, without what to look for. */
  proof: ErasureProof | null
}
