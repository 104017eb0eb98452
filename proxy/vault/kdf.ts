import { hkdfSync } from 'node:crypto'
import { totalmem } from 'node:os'
import { hashRaw } from '@node-rs/argon2'

export interface KdfStrength {
  memoryKiB: number
  passes: number
  lanes: number
}

const GIB = 1024 ** 3
/** Nothing above it is derived, so that a tampered file cannot take the machine's memory. */
export const MOST_MEMORY_KIB = 2_097_152
const TARGET: KdfStrength = { memoryKiB: 262_144, passes: 3, lanes: 4 }
/** The second recommendation of RFC 9106 §4: for machines with little memory, and the least that is ever accepted. */
export const WEAKEST_KDF: KdfStrength = { memoryKiB: 65_536, passes: 3, lanes: 4 }

/** How slow a guess is made on this machine. `memoryKiB` asks for another amount; it is never less than the floor. */
export function kdfForMachine(
  options: { memoryKiB?: number; machineBytes?: number } = {},
): KdfStrength {
  const { memoryKiB, machineBytes = availableBytes() } = options
  if (memoryKiB !== undefined) {
    if (!(memoryKiB > WEAKEST_KDF.memoryKiB)) return WEAKEST_KDF
    return { ...TARGET, memoryKiB: Math.min(MOST_MEMORY_KIB, Math.floor(memoryKiB)) }
  }
  return machineBytes < 4 * GIB ? WEAKEST_KDF : TARGET
}

/** A container's memory limit counts, not the machine around it. */
function availableBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/** True when a guess costs less by `actual` than by `wanted`. */
export function isWeaker(actual: KdfStrength, wanted: KdfStrength): boolean {
  return actual.memoryKiB < wanted.memoryKiB || actual.passes < wanted.passes
}

/** Argon2id v1.3 (RFC 9106), 32 bytes, on a thread of libuv's pool. */
export async function stretch(
  passphrase: string,
  salt: Buffer,
  strength: KdfStrength,
): Promise<Buffer> {
  // NFC (RFC 8265): the same letters typed on macOS and Windows become the same bytes.
  const typed = Buffer.from(passphrase.normalize('NFC'))
  try {
    return await hashRaw(typed, {
      algorithm: 2, // Argon2id; the package's const enum cannot be imported by isolated modules.
      version: 1, // 0x13
      memoryCost: strength.memoryKiB,
      timeCost: strength.passes,
      parallelism: strength.lanes,
      outputLen: 32,
      salt,
    })
  } finally {
    typed.fill(0)
  }
}

/** A 32-byte key for one purpose by HKDF-SHA256 (RFC 5869). */
export function deriveKey(secret: Buffer, salt: Buffer, info: string | Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, 32))
}
