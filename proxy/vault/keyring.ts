import { randomBytes } from 'node:crypto'
import { unwrap, wrap } from './cipher.ts'
import type { DataKey } from './envelope.ts'
import type { UnsignedHeader } from './header.ts'
import { deriveKey } from './kdf.ts'
import { VaultDamaged } from './problems.ts'

/** What the vault key is divided into; no key serves two purposes. */
export type Purpose =
  | 'dek-wrap'
  | 'header-mac'
  | 'token-pepper'
  | 'secret-mark'
  | 'audit-mac'
  | 'audit-sign'
  | 'ca-wrap'
  | 'jwt-wrap'
  | 'log'
  | 'backup'
  | 'secret-mark'

export function derivePurpose(vaultKey: Buffer, installId: string, purpose: Purpose): Buffer {
  return deriveKey(vaultKey, Buffer.from(installId, 'hex'), `keyrack/v1/${purpose}`)
}

/** Makes the next data key of a vault, wrapped for its header. */
export function newDataKey(
  vaultKey: Buffer,
  { installId, dataKeys }: Pick<UnsignedHeader, 'installId' | 'dataKeys'>,
): UnsignedHeader['dataKeys'][number] {
  const id = `dek-workspace-${dataKeys.length + 1}`
  const wrapping = derivePurpose(vaultKey, installId, 'dek-wrap')
  const key = randomBytes(32)
  const wrapped = wrap(wrapping, key, dataKeyContext(installId, id)).toString('base64url')
  wrapping.fill(0)
  key.fill(0)
  return { id, wrapped }
}

/** All keys of an unlocked vault; the only place they live in memory. */
export class Keyring {
  readonly vaultKey = Buffer.alloc(32)
  readonly dataKeys = new Map<string, Buffer>()
  readonly #installId: string
  readonly #derived = new Map<Purpose, Buffer>()

  /** Copies `vaultKey`: whoever gave it wipes their own. */
  constructor(vaultKey: Buffer, header: Pick<UnsignedHeader, 'installId' | 'dataKeys'>) {
    vaultKey.copy(this.vaultKey)
    this.#installId = header.installId
    for (const { id, wrapped } of header.dataKeys) {
      const context = dataKeyContext(header.installId, id)
      const key = unwrap(this.subkey('dek-wrap'), Buffer.from(wrapped, 'base64url'), context)
      if (!key) throw new VaultDamaged('The vault file holds a key that is not its own.')
      this.dataKeys.set(id, key)
    }
  }

  subkey(purpose: Purpose): Buffer {
    const known = this.#derived.get(purpose)
    if (known) return known
    const key = derivePurpose(this.vaultKey, this.#installId, purpose)
    this.#derived.set(purpose, key)
    return key
  }

  /** The data key that seals new secrets: the last one. */
  get sealingKey(): DataKey {
    const [id, key] = [...this.dataKeys].at(-1) ?? []
    if (!id || !key) throw new VaultDamaged('The vault file holds no data key.')
    return { id, key }
  }

  wipe(): void {
    for (const key of [this.vaultKey, ...this.dataKeys.values(), ...this.#derived.values()]) {
      key.fill(0)
    }
  }
}

function dataKeyContext(installId: string, id: string): string {
  return JSON.stringify(['keyrack/v1/data-key', installId, id])
}
