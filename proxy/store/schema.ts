import type { Generated } from 'kysely'
import type { AuditEntry } from '../base/auditChain.ts'
import type { AdministratorRole } from '../contract/administrators.ts'
import type { AlarmAction, AlarmKind, AlarmSeverity } from '../contract/alarmRules.ts'
import type { AlarmMeasure, AlarmResolution, AlarmState } from '../contract/alarms.ts'
import type { BodyKeeping } from '../contract/bodies.ts'
import type { UsageBucket } from '../contract/calls.ts'
import type { Level, LimitMetric } from '../contract/limits.ts'
import type { MaskMode } from '../contract/masking.ts'
import type { DeliveryState } from '../contract/notify.ts'
import type { ProviderName } from '../contract/providers.ts'
import type { NewRequest, RequestState } from '../contract/requests.ts'
import type { ViewPage } from '../contract/views.ts'

/** The tables as SQLite holds them. Booleans are 0 or 1; times are epoch milliseconds; lists are JSON text. */
export interface Tables {
  keys: KeyRow
  members: MemberRow
  tokens: TokenRow
  prices: PriceTableRow
  settings: SettingRow
  /** A view: see `CallRow`. */
  calls: CallRow
  callRows: NarrowCallRow
  callDetails: CallDetailsRow
  names: NameRow
  usageHourly: RollupRow
  usageDaily: RollupRow
  rollupPending: { callId: number }
  rollupState: RollupStateRow
  retentionState: { id: number; addressesFrom: number }
  retentionNames: { code: number }
  usesBefore: UsesBeforeRow
  teams: TeamRow
  administrators: AdministratorRow
  audit: AuditRow
  auditDetails: AuditDetailRow
  auditCheckpoints: AuditCheckpointRow
  auditPending: AuditPendingRow
  limits: LimitRow
  limitRaises: LimitRaiseRow
  topUps: TopUpRow
  limitClears: LimitClearRow
  accessRules: AccessRulesRow
  modelGrants: ModelGrantRow
  accessRequests: AccessRequestRow
  providerObjects: ProviderObjectRow
  repricings: RepricingRow
  repricedCalls: RepricedCallRow
  savedViews: SavedViewRow
  billChecks: BillCheckRow
  billKeyNames: BillKeyNameRow
  alarms: AlarmRow
  alarmOccurrences: AlarmOccurrenceRow
  alarmRules: AlarmRuleRow
  alarmMutes: AlarmMuteRow
  alarmLessons: AlarmLessonRow
  alarmMeasures: AlarmMeasureRow
  notifyChannels: NotifyChannelRow
  deliveries: DeliveryRow
  maskingRules: MaskingRulesRow
  maskingDictionaries: MaskingDictionaryRow
  callBodies: CallBodyRow
  bodyKeys: BodyKeyRow
}

export interface KeyRow {
  id: string
  provider: ProviderName
  preset: string | null
  label: string
  hint: string
  /** Compact JWE; null when the provider needs no secret. Never part of a list. */
  sealed: string | null
  /** Counts the times the secret was sealed; part of what the seal is bound to. */
  sealVersion: number
  /** HMAC of the secret under a vault key: finds duplicates without opening anything. */
  secretMark: string | null
  baseUrl: string
  allowLocal: number
  models: string
  modelsPinned: number
  options: string
  paused: number
  health: string
  healthNote: string | null
  testedAt: number | null
  createdAt: number
  secretChangedAt: number
  lastUsedAt: number | null
  /** JSON array of the teams it is reserved to; null: every team. */
  teams: string | null
  /** Removed keys keep their row without the secret, so that old calls keep their name. */
  removedAt: number | null
}

export interface MemberRow {
  id: string
  name: string
  email: string
  note: string
  teamId: string | null
  suspendedAt: number | null
  keepBodies: BodyKeeping
  createdAt: number
  /** Removed members keep their row, so that old calls keep their name. */
  removedAt: number | null
}

export interface TokenRow {
  id: string
  memberId: string
  label: string
  hint: string
  /** HMAC-SHA256 of the token under the vault's pepper, 32 bytes. */
  mac: Buffer
  createdAt: number
  expiresAt: number | null
  revokedAt: number | null
  lastUsedAt: number | null
  lastAddress: string | null
  lastClient: string | null
  /** The token that took over; this one then ends at `expiresAt`. */
  replacedById: string | null
  pausedAt: number | null
  /** Kind of the alarm that paused it, or `administrator`. */
  pausedFor: string | null
  /** The brake for agents lets it alone until then. */
  brakeOffUntil: number | null
  /** 1: it never works, and whoever uses it is a thief. */
  decoy: number
}

export interface PriceTableRow {
  id: string
  provider: string
  model: string
  effectiveFrom: number
  source: 'list' | 'admin'
  note: string
  free: number
  prices: string
  tiers: string
  /** When an administrator withdrew the price; rows of past calls still point to it. */
  removedAt: number | null
}

export interface SettingRow {
  name: string
  /** JSON. */
  value: string
}

/** A text that calls are stored with, and the number that stands for it in their rows. */
export interface NameRow {
  code: Generated<number>
  text: string
}

