import { z } from 'zod'
import type { BodyKeeping } from './bodies.ts'

const name = z.string().trim().min(1).max(120)
const email = z.union([z.literal(''), z.email().max(254)])
const note = z.string().trim().max(2000)

export const newMember = z.strictObject({
  name,
  email: email.default(''),
  note: note.default(''),
  teamId: z.string().optional(),
})
export type NewMember = z.infer<typeof newMember>

export const memberChange = z.strictObject({
  id: z.string(),
  name: name.optional(),
  email: email.optional(),
  note: note.optional(),
  /** Null: no team. Calls that were made stay with the team they were made in. */
  teamId: z.string().nullable().optional(),
})
export type MemberChange = z.infer<typeof memberChange>

export const memberState = z.enum(['active', 'suspended'])
export type MemberState = z.infer<typeof memberState>

export interface MemberSummary {
  id: string
  name: string
  email: string
  note: string
  teamId: string | null
  teamName: string | null
  state: MemberState
  /** Whether what they send and are answered is kept; see `keepsBodies`. */
  keepBodies: BodyKeeping
  /** Whether calls are kept without details; the team, or a token, may say so as well. */
  unlogged: boolean
  createdAt: number
  /** Tokens that would be accepted now. */
  liveTokens: number
  lastCallAt: number | null
  lastAddress: string | null
  callsToday: number
  costNanoUsdToday: number
  /** False while some call of today has an unknown price. */
  costTodayComplete: boolean
}

/** `replaced`: rotated, still accepted until the grace ends · `paused`: refused until it is resumed. */
export const tokenState = z.enum(['active', 'replaced', 'paused', 'expired', 'revoked'])
export type TokenState = z.infer<typeof tokenState>

export const newToken = z.strictObject({
  memberId: z.string(),
  label: z.string().trim().max(80).default(''),
  /** Days until it expires; left out: the setting `tokenDays`. Null: never. */
  expiresInDays: z.number().int().min(1).max(365).nullable().optional(),
  /** It looks like any other and never works: whoever uses it found it where nobody should look. */
  decoy: z.boolean().default(false),
})
export type NewToken = z.infer<typeof newToken>

export const tokenRotation = z.strictObject({
  id: z.string(),
  /** How long the old token is still accepted; left out: the setting `rotationGraceHours`. */
  graceHours: z.number().min(0).max(168).optional(),
})

export const tokenResumption = z.strictObject({
  id: z.string(),
  /** For so long the brake for agents lets the token alone. */
  ignoreHours: z.number().min(0).max(168).default(0),
})

export interface TokenSummary {
  id: string
  memberId: string
  memberName: string
  label: string
  /** Masked form such as `krk_m_…8Zp1`. */
  hint: string
  state: TokenState
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
  lastAddress: string | null
  lastClient: string | null
  replacedById: string | null
  pausedAt: number | null
  /** It never works, and whoever uses it is a thief. */
  decoy: boolean
  /** Calls with it are kept without details. */
  unlogged: boolean
}

/** The only moment a token is ever readable. */
export interface CreatedToken {
  id: string
  token: string
  expiresAt: number | null
}

/** What a teammate pastes into a tool. `{token}` stands where the member's token goes. */
export interface Snippet {
  id: string
  label: string
  /** One block to copy: a shell command, a piece of code, a file. Several for a tab with choices. */
  blocks: { title: string; language: string; text: string }[]
  /** Traps and hints, one sentence each. */
  notes: string[]
}

export interface ConnectionCard {
  memberName: string
  origin: string
  /** Present when TLS uses Keyrack's own certificate authority. */
  ca: { pem: string; fingerprint: string; trust: Snippet['blocks'] } | null
  models: string[]
  /** What the member must know, such as that bodies are kept. */
  notices: string[]
  snippets: Snippet[]
  /** The whole card as one plain text, ready for a message; without the token. */
  message: string
}
