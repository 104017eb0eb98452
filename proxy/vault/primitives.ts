import { createHash, createHmac, hkdfSync, webcrypto } from 'node:crypto'
import { publicKeyOf, signBytes, verifyBytes } from '../base/auditChain.ts'
import { unwrap, wrap } from './cipher.ts'
import { stretch } from './kdf.ts'

const KEY = Buffer.alloc(32, 7)
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** One short trial of each primitive that Keyrack builds on; the names say what is missing. */
const TRIALS: Record<string, () => boolean | Promise<boolean>> = {
  'AES-256-GCM': () => unwrap(KEY, wrap(KEY, KEY, 'context'), 'context')?.equals(KEY) === true,
  'SHA-256': () => createHash('sha256').update('abc').digest('hex').startsWith('ba7816bf8f01cfea'),
  'HMAC-SHA256': () => createHmac('sha256', KEY).update('abc').digest().length === 32,
  'HKDF-SHA256': () => hkdfSync('sha256', KEY, KEY, 'info', 32).byteLength === 32,
  Ed25519: () => verifyBytes(publicKeyOf(KEY), KEY, signBytes(KEY, KEY)),
  'AES-256-GCM in Web Crypto': async () => {
    const key = await webcrypto.subtle.importKey('raw', KEY, 'AES-GCM', false, [
      'encrypt',
      'decrypt',
    ])
    const settings = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: KEY }
    const sealed = await webcrypto.subtle.encrypt(settings, key, KEY)
    return KEY.equals(Buffer.from(await webcrypto.subtle.decrypt(settings, key, sealed)))
  },
  'ECDSA P-256 in Web Crypto': async () => {
    const keys = await webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
    const signature = await webcrypto.subtle.sign(ECDSA, keys.privateKey, KEY)
    return webcrypto.subtle.verify(ECDSA, keys.publicKey, signature, KEY)
  },
  Argon2id: async () => {
    const key = await stretch('abc', KEY.subarray(0, 16), { memoryKiB: 64, passes: 1, lanes: 1 })
    return key.length === 32
  },
}

/**
 * Names of the primitives that this runtime lacks; empty when all is well. Electron's BoringSSL has fewer than
 * Node's OpenSSL, and a start must not find that out with the first secret.
 */
export async function checkPrimitives(): Promise<string[]> {
  const missing: string[] = []
  for (const [name, works] of Object.entries(TRIALS)) {
    const ok = await Promise.resolve()
      .then(works)
      .catch(() => false)
    if (!ok) missing.push(name)
  }
  return missing
}
