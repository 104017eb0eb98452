import type { Db } from './db.ts'
import { updateMember } from './members.ts'
import { decideRequest, openRequestsOf } from './requests.ts'
import { liveTokensOf, revokeTokensOf } from './tokens.ts'

export interface OffBoarded {
  revokedTokens: { id: string; label: string; hint: string }[]
  openRequests: number
}

/** Suspends a member, revokes what was still accepted and closes what was still asked for, all or nothing. */
export function offBoardMember(
  db: Db,
  memberId: string,
  { now, suspendedAt, by }: { now: number; suspendedAt: number | null; by: string },
): OffBoarded {
  const declined = { state: 'declined', answer: 'You were off-boarded.', until: null } as const
  return db.transaction(() => {
    const revokedTokens = liveTokensOf(db, memberId, now)
    revokeTokensOf(db, memberId, now)
    updateMember(db, memberId, { suspendedAt: suspendedAt ?? now })
    const open = openRequestsOf(db, memberId)
    for (const { id } of open) {
      decideRequest(db, id, { ...declined, decidedAt: now, decidedById: by })
    }
    return { revokedTokens, openRequests: open.length }
  })
}