/**
 * One call as the ledger stores it, narrow on purpose: the id is also the time index (see base/ids.ts), and
 * columns with neither a unit nor a comment are codes of names, 0 for none.
 */
export interface NarrowCallRow extends UsageColumns {
  id: number
  /** From the id's time on: not 0 only when the clock was set back. */
  startedMs: number
  /** The same, `totalMs` taken off; null while the call is open. */
  endedMs: number | null
  member: number
  team: number
  token: number
  key: number
  provider: number
  dialect: number
  endpoint: number
  model: number
  outcome: number
  reason: number
  usageState: number
  priceState: number
  price: number
  address: number
  client: number
  /** The client without its version. */
  family: number
  streamed: number
  status: number | null
  upstreamStatus: number | null
  sent: number
  costNanoUsd: number | null
  firstByteMs: number | null
  totalMs: number | null
  requestBytes: number | null
  answerBytes: number | null
  /** What limits held for it; see `Held`. */
  reserved: string | null
}

/** What is kept of a call beside its row, and maybe dropped before it. */
export interface CallDetailsRow {
  callId: number
  rawUsage: string | null
  trace: string | null
  /** Codes of texts in `names`; 0 for none. */
  requestHeaders: Generated<number>
  answerHeaders: Generated<number>
}

/** What calls of an hour or day, alike in all that is told apart, add up to. Codes as in `NarrowCallRow`. */
export interface RollupRow extends UsageColumns {
  /** When the hour or day began. */
  at: number
  member: number
  team: number
  token: number
  key: number
  provider: number
  model: number
  endpoint: number
  outcome: number
  /** 0 where a call never got one. */
  status: number
  family: number
  calls: number
  failed: number
  refused: number
  unpriced: number
  costNanoUsd: number
  mostCostNanoUsd: number
  mostTotalMs: number
  mostFirstByteMs: number
  /** See histogram.ts. */
  totalMs: Buffer | null
  firstByteMs: Buffer | null
}

export interface RollupStateRow {
  id: number
  /** Calls up to this id are rolled up, but those that are pending. */
  upTo: number
  /** The time zone in which hours and days were cut. */
  zone: string
  /** 1: hours of calls that are still there are being thrown away, to begin anew. */
  clearing: number
  /** Hours before this one are in their days; later ones are read as hours. */
  daysFrom: number
  /** Calls before this id were deleted: the start of an hour. */
  rowsFrom: number
  /** Hours before were deleted: the start of a day. */
  hoursFrom: number
  /** Details of calls before this id were deleted. */
  detailsFrom: number
  /** Which buckets of usage were ever used, a bit for each. */
  buckets: number
}

/** What deleted calls that were sent took, for limits that count without end. Codes as in `NarrowCallRow`. */
export interface UsesBeforeRow extends UsageColumns {
  /** The last time before them at which any limit was cleared; 0 for none. */
  at: number
  member: number
  team: number
  token: number
  provider: number
  model: number
  endpoint: number
  calls: number
  costNanoUsd: number
}

type UsageColumns = Record<UsageBucket, number>

/** One call with its texts and times: a view for whoever reads few of them; sums are better taken from callRows. */
export interface CallRow extends UsageColumns {
  id: number
  startedAt: number
  endedAt: number | null
  memberId: string | null
  tokenId: string | null
  keyId: string | null
  provider: string | null
  dialect: string
  endpoint: string
  model: string | null
  streamed: number
  status: number | null
  upstreamStatus: number | null
  outcome: string
  reason: string | null
  usageState: string
  rawUsage: string | null
  costNanoUsd: number | null
  priceState: string | null
  priceId: string | null
  firstByteMs: number | null
  totalMs: number | null
  address: string | null
  client: string | null
  requestBytes: number | null
  answerBytes: number | null
  /** The member's team when the call was made. */
  teamId: string | null
  /** 1: it went out to the provider, and counts in limits of requests. */
  sent: number
  /** What was held while it was in flight, see `Held`; null where no limit touched it. */
  reserved: string | null
}

/** A body as it was sealed; never part of a list. */
export interface CallBodyRow {
  callId: number
  /** 0: what was sent · 1: what was answered. */
  part: number
  /** UTC, whose key it is sealed under. */
  day: string
  contentType: string
  bytes: number
  keptBytes: number
  sealedBytes: number
  sealed: Buffer
}

export interface BodyKeyRow {
  day: string
  wrapped: Buffer
}

export interface TeamRow {
  id: string
  name: string
  note: string
  keepBodies: BodyKeeping
  createdAt: number
  removedAt: number | null
}

export interface AdministratorRow {
  id: string
  name: string
  role: AdministratorRole
  teamId: string | null
  /** The slot of the vault that their passphrase, or their invitation's code, opens. */
  slotId: string
  /** Null once the invitation was taken up. */
  invitedUntil: number | null
  createdAt: number
  lastSeenAt: number | null
  removedAt: number | null
}

/** One entry of the audit log; see base/auditChain.ts for what its MAC covers. */
export interface AuditRow extends AuditEntry {
  mac: Buffer
}

