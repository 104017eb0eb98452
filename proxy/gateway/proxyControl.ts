import type { Settings } from '../contract/settings.ts'
import type { ProxyProblem, ProxyStatus } from '../contract/status.ts'
import { isLoopback } from '../policy/addresses.ts'
import type { SettingsStore } from '../store/settings.ts'
import type { Vault } from '../vault/vault.ts'
import type { CertificateStore } from './certificateStore.ts'
import type { Listener } from './listener.ts'
import { isWildcard, originOf, reachableHost, serverNames } from './network.ts'
import { applyLimits } from './server.ts'

export interface Place {
  host: string
  port: number
  tls: Settings['tls']
}

interface Parts {
  listener: Listener
  certificates: CertificateStore
  settings: SettingsStore
  vault: Vault
  now(): number
  /** Where to listen in this run instead of where the settings say. */
  override: Partial<Place>
  /** False for a run that serves the administration only. */
  enabled: boolean
  onChange(): void
}

const NO_CERTIFICATE: ProxyProblem = {
  code: 'KR-TLS-001',
  message:
    'There is no certificate for HTTPS yet, and making one needs the vault. Teammates cannot call until it is unlocked.',
  freePort: null,
}

/** Where the proxy listens and whether it serves: what an administrator can change of it. */
export class ProxyControl {
  readonly #parts: Parts
  #override: Partial<Place>
  #pausedAt: number | undefined
  #problem: ProxyProblem | undefined
  #starting = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#override = parts.override
  }

  get pausedAt(): number | undefined {
    return this.#pausedAt
  }

  status(): ProxyStatus {
    const { listener, certificates } = this.#parts
    const { listening } = listener
    const place = this.#place()
    const host = listening?.host ?? place.host
    const tls = listening?.tls ?? wantsTls(place)
    const problem = this.#problem ?? listener.problem ?? null
    return {
      state: this.#state(problem),
      url: listening ? this.origin() : null,
      host,
      port: listening?.port ?? place.port,
      tls,
      plainOnNetwork: listening !== undefined && !tls && !isLoopback(host),
      pausedAt: this.#pausedAt ?? null,
      problem: listening ? null : problem,
      certificate: tls ? certificates.describe() : null,
    }
  }

  /** Where teammates point their tools. */
  origin(): string {
    const { listening } = this.#parts.listener
    const { host, port, tls } = listening ?? { ...this.#place(), tls: wantsTls(this.#place()) }
    return originOf(reachableHost(host), port, tls)
  }

  hostNames(): Set<string> {
    const { names, addresses } = this.#names()
    return new Set([...names, ...addresses])
  }

  /** Listens anew where something changed, and remembers it. */
  async apply(change: Partial<Place>): Promise<ProxyStatus> {
    const { settings } = this.#parts
    const chosen = Object.entries(this.#override).filter(([name]) => !(name in change))
    this.#override = Object.fromEntries(chosen)
    if (change.host !== undefined) settings.set('host', change.host)
    if (change.port !== undefined) settings.set('port', change.port)
    if (change.tls !== undefined) settings.set('tls', change.tls)
    // Any free port was asked for at the start: the one that was given is kept, teammates know it.
    const given = this.#parts.listener.listening?.port
    if (change.port === undefined && this.#place().port === 0 && given !== undefined)
      this.#override.port = given
    return this.retry()
  }

  async retry(): Promise<ProxyStatus> {
    await this.listen()
    return this.status()
  }

  /** Opens the listener where it belongs; a failure becomes the status, not an exception. */
  async listen(): Promise<void> {
    const { listener, certificates, enabled, onChange } = this.#parts
    if (!enabled) return
    const { host, port, tls } = this.#place()
    this.#starting = true
    this.#problem = undefined
    try {
      const secured = wantsTls({ host, tls })
      if (secured) await certificates.refresh(this.#names())
      const certificate = secured ? certificates.current() : undefined
      if (secured && !certificate) {
        await listener.close()
        this.#problem = NO_CERTIFICATE
      } else {
        await listener.listen(host, port, certificate)
      }
    } finally {
      this.#starting = false
      onChange()
    }
  }

  /** Renews the certificate when it runs out or this computer's addresses changed; streams go on. */
  async refreshCertificate(): Promise<void> {
    const { listener, certificates, onChange } = this.#parts
    if (!listener.listening?.tls) return
    if (!(await certificates.refresh(this.#names()))) return
    const certificate = certificates.current()
    if (certificate) listener.renew(certificate)
    onChange()
  }

  certificateAuthority(): { pem: string; fingerprint: string } | null {
    const { listener, certificates } = this.#parts
    return listener.listening?.tls ? certificates.authority() : null
  }

  pause(): void {
    this.#pausedAt ??= this.#parts.now()
    this.#parts.onChange()
  }

  resume(): void {
    this.#pausedAt = undefined
    this.#parts.onChange()
  }

  /** Takes over settings that an open server can change while it runs. */
  limitsChanged(): void {
    const { listener, settings } = this.#parts
    if (listener.app) applyLimits(listener.app, settings.all())
  }

  #place(): Place {
    const { settings } = this.#parts
    return {
      host: this.#override.host ?? settings.get('host'),
      port: this.#override.port ?? settings.get('port'),
      tls: this.#override.tls ?? settings.get('tls'),
    }
  }

  #names() {
    return serverNames(this.#place().host, this.#parts.settings.get('hostNames'))
  }

  #state(problem: ProxyProblem | null): ProxyStatus['state'] {
    if (this.#starting) return 'starting'
    if (!this.#parts.listener.listening) return problem ? 'failed' : 'stopped'
    return this.#pausedAt === undefined ? 'running' : 'paused'
  }
}

/** HTTPS everywhere but on loopback, unless somebody decided otherwise. */
function wantsTls({ host, tls }: Pick<Place, 'host' | 'tls'>): boolean {
  if (tls !== 'auto') return tls === 'on'
  return isWildcard(host) || !(host === 'localhost' || isLoopback(host))
}
