import { hash } from 'node:crypto'
import { Refusal } from '../base/errors.ts'
import { keepsBodies } from '../contract/bodies.ts'
import { readToken } from '../identity/memberToken.ts'
import type { Db } from '../store/db.ts'
import { tokenPaused } from './cutOff.ts'

/** Who a token belongs to, as far as a call needs to know. */
export interface Caller {
  tokenId: string
  tokenLabel: string
  memberId: string
  memberName: string
  teamId: string | null
  teamName: string | null
  suspended: boolean
  expiresAt: number | null
  revokedAt: number | null
  replaced: boolean
  pausedAt: number | null
  /** What paused it: an alarm's kind, or an administrator. */
  pausedFor: string | null
  /** It never works: whoever shows it is a thief. */
  decoy: boolean
  /** What they send and are answered is kept. */
  keepsBodies: boolean
  /** Their calls are kept without details. */
  unlogged: boolean
}

// Enough for every token of a large team; a flood of good tokens only costs the HMAC again.
const PROVEN = 10_000

/**
 * The live tokens in memory. A token is looked up by its HMAC under the vault's pepper (11 µs); one that was
 * proven before is found by its SHA-256 (0.4 µs). Every change drops both maps.
 */
export class TokenDirectory {
  readonly #db: Db
  readonly #mac: (token: string) => Buffer
  #byMac = new Map<string, Caller>()
  #proven = new Map<string, Caller>()
  #loaded = false

  /** `mac` is the HMAC of a token; it throws while the vault is locked. */
  constructor(db: Db, mac: (token: string) => Buffer) {
    this.#db = db
    this.#mac = mac
  }

  /** Forgets everything; the next call reads the tokens again. Called on every change and on lock. */
  drop(): void {
    this.#loaded = false
    this.#byMac = new Map()
    this.#proven = new Map()
  }

  find(token: string): Caller | undefined {
    const digest = hash('sha256', token, 'binary')
    const proven = this.#proven.get(digest)
    if (proven) return proven
    // Shape and checksum first: most wrong tokens cost no HMAC.
    if (!readToken(token)) return undefined
    if (!this.#loaded) this.#load()
    const caller = this.#byMac.get(this.#mac(token).toString('base64'))
    if (!caller) return undefined
    if (this.#proven.size >= PROVEN) this.#proven.clear()
    this.#proven.set(digest, caller)
    return caller
  }

  #load(): void {
    const { sql } = this.#db
    const rows = this.#db.all(
      sql
        .selectFrom('tokens')
        .innerJoin('members', 'members.id', 'tokens.memberId')
        .leftJoin('teams', 'teams.id', 'members.teamId')
        .select([
          'tokens.id',
          'tokens.label',
          'tokens.mac',
          'tokens.memberId',
          'tokens.expiresAt',
          'tokens.revokedAt',
          'tokens.replacedById',
          'tokens.pausedAt',
          'tokens.pausedFor',
          'tokens.decoy',
          'members.name',
          'members.teamId',
          'teams.name as teamName',
          'members.suspendedAt',
          'members.keepBodies',
          'teams.keepBodies as teamKeeps',
          'tokens.unlogged',
          'members.unlogged as memberUnlogged',
          'teams.unlogged as teamUnlogged',
        ]),
    )
    for (const row of rows) {
      // Whoever says so first is obeyed: what was promised to a team is not taken back for one of its tokens.
      const unlogged = row.unlogged + row.memberUnlogged + (row.teamUnlogged ?? 0) > 0
      this.#byMac.set(row.mac.toString('base64'), {
        tokenId: row.id,
        tokenLabel: row.label,
        memberId: row.memberId,
        memberName: row.name,
        teamId: row.teamId,
        teamName: row.teamName,
        suspended: row.suspendedAt !== null,
        expiresAt: row.expiresAt,
        revokedAt: row.revokedAt,
        replaced: row.replacedById !== null,
        pausedAt: row.pausedAt,
        pausedFor: row.pausedFor,
        decoy: row.decoy === 1,
        keepsBodies: !unlogged && keepsBodies(row.keepBodies, row.teamKeeps),
        unlogged,
      })
    }
    this.#loaded = true
  }
}

/** Refuses a caller whose token or membership has ended, in words the teammate can act on. */
export function checkStanding(caller: Caller, now: number): void {
  if (caller.revokedAt !== null && caller.revokedAt <= now)
    throw new Refusal(
      'TOKEN_REVOKED',
      `Keyrack: this token was revoked on ${day(caller.revokedAt)}. Ask your administrator for a new one.`,
    )
  if (caller.expiresAt !== null && caller.expiresAt <= now)
    throw new Refusal(
      'TOKEN_EXPIRED',
      caller.replaced
        ? `Keyrack: this token was replaced by a newer one and ended on ${day(caller.expiresAt)}. Use the newer token.`
        : `Keyrack: this token expired on ${day(caller.expiresAt)}. Ask your administrator for a new one.`,
    )
  if (caller.suspended)
    throw new Refusal(
      'MEMBER_SUSPENDED',
      `Keyrack: access of ${caller.memberName} is suspended. Ask your administrator.`,
    )
  if (caller.pausedAt !== null) throw tokenPaused(caller.pausedFor, caller.pausedAt)
}

const day = (at: number) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
