import type { Actor } from './administrators.ts'
import type { CallRecord } from './calls.ts'

/** `none`: no vault made yet · `locked` · `unlocked`. */
export type VaultState = 'none' | 'locked' | 'unlocked'

/** What the proxy is doing. `failed` carries the reason, such as a port in use. */
export type ProxyState = 'starting' | 'running' | 'paused' | 'failed' | 'stopped'

export interface ProxyStatus {
  state: ProxyState
  /** What teammates type, e.g. `https://192.168.1.24:8443`. */
  url: string | null
  host: string
  port: number
  tls: boolean
  /** True when the proxy is reachable from the network without TLS. */
  plainOnNetwork: boolean
  pausedAt: number | null
  /** Set when `state` is `failed`. */
  problem: ProxyProblem | null
  certificate: { expiresAt: number; fingerprint: string; names: string[] } | null
}

export interface ProxyProblem {
  /** Stable code such as `KR-NET-001`. */
  code: string
  message: string
  /** A port that was free a moment ago, when the wanted one is taken. */
  freePort: number | null
}

export interface AppStatus {
  version: string
  dataDir: string
  vault: VaultState
  /** True when the caller may see and change things; false asks for the passphrase. */
  session: boolean
  /** Who the caller is; null while they are locked out. */
  actor: Actor | null
  /** Who has a passphrase, for somebody who is locked out to choose from; empty for everybody else. */
  administrators: { id: string; name: string }[]
  proxy: ProxyStatus
  keyStore: KeyStoreStatus
  recoverySaved: boolean
  /** What a start after a crash found and settled; null after an orderly stop. */
  recovered: { interruptedCalls: number; message: string } | null
  /** Where the first-run wizard stands; `done` once it was left. */
  setup: SetupStep
}

export type SetupStep = 'vault' | 'keys' | 'network' | 'member' | 'done'

export interface KeyStoreStatus {
  /** Name of the operating system's key store, or null when there is none to trust. */
  name: string | null
  enabled: boolean
  /** Why it cannot be used, in words. */
  reason: string | null
}

export interface UnlockAnswer {
  /** Shown as the bearer of later admin calls. */
  session: string
}

export interface CreatedVault extends UnlockAnswer {
  /** Shown once: 14 groups of four characters. */
  recoveryKey: string
}

export interface NetworkInterface {
  name: string
  address: string
  family: 'IPv4' | 'IPv6'
  /** Loopback, private range, or reachable from elsewhere. */
  scope: 'loopback' | 'private' | 'public'
}

/** Whether the proxy answers at the address that teammates use. */
export interface Reachability {
  url: string
  /** How long the answer took, milliseconds; null without one. */
  ms: number | null
  /** What is wrong and what to do; null when it answered. */
  problem: string | null
}

export interface OverviewFigures {
  at: number
  inFlight: number
  streaming: number
  /** Calls per second over the last ten seconds. */
  callsPerSecond: number
  spendTodayNanoUsd: number
  /** Calls of today whose price is unknown; the spend leaves them out. */
  unpricedToday: number
  callsToday: number
  callsLastHour: number
  /** Refused by Keyrack or failed at the provider, last hour. */
  errorsLastHour: number
  /** Milliseconds over the last hour; null without calls. */
  firstByteMedianMs: number | null
  firstByteP95Ms: number | null
}

export interface SpendByModel {
  /** Start of each hour, epoch milliseconds, oldest first; the last one is still running. */
  hours: number[]
  series: { model: string; costNanoUsd: number[]; calls: number[]; unpriced: number[] }[]
}

/** What an administrator, or a member's request, may have changed. */
export type ChangedNoun =
  | 'keys'
  | 'members'
  | 'tokens'
  | 'settings'
  | 'prices'
  | 'teams'
  | 'administrators'
  | 'limits'
  | 'access'
  | 'masking'
  | 'requests'
  | 'jobs'
  | 'views'
  | 'bills'
  | 'alarms'
  | 'notify'
  | 'audit'

/** Pushed to the window: whole states, never differences, so a missed one does no harm. */
export type LiveEvent =
  | { type: 'figures'; figures: OverviewFigures }
  | { type: 'status'; status: AppStatus }
  | { type: 'calls'; calls: CallRecord[] }
  | { type: 'changed'; noun: ChangedNoun }

/** Something that needs the administrator, with one way out. */
export interface Attention {
  kind:
    | 'alarm'
    | 'accessRequest'
    | 'messagesUndelivered'
    | 'limitSpent'
    | 'keyRefused'
    | 'keyFailing'
    | 'noKeys'
    | 'noMembers'
    | 'plainHttp'
    | 'recoveryNotSaved'
    | 'unpricedModels'
    | 'certificateExpiring'
    | 'interruptedCalls'
  subject: string
  count: number
  /** Id of the key or member concerned. */
  id: string | null
}
