import { safeStorage } from 'electron'
import { forgetKept, judgeBackend, judgeKept, readKept, writeKept } from './keptKey.ts'

/** The system's key store, holding the key that opens the vault without a passphrase. */
export interface KeyStore {
  /** Its name, or why it cannot be used. */
  readonly name: string | null
  readonly reason: string | null
  /** The kept key, if there is one and this key store still opens it. */
  load(): Promise<{ key: Uint8Array | undefined; problem: string | null }>
  /** Answers why the key could not be kept, or null. */
  keep(key: Buffer): Promise<string | null>
  forget(): Promise<void>
}

// Electron 45 deprecates the synchronous calls; Electron 33 has no others.
const asynchronous =
  typeof (safeStorage as Partial<Electron.SafeStorage>).encryptStringAsync === 'function'

/** To be called once the app is ready: before that no key store is ever available. */
export async function openKeyStore(file: string): Promise<KeyStore> {
  const { name, reason } = judgeBackend({
    platform: process.platform,
    selected: selected(),
    available: await isAvailable(),
  })
  return {
    name,
    reason,
    async load() {
      const kept = await readKept(file)
      if (!kept) return { key: undefined, problem: null }
      const problem = name === null ? reason : judgeKept(kept, name)
      if (name === null || problem) return { key: undefined, problem }
      try {
        const { text, isStale } = await unwrap(Buffer.from(kept.wrapped, 'base64'))
        if (isStale) await writeKept(file, { backend: name, wrapped: await wrap(text) })
        return { key: Buffer.from(text, 'base64'), problem: null }
      } catch {
        // The key ring was reset. A new key is never made silently.
        const lost = 'The key ring no longer opens the kept key: enter the passphrase.'
        return { key: undefined, problem: lost }
      }
    },
    async keep(key) {
      if (name === null) return reason
      try {
        await writeKept(file, { backend: name, wrapped: await wrap(key.toString('base64')) })
        return null
      } catch (error) {
        return `The key ring did not take the key: ${(error as Error).message}`
      }
    },
    forget: () => forgetKept(file),
  }
}

/** Text only, and on Linux neither authenticated nor randomised: for one random key, never for data. */
async function wrap(text: string): Promise<string> {
  const wrapped = asynchronous
    ? await safeStorage.encryptStringAsync(text)
    : safeStorage.encryptString(text)
  return wrapped.toString('base64')
}

async function unwrap(wrapped: Buffer): Promise<{ text: string; isStale: boolean }> {
  if (!asynchronous) return { text: safeStorage.decryptString(wrapped), isStale: false }
  const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(wrapped)
  return { text: result, isStale: shouldReEncrypt }
}

function selected(): string {
  if (process.platform === 'linux') return safeStorage.getSelectedStorageBackend()
  return process.platform === 'darwin' ? 'keychain' : 'dpapi'
}

async function isAvailable(): Promise<boolean> {
  return asynchronous
    ? safeStorage.isAsyncEncryptionAvailable()
    : safeStorage.isEncryptionAvailable()
}
