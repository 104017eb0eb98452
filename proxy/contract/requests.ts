import { z } from 'zod'
import type { LimitStanding } from './limits.ts'

const reason = z.string().trim().min(1).max(2000)

/** What a member sends to `POST /keyrack/requests`. */
export const newRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('model'),
    model: z.string().trim().min(1).max(256),
    reason,
  }),
  z.strictObject({
    kind: z.literal('quota'),
    /** The limit that is too tight; left out, the tightest one of the member. */
    limitId: z.string().max(64).optional(),
    /** The size asked for, in the limit's unit; left out, the administrator decides. */
    size: z.int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
    reason,
  }),
  z.strictObject({
    kind: z.literal('prompt'),
    prompt: z.string().trim().min(1).max(256),
    reason,
  }),
])
export type NewRequest = z.infer<typeof newRequest>

export type RequestState = 'open' | 'approved' | 'declined'

export interface AccessRequest {
  id: string
  memberId: string
  memberName: string
  teamId: string | null
  kind: NewRequest['kind']
  /** The model, the limit's id, or the prompt. */
  subject: string
  /** The same in words, such as `$5.00 a day, everything`. */
  subjectWords: string
  /** The size asked for, where one was. */
  size: number | null
  reason: string
  createdAt: number
  state: RequestState
  decidedAt: number | null
  decidedBy: string | null
  /** The administrator's words to the member. */
  answer: string
  /** Until when it was granted; null for good, or while undecided. */
  until: number | null
  /** The counter asked about, as it stands now; null for anything but quota. */
  standing: LimitStanding | null
  costNanoUsd30d: number
  calls30d: number
}

export const requestApproval = z.strictObject({
  id: z.string(),
  /** Null: for good. */
  until: z.int().nonnegative().nullable(),
  /** Size granted to a quota request; left out, the one asked for. */
  size: z.int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
  answer: z.string().trim().max(2000).default(''),
})

export const requestDecline = z.strictObject({ id: z.string(), answer: reason })

/** What `GET /keyrack/me` tells a member about themselves. */
export interface MyAccess {
  member: { id: string; name: string; team: string | null }
  token: { id: string; label: string; expiresAt: number | null }
  models: string[]
  /** Whether what is sent and answered is kept, and what that means; null where it is not. */
  bodies: { kept: boolean; notice: string | null }
  /** Whether more is kept of calls than what they used and cost; the notice says so where it is not. */
  details: { kept: boolean; notice: string | null }
  limits: {
    id: string
    /** All of it in words, such as `$5.00 a day`. */
    words: string
    metric: string
    window: string
    scope: string
    /** Where it is set: `workspace`, `team App`, `you`, `this token`. */
    setBy: string
    /** What the numbers count; a request names its size in the same. */
    unit: string
    size: number
    used: number
    reserved: number
    left: number
    resetsAt: string | null
  }[]
  requests: {
    id: string
    kind: string
    subject: string
    state: RequestState
    answer: string
    until: string | null
  }[]
}