export interface AuditDetailRow {
  seq: number
  /** Both null once they were erased; the entry itself stays. */
  salt: Buffer | null
  detail: string | null
  erasedBy: number | null
  erasedMac: Buffer | null
}

export interface AuditCheckpointRow {
  seq: number
  at: number
  link: Buffer
  mac: Buffer
  publicKey: string
  signature: Buffer
}

export interface AuditPendingRow {
  id: Generated<number>
  /** JSON of an `UnchainedEntry`. */
  entry: string
}

export interface LimitRow {
  id: string
  level: Level
  subjectId: string | null
  each: number
  metric: LimitMetric
  /** JSON: see `limitWindow`, `limitScope` and `limitAction`. */
  window: string
  size: number
  scope: string
  action: string
  warnAtPercent: number | null
  note: string
  createdAt: number
  removedAt: number | null
}

export interface LimitRaiseRow {
  id: string
  limitId: string
  memberId: string | null
  size: number
  until: number
  note: string
  createdAt: number
}

export interface TopUpRow {
  id: string
  limitId: string
  amount: number
  note: string
  createdAt: number
}

export interface LimitClearRow {
  limitId: string
  memberId: string | null
  at: number
}

export interface AccessRulesRow {
  level: Level
  /** Empty for the workspace. */
  subjectId: string
  /** JSON: see `accessRules`. */
  rules: string
}

export interface ModelGrantRow {
  id: string
  memberId: string
  model: string
  until: number | null
  createdAt: number
  endedAt: number | null
}

export interface MaskingRulesRow {
  /** Empty for the workspace. */
  teamId: string
  /** JSON: see `maskRules`. */
  rules: string
}

export interface MaskingDictionaryRow {
  id: string
  /** Null: for every team. */
  teamId: string | null
  name: string
  label: string
  mode: MaskMode
  answers: number
  wholeWord: number
  matchCase: number
  /** JSON array. */
  terms: string
}

export interface AccessRequestRow {
  id: string
  memberId: string
  tokenId: string
  kind: NewRequest['kind']
  /** The model, the limit's id, or the prompt. */
  subject: string
  size: number | null
  reason: string
  createdAt: number
  state: RequestState
  decidedAt: number | null
  decidedById: string | null
  answer: string
  until: number | null
}

/** Something that lies at a provider, and who made it with which key. */
export interface ProviderObjectRow {
  objectId: string
  keyId: string
  kind: string
  memberId: string
  tokenId: string
  createdAt: number
  /** JSON of what was found in a batch's file. */
  detail: string | null
}

export interface RepricingRow {
  id: string
  at: number
  actorId: string
  /** JSON of what was asked for. */
  filter: string
  calls: number
  note: string
}

/** What an administrator keeps under a name. */
export interface SavedViewRow {
  id: string
  administratorId: string
  page: ViewPage
  name: string
  params: string
  starred: number
  createdAt: number
}

/** A comparison with a provider's export; see `contract/bill.ts`. */
export interface BillCheckRow {
  id: string
  createdAt: number
  createdBy: string
  line: string
  result: string
}

export interface BillKeyNameRow {
  provider: string
  name: string
  keyId: string | null
}

/** A call's cost before it was computed anew. */
export interface RepricedCallRow {
  callId: number
  repricingId: string
  costNanoUsd: number | null
  priceState: string | null
  priceId: string | null
}

export interface AlarmRow {
  id: string
  kind: AlarmKind
  severity: AlarmSeverity
  state: AlarmState
  cause: string
  firstAt: number
  lastAt: number
  count: number
  memberId: string | null
  tokenId: string | null
  keyId: string | null
  teamId: string | null
  address: string | null
  /** JSON: see `AlarmEvidence`. */
  evidence: string
  action: AlarmAction
  decidedAt: number | null
  decidedBy: string | null
  resolution: AlarmResolution | null
  note: string
}

export interface AlarmOccurrenceRow {
  cause: string
  period: number
  alarmId: string
}

export interface AlarmRuleRow {
  kind: string
  /** JSON: see `AlarmRule`. */
  rule: string
}

export interface AlarmMuteRow {
  cause: string
  until: number
}

export interface AlarmLessonRow {
  kind: string
  subjectId: string
  topic: string
  upTo: number | null
  learnedAt: number
}

export interface AlarmMeasureRow extends AlarmMeasure {
  alarmId: string
  limitId: string | null
  endedAt: number | null
}

/** A mail server or a webhook. */
export interface NotifyChannelRow {
  id: string
  kind: 'email' | 'webhook'
  label: string
  /** JSON without secrets. */
  config: string
  sealed: string | null
  sealVersion: number
  isOn: number
  createdAt: number
  lastSentAt: number | null
  lastProblem: string | null
}

export interface DeliveryRow {
  id: Generated<number>
  channelId: string
  occasion: string
  /** JSON. */
  notice: string
  lane: string
  state: DeliveryState
  attempts: Generated<number>
  createdAt: number
  dueAt: number
  endedAt: number | null
  problem: string | null
  messageId: number | null
}
