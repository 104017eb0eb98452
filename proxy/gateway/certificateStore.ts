import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Vault } from '../vault/vault.ts'
import {
  authorityPermits,
  type CertifiedKey,
  fingerprint,
  leafIsFit,
  makeAuthority,
  makeLeaf,
  type ServerNames,
} from './certificates.ts'
import type { ServerCertificate } from './server.ts'

const CA_KEY_PLACE = { table: 'tls', row: 'ca', column: 'key', version: 1 }

/**
 * The certificates of this installation. The authority's key is sealed in the vault and opened only to renew;
 * the server's key lies readable for its user, so that the proxy can say over HTTPS that the vault is locked.
 */
export class CertificateStore {
  readonly #files: { ca: string; caKey: string; leaf: string; leafKey: string }
  readonly #folder: string
  readonly #vault: Vault
  readonly #now: () => number

  constructor(folder: string, vault: Vault, now: () => number) {
    this.#folder = folder
    this.#files = {
      ca: join(folder, 'ca.pem'),
      caKey: join(folder, 'ca-key.jwe'),
      leaf: join(folder, 'leaf.pem'),
      leafKey: join(folder, 'leaf-key.pem'),
    }
    this.#vault = vault
    this.#now = now
  }

  /** What the server shows; undefined when nothing was made yet. */
  current(): ServerCertificate | undefined {
    const { leaf, leafKey } = this.#files
    if (!existsSync(leaf) || !existsSync(leafKey)) return undefined
    return { cert: readFileSync(leaf, 'utf8'), key: readFileSync(leafKey, 'utf8') }
  }

  /** The authority that clients trust; null when none was made yet. */
  authority(): { pem: string; fingerprint: string } | null {
    if (!existsSync(this.#files.ca)) return null
    const pem = readFileSync(this.#files.ca, 'utf8')
    return { pem, fingerprint: fingerprint(pem) }
  }

  describe(): { expiresAt: number; fingerprint: string; names: string[] } | null {
    const current = this.current()
    if (!current) return null
    const leaf = new X509Certificate(current.cert)
    return {
      expiresAt: leaf.validToDate.getTime(),
      fingerprint: leaf.fingerprint256,
      names: (leaf.subjectAltName ?? '')
        .split(', ')
        .map((name) => name.replace(/^(DNS|IP Address):/, '')),
    }
  }

  /**
   * Makes what is missing, runs out or names the wrong addresses; answers whether anything changed. Needs the
   * vault open; a locked one leaves everything as it is.
   */
  async refresh(wanted: ServerNames): Promise<boolean> {
    if (this.#vault.state !== 'unlocked') return false
    const now = this.#now()
    const authorityPem = this.authority()?.pem
    const current = this.current()
    if (authorityPem && current && leafIsFit(current.cert, { ...wanted, now, authorityPem }))
      return false
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const authority = await this.#authorityFor(wanted, now)
    const leaf = await makeLeaf(authority, { ...wanted, now })
    this.#write(this.#files.leafKey, leaf.keyPem)
    this.#write(this.#files.leaf, leaf.certificatePem)
    return true
  }

  async #authorityFor(wanted: ServerNames, now: number): Promise<CertifiedKey> {
    const kept = await this.#keptAuthority()
    if (kept && (await authorityPermits(kept.certificatePem, wanted))) return kept
    const made = await makeAuthority({ installId: this.#vault.installId, now, ...wanted })
    this.#write(this.#files.caKey, await this.#vault.seal(made.keyPem, CA_KEY_PLACE))
    this.#write(this.#files.ca, made.certificatePem)
    return made
  }

  async #keptAuthority(): Promise<CertifiedKey | undefined> {
    const { ca, caKey } = this.#files
    if (!existsSync(ca) || !existsSync(caKey)) return undefined
    const keyPem = await this.#vault.open(readFileSync(caKey, 'utf8'), CA_KEY_PLACE)
    return { certificatePem: readFileSync(ca, 'utf8'), keyPem }
  }

  #write(file: string, text: string): void {
    writeFileSync(`${file}.partial`, text, { mode: 0o600 })
    renameSync(`${file}.partial`, file)
  }
}
