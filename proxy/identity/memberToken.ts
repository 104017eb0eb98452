import { createHmac } from 'node:crypto'
import { CHECK_LENGTH, checksum } from '../base/checksum.ts'
import { randomBase62 } from '../base/ids.ts'

const PREFIX = 'krk_m_'
const RANDOM_LENGTH = 40

/** Finds Keyrack tokens in text, for secret scanners and redaction; other letters are kept for later kinds. */
export const TOKEN_PATTERN = /\bkrk_[a-z]_[0-9A-Za-z]{46}\b/g

const SHAPE = /^krk_m_[0-9A-Za-z]{46}$/

/** A new token: 238 random bits, and a checksum by which a mistyped one is told from an unknown one. */
export function mintToken(): string {
  const body = PREFIX + randomBase62(RANDOM_LENGTH)
  return body + checksum(body)
}

/** The token when its shape and checksum are right; undefined for anything else, without a look at the database. */
export function readToken(text: string): string | undefined {
  if (!SHAPE.test(text)) return undefined
  const body = text.slice(0, -CHECK_LENGTH)
  return checksum(body) === text.slice(-CHECK_LENGTH) ? text : undefined
}

/**
 * What is stored of a token: 32 bytes. Keyed by a pepper from the vault, so that nobody who can write to the
 * database, but not open the vault, can plant a token that works.
 */
export function hashToken(pepper: Uint8Array, token: string): Buffer {
  return createHmac('sha256', pepper).update(token).digest()
}

/** What lists show of a token, such as `krk_m_…8Zp1`. */
export function tokenHint(token: string): string {
  return `${PREFIX}…${token.slice(-4)}`
}
