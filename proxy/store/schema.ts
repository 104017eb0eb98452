import type {
  AlarmLessonRow,
  AlarmMeasureRow,
  AlarmMuteRow,
  AlarmOccurrenceRow,
  AlarmRow,
  AlarmRuleRow,
  DeliveryRow,
  NotifyChannelRow,
} from './schema/alarms.ts'
import type {
  AuditBeginningRow,
  AuditCheckpointRow,
  AuditDetailRow,
  AuditPendingRow,
  AuditRow,
} from './schema/audit.ts'
import type { BillCheckRow, BillKeyNameRow } from './schema/bills.ts'
import type {
  BodyKeyRow,
  CallBodyRow,
  CallDetailsRow,
  CallRow,
  NameRow,
  NarrowCallRow,
  RepricedCallRow,
  RepricingRow,
} from './schema/calls.ts'
import type { KeyRow, PriceTableRow, ProviderObjectRow, SettingRow } from './schema/keys.ts'
import type {
  AccessRequestRow,
  AccessRulesRow,
  LimitClearRow,
  LimitRaiseRow,
  LimitRow,
  ModelGrantRow,
  TopUpRow,
} from './schema/limits.ts'
import type { MaskingDictionaryRow, MaskingRulesRow } from './schema/masking.ts'
import type { ErasureRow } from './schema/personal.ts'
import type { PackRow, RollupRow, RollupStateRow, UsesBeforeRow } from './schema/rollups.ts'
import type {
  AdministratorRow,
  MemberRow,
  SavedViewRow,
  TeamRow,
  TokenRow,
  WithDetails,
} from './schema/team.ts'

/** The tables as SQLite holds them. Booleans are 0 or 1; times are epoch milliseconds; lists are JSON text. */
export interface Tables {
  keys: KeyRow
  members: WithDetails<MemberRow>
  tokens: WithDetails<TokenRow>
  prices: PriceTableRow
  settings: SettingRow
  /** A view: see `CallRow`. */
  calls: CallRow
  callRows: NarrowCallRow
  callDetails: CallDetailsRow
  names: NameRow
  usageHourly: RollupRow
  usageDaily: RollupRow
  packedHours: PackRow
  packedDays: PackRow
  rollupPending: { callId: number }
  rollupState: RollupStateRow
  retentionState: { id: number; addressesFrom: number }
  retentionNames: { code: number }
  usesBefore: UsesBeforeRow
  teams: WithDetails<TeamRow>
  administrators: AdministratorRow
  audit: AuditRow
  auditDetails: AuditDetailRow
  auditCheckpoints: AuditCheckpointRow
  auditPending: AuditPendingRow
  auditBeginning: AuditBeginningRow
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
  erasures: ErasureRow
}
