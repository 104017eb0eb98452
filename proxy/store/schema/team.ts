import type { Generated } from 'kysely'
import type { AdministratorRole } from '../../contract/administrators.ts'
import type { BodyKeeping } from '../../contract/bodies.ts'
import type { ViewPage } from '../../contract/views.ts'

/** Rows begin with details on. */
export type WithDetails<Row> = Omit<Row, 'unlogged'> & { unlogged: Generated<number> }

export interface MemberRow {
  id: string
  name: string
  email: string
  note: string
  teamId: string | null
  suspendedAt: number | null
  keepBodies: BodyKeeping
  /** 1: calls are kept without details. */
  unlogged: number
  createdAt: number
  /** Removed members keep their row, so that old calls keep their name. */
  removedAt: number | null
}

export interface TokenRow {
  id: string
  memberId: string
  label: string
  hint: string
  /** HMAC-SHA256 of the token under the vault's pepper, 32 bytes. */
  mac: Buffer
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
  lastAddress: string | null
  lastClient: string | null
  /** The token that took over; this one then ends at `expiresAt`. */
  replacedById: string | null
  pausedAt: number | null
  /** Kind of the alarm that paused it, or `administrator`. */
  pausedFor: string | null
  /** The brake for agents lets it alone until then. */
  brakeOffUntil: number | null
  /** 1: it never works, and whoever uses it is a thief. */
  decoy: number
  /** 1: calls with it are kept without details. */
  unlogged: number
}

export interface TeamRow {
  id: string
  name: string
  note: string
  keepBodies: BodyKeeping
  /** 1: calls are kept without details. */
  unlogged: number
  createdAt: number
  removedAt: number | null
}

export interface AdministratorRow {
  id: string
  name: string
  role: AdministratorRole
  teamId: string | null
  /** The slot of the vault that their passphrase, or their invitation's code, opens. */
  slotId: string
  /** Null once the invitation was taken up. */
  invitedUntil: number | null
  createdAt: number
  lastSeenAt: number | null
  removedAt: number | null
}

/** What an administrator keeps under a name. */
export interface SavedViewRow {
  id: string
  administratorId: string
  page: ViewPage
  name: string
  params: string
  starred: number
  createdAt: number
}
