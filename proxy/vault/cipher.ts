import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM with a random 96-bit IV; `context` is authenticated, not stored. Returns IV, ciphertext and tag in one. */
export function wrap(key: Buffer, plaintext: Buffer, context: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(context))
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** The plaintext, or undefined when the key, the context or a single bit is not the one of `wrap`. */
export function unwrap(key: Buffer, wrapped: Buffer, context: string): Buffer | undefined {
  if (wrapped.length < IV_BYTES + TAG_BYTES) return undefined
  const iv = wrapped.subarray(0, IV_BYTES)
  const body = wrapped.subarray(IV_BYTES, wrapped.length - TAG_BYTES)
  // Without a fixed length node:crypto would take a tag of four bytes, which can be forged.
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES))
  const plaintext = decipher.update(body)
  try {
    decipher.final()
  } catch {
    plaintext.fill(0)
    return undefined
  }
  return plaintext
}
