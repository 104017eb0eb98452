import type { AlarmPreview } from '../../contract/alarms.ts'
import type { BillPreview } from '../../contract/bill.ts'
import type { LimitPreview } from '../../contract/limits.ts'
import type { RepricePreview } from '../../contract/repricing.ts'
import type { WatchMemory } from '../../policy/alarms/watch.ts'
import type { DetailsQuestion } from '../../store/personal/records.ts'
import type { Residue } from '../../store/personal/residue.ts'
import type { UnusedNames } from '../../store/retention/names.ts'
import type { StorageSizes } from '../../store/retention/sizes.ts'
import type { UsageOrder } from '../usageExport/order.ts'
import type { UsageProgress } from '../usageExport/writing.ts'
import type { MemoryQuestion, ReplayQuestion } from './alarmReplay.ts'
import type { AuditSliceAnswer, AuditStretch } from './auditSlice.ts'
import type { BillAnswer, BillFiles, BillQuestion } from './billCheck.ts'
import type { ExportedPart, ExportStep } from './exportCalls.ts'
import type { PreviewQuestion } from './limitPreview.ts'
import type { LimitUsage, UseQuestion } from './limitUse.ts'
import type { RepricedPage, Stretch } from './repricing.ts'

/** Long looks into the ledger, by name. Each takes one plain value, so that it can cross to a thread. */
export interface Lookback {
  repricePreview(stretch: Stretch): Promise<RepricePreview>
  /** The next calls of the stretch that `after` has not passed; begins with 0. */
  repricePage(stretch: Stretch & { after: number }): Promise<RepricedPage>
  limitPreview(question: PreviewQuestion): Promise<LimitPreview>
  limitUse(question: UseQuestion): Promise<LimitUsage>
  exportBegin(file: { file: string; text: string }): Promise<void>
  exportPart(step: ExportStep): Promise<ExportedPart>
  exportDetails(step: DetailsQuestion & { file: string }): Promise<{ rows: number; last: number }>
  exportEnd(file: { file: string; text: string }): Promise<void>
  /** The next entries of the audit log, against its chain. */
  auditSlice(stretch: AuditStretch): Promise<AuditSliceAnswer>
  alarmMemory(question: MemoryQuestion): Promise<WatchMemory>
  alarmReplay(question: ReplayQuestion): Promise<AlarmPreview>
  /** What exports of a provider say. */
  billPreview(files: BillFiles): Promise<BillPreview | undefined>
  billCheck(question: BillQuestion): Promise<BillAnswer>
  /** Begins a report of usage; `usageDay` goes on with it until every day is done, and `usageEnd` tells the files. */
  usageBegin(order: UsageOrder): Promise<UsageProgress>
  usageDay(): Promise<UsageProgress>
  usageEnd(): Promise<number>
  unusedNames(): Promise<UnusedNames>
  /** The next of somebody's calls. */
  memberCalls(question: { member: number; after: number }): Promise<number[]>
  /** Calls of nobody from addresses that no other member uses. */
  strangersFrom(question: { addresses: readonly string[] }): Promise<number[]>
  /** Programs that nobody else calls with. */
  ownPrograms(question: { member: number }): Promise<number[]>
  /** Whether nothing is left in the log of the database. */
  emptyLog(): Promise<boolean>
  /** Which of these texts are still somewhere in the database. */
  textsStillThere(texts: readonly string[]): Promise<string[]>
  findResidue(question: { folder: string; texts: readonly string[] }): Promise<Residue>
  /** How much of what lies in the database at this moment. */
  storageSizes(now: number): Promise<StorageSizes>
  close(): Promise<void>
}

export type LookbackName = Exclude<keyof Lookback, 'close'>

export const LOOKBACKS = Object.keys({
  repricePreview: 0,
  repricePage: 0,
  limitPreview: 0,
  limitUse: 0,
  exportBegin: 0,
  exportPart: 0,
  exportDetails: 0,
  exportEnd: 0,
  auditSlice: 0,
  alarmMemory: 0,
  alarmReplay: 0,
  billPreview: 0,
  billCheck: 0,
  usageBegin: 0,
  usageDay: 0,
  usageEnd: 0,
  unusedNames: 0,
  memberCalls: 0,
  strangersFrom: 0,
  ownPrograms: 0,
  emptyLog: 0,
  textsStillThere: 0,
  findResidue: 0,
  storageSizes: 0,
} satisfies Record<LookbackName, 0>) as LookbackName[]
