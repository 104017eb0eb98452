import type { AlarmChannel } from '../contract/alarmRules.ts'
import type { CallRecord } from '../contract/calls.ts'
import type { KeyOptions, KeyTestResult } from '../contract/keys.ts'
import type {
  LimitCheck,
  LimitExplanation,
  LimitStanding,
  StandingsOf,
} from '../contract/limits.ts'
import type { Notice, TestMessage } from '../contract/notify.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { AppStatus, OverviewFigures, ProxyStatus } from '../contract/status.ts'
import type { MonthQuota } from '../policy/alarms/quotaSurge.ts'
import type { Db } from '../store/db.ts'
import type { Reports } from '../store/reports.ts'
import type { SettingsStore } from '../store/settings.ts'
import type { SecretPlace } from '../vault/envelope.ts'
import type { Vault } from '../vault/vault.ts'
import type { AlarmDesk } from './alarms/desk.ts'
import type { Audit } from './audit/audit.ts'
import type { ImportShelf } from './importShelf.ts'
import type { JobBook } from './jobBook.ts'
import type { LiveFeed } from './live.ts'
import type { Lookback } from './lookback/looks.ts'
import type { Eraser } from './personal/eraser.ts'
import type { Sessions } from './sessions.ts'
import type { Retention } from './storage/retention.ts'

/** What the admin API is given, built once by `service.ts`. */
export interface AdminServices {
  version: string
  dataDir: string
  now(): number
  db: Db
  vault: Vault
  settings: SettingsStore
  reports: Reports
  sessions: Sessions
  audit: Audit
  live: LiveFeed
  imports: ImportShelf
  /** Long work that somebody watches. */
  jobs: JobBook
  proxy: ProxyControl
  gateway: GatewayControl
  limits: LimitControl
  alarms: AlarmDesk
  notifier: NotifyControl
  retention: Retention
  eraser: Eraser
  /** Opens a thread for a long look into the ledger; whoever opens it closes it. */
  lookback(): Lookback
  upstream: { test(key: TestableKey): Promise<KeyTestResult> }
  /** Sends one small call through the proxy with a member's token, as a teammate would. */
  testCall(token: string): Promise<TestCallResult>
  keyStore: KeyStoreControl
  /** Environment of the service, in which `keys.scan` looks. */
  environment: Readonly<Record<string, string | undefined>>
  /** What a start after a crash settled. */
  recovered: AppStatus['recovered']
  /** Called after the vault was opened or closed; a rejected opening is reported to the caller. */
  vaultUnlocked(): Promise<void>
  vaultLocked(): void
  /** Writes one line of the service's log. */
  log(line: { level: 'warn' | 'error'; message: string; detail: string }): void
}

export interface ProxyControl {
  status(): ProxyStatus
  /** Listens anew where something changed; a taken port gives a status of state `failed`. */
  apply(change: { host?: string; port?: number; tls?: 'auto' | 'on' | 'off' }): Promise<ProxyStatus>
  pause(): void
  resume(): void
  /** Tries again after `failed`. */
  retry(): Promise<ProxyStatus>
  /** Keyrack's own certificate authority; null while none was made or TLS is off. */
  certificateAuthority(): { pem: string; fingerprint: string } | null
}

export interface GatewayControl {
  tokensChanged(): void
  keysChanged(): void
  pricesChanged(): void
  /** Rules of access or grants are others now; the next call obeys them. */
  accessChanged(): void
  /** What is masked is something else now; the next call obeys it. */
  maskingChanged(): void
  /** Cuts calls in flight at once and says how many they were; access that ended is the usual reason. */
  endCalls(of: { tokenId?: string; memberId?: string }, reason?: 'paused' | 'tokenPaused'): number
  /** Calls with a wrong token from an address are put off until then; a moment that is over lets them be. */
  holdFailures(address: string, until: number): void
  /** Of one team, or of all. */
  figures(teamId?: string): OverviewFigures
  /** Past calls of today have another cost now; by how much the figures of each team change. */
  repriced(changes: FiguresChange[]): void
  openCalls(): CallRecord[]
  /** Resolves when all that is known of finished calls is on disk, kept bodies as well. */
  settled(): Promise<void>
  /** Somebody was erased: what was learned of the ledger, of tokens, rules and sizes holds no longer. */
  personErased(): void
}

export interface FiguresChange {
  /** Null for calls of members without a team. */
  teamId: string | null
  spendNanoUsd: number
  unpriced: number
}

/** What brings notices to people outside the window. */
export interface NotifyControl {
  readonly hasDesktop: boolean
  /** Tells of an occasion once by each of these ways, as far as they are set up. */
  tell(notice: Notice, ways: readonly AlarmChannel[]): void
  test(channelId: string): Promise<TestMessage>
  /** Sends what is due now. */
  poke(): void
  /** What a channel's secret is sealed for. */
  place(channelId: string, version: number): SecretPlace
}

/** The counters of the limits, as the gateway keeps them. */
export interface LimitControl {
  /** A limit, raise, top-up or clear is another now: counts anew what it must. */
  changed(): void
  /** Past calls have another cost now: every counter of money is taken from the ledger anew. */
  recount(): void
  /** Counters by what they are about; of a member also those of the team and the workspace above. */
  standings(of: StandingsOf): LimitStanding[]
  /** What calls in flight hold of one counter. */
  held(limitId: string, memberId: string | null): LimitExplanation['inFlight']
  /** Those by the month, which alarms look at. */
  readonly monthQuotas: readonly MonthQuota[]
  /** Every counter against the ledger, or those of one limit. */
  selfCheck(limitId?: string): Promise<LimitCheck>
}

/** A key on its way to its test: the only shape outside the forwarding step that holds a secret. */
export interface TestableKey {
  provider: ProviderName
  preset: string | null
  baseUrl: string
  secret: string | undefined
  options: KeyOptions
  allowLocal: boolean
}

export interface TestCallResult {
  ok: boolean
  status: number
  message: string
  callId: string | null
}

/** The operating system's key store, reached through the desktop frame. */
export interface KeyStoreControl {
  /** Null where there is none to trust; `reason` says why. */
  name: string | null
  reason: string | null
  keep(kek: Buffer): void
  forget(): void
}
