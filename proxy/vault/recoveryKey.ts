import { createHash } from 'node:crypto'
import { RecoveryKeyRefused } from './problems.ts'

/** Crockford's base32: no I, L, O or U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SECRET_BYTES = 32
const BODY_LENGTH = 52
const CHECK_LENGTH = 4

/** Writes 32 bytes as 14 groups of four: 52 characters of base32 and 4 that catch typing errors. */
export function formatRecoveryKey(secret: Buffer): string {
  const text = toBase32(secret, BODY_LENGTH) + checksum(secret)
  return text.match(/.{4}/g)?.join('-') ?? text
}

/** Reads a recovery key as people type it: any case, spaces or dashes anywhere, O for 0, I or L for 1. */
export function parseRecoveryKey(typed: string): Buffer {
  const text = typed
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}._]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  const stranger = [...text].find((character) => !ALPHABET.includes(character))
  if (stranger !== undefined) {
    throw new RecoveryKeyRefused(
      `A recovery key never contains “${stranger}”. Check that character.`,
    )
  }
  if (text.length !== BODY_LENGTH + CHECK_LENGTH) {
    throw new RecoveryKeyRefused(
      `A recovery key has ${BODY_LENGTH + CHECK_LENGTH} characters; this one has ${text.length}.`,
    )
  }
  const secret = fromBase32(text.slice(0, BODY_LENGTH))
  if (secret === undefined || checksum(secret) !== text.slice(BODY_LENGTH)) {
    throw new RecoveryKeyRefused('The recovery key has a typing error. Compare it group by group.')
  }
  return secret
}

/** 20 bits of SHA-256: swapped groups show as well as wrong characters. */
function checksum(secret: Buffer): string {
  const digest = createHash('sha256').update('keyrack/v1/recovery-checksum').update(secret).digest()
  return toBase32(digest, CHECK_LENGTH)
}

/** The first `length` characters, five bits each; bits beyond the end are zero. */
function toBase32(bytes: Buffer, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) {
    const bit = i * 5
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    text += ALPHABET[(pair >> (11 - (bit & 7))) & 31]
  }
  return text
}

/** Undefined when the four bits beyond the 32 bytes are not zero, so that each secret has one spelling. */
function fromBase32(text: string): Buffer | undefined {
  const secret = Buffer.alloc(SECRET_BYTES)
  let spare = 0
  ;[...text].forEach((character, i) => {
    const value = ALPHABET.indexOf(character)
    for (let b = 0; b < 5; b++) {
      const bit = i * 5 + b
      const on = (value >> (4 - b)) & 1
      if (bit < SECRET_BYTES * 8)
        secret[bit >> 3] = (secret[bit >> 3] ?? 0) | (on << (7 - (bit & 7)))
      else spare |= on
    }
  })
  return spare === 0 ? secret : undefined
}
