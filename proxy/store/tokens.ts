import type { TokenState } from '../contract/members.ts'
import type { Db } from './db.ts'
import type { TokenRow } from './schema/team.ts'

const SHOWN = [
  'tokens.id',
  'tokens.memberId',
  'tokens.label',
  'tokens.hint',
  'tokens.createdAt',
  'tokens.expiresAt',
  'tokens.revokedAt',
  'tokens.lastUsedAt',
  'tokens.lastAddress',
  'tokens.lastClient',
  'tokens.replacedById',
  'tokens.pausedAt',
  'tokens.decoy',
  'tokens.unlogged',
] as const

/** Tokens of members who were not removed, newest first; of one member when asked. */
export function listTokens(db: Db, memberId?: string) {
  const query = db.sql
    .selectFrom('tokens')
    .innerJoin('members', 'members.id', 'tokens.memberId')
    .select(SHOWN)
    .select(['members.name as memberName', 'members.teamId'])
    .where('members.removedAt', 'is', null)
    .orderBy('tokens.createdAt', 'desc')
    .orderBy('tokens.id')
  return db.all(memberId === undefined ? query : query.where('tokens.memberId', '=', memberId))
}

export function findToken(db: Db, id: string): TokenRow | undefined {
  return db.get(db.sql.selectFrom('tokens').selectAll().where('id', '=', id))
}

/** The token that this is the HMAC of. */
export function findTokenByMac(db: Db, mac: Buffer): TokenRow | undefined {
  return db.get(db.sql.selectFrom('tokens').selectAll().where('mac', '=', mac))
}

export type NewTokenRow = Pick<
  TokenRow,
  'id' | 'memberId' | 'label' | 'hint' | 'mac' | 'createdAt' | 'expiresAt' | 'decoy' | 'unlogged'
>

export function insertToken(db: Db, token: NewTokenRow): void {
  db.run(db.sql.insertInto('tokens').values(token))
}

/** Puts `successor` in the place of the token `id`, which is accepted until `acceptedUntil`. */
export function replaceToken(
  db: Db,
  id: string,
  successor: NewTokenRow,
  acceptedUntil: number | { revokedAt: number },
): void {
  const end =
    typeof acceptedUntil === 'number'
      ? { expiresAt: acceptedUntil }
      : { revokedAt: acceptedUntil.revokedAt }
  db.transaction(() => {
    insertToken(db, successor)
    db.run(
      db.sql
        .updateTable('tokens')
        .set({ replacedById: successor.id, ...end })
        .where('id', '=', id),
    )
  })
}

/** Revokes a token; the moment of an earlier revocation stays. */
export function revokeToken(db: Db, id: string, now: number): void {
  db.run(
    db.sql
      .updateTable('tokens')
      .set({ revokedAt: now })
      .where('id', '=', id)
      .where('revokedAt', 'is', null),
  )
}

/** A paused token is refused until it is resumed; the moment of an earlier pause stays. */
export function pauseToken(db: Db, id: string, now: number, pausedFor: string): boolean {
  const changed = db.run(
    db.sql
      .updateTable('tokens')
      .set({ pausedAt: now, pausedFor })
      .where('id', '=', id)
      .where('pausedAt', 'is', null),
  )
  return changed > 0
}

/** Lets a token work again; the brake for agents leaves it alone until `brakeOffUntil`. */
export function resumeToken(db: Db, id: string, brakeOffUntil: number | null): void {
  db.run(
    db.sql
      .updateTable('tokens')
      .set({ pausedAt: null, pausedFor: null, brakeOffUntil })
      .where('id', '=', id),
  )
}

/** Tokens of a member that are still accepted. */
export function liveTokensOf(db: Db, memberId: string, now: number) {
  return db.all(
    db.sql
      .selectFrom('tokens')
      .select(['id', 'label', 'hint'])
      .where('memberId', '=', memberId)
      .where('revokedAt', 'is', null)
      .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', now)]))
      .orderBy('createdAt'),
  )
}

/** Whether calls with it are kept without details. */
export function setTokenUnlogged(db: Db, id: string, unlogged: boolean): void {
  const change = { unlogged: unlogged ? 1 : 0 }
  db.run(db.sql.updateTable('tokens').set(change).where('id', '=', id))
}

/** Revokes every token of a member that was still accepted, and says how many those were. */
export function revokeTokensOf(db: Db, memberId: string, now: number): number {
  return db.run(
    db.sql
      .updateTable('tokens')
      .set({ revokedAt: now })
      .where('memberId', '=', memberId)
      .where('revokedAt', 'is', null)
      .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', now)])),
  )
}

/** What a token is worth now. */
export function tokenStateAt(
  token: Pick<TokenRow, 'revokedAt' | 'expiresAt' | 'replacedById' | 'pausedAt'>,
  now: number,
): TokenState {
  if (token.revokedAt !== null) return 'revoked'
  if (token.expiresAt !== null && token.expiresAt <= now) return 'expired'
  if (token.pausedAt !== null) return 'paused'
  return token.replacedById === null ? 'active' : 'replaced'
}
