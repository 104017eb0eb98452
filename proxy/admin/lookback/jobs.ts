import type { AlarmPreview } from '../../contract/alarms.ts'
import type { BillPreview } from '../../contract/bill.ts'
import type { LimitPreview } from '../../contract/limits.ts'
import type { RepricePreview } from '../../contract/repricing.ts'
import type { WatchMemory } from '../../policy/alarms/watch.ts'
import type { Db } from '../../store/db.ts'
import { memberCalls, ownPrograms, strangersFrom } from '../../store/personal/eraseCalls.ts'
import { textsStillThere } from '../../store/personal/mentions.ts'
import type { DetailsQuestion } from '../../store/personal/records.ts'
import { emptyLog, findResidue, type Residue } from '../../store/personal/residue.ts'
import { type UnusedNames, unusedNames } from '../../store/retention/names.ts'
import { type StorageSizes, storageSizes } from '../../store/retention/sizes.ts'
import type { UsageOrder } from '../usageExport/order.ts'
import { type UsageProgress, UsageWriting } from '../usageExport/writing.ts'
import {
  alarmMemory,
  alarmReplay,
  type MemoryQuestion,
  type ReplayQuestion,
} from './alarmReplay.ts'
import { type AuditSliceAnswer, type AuditStretch, auditSlice } from './auditSlice.ts'
import {
  type BillAnswer,
  type BillFiles,
  type BillQuestion,
  billCheck,
  billPreview,
} from './billCheck.ts'
import {
  type ExportedPart,
  type ExportStep,
  exportBegin,
  exportDetails,
  exportEnd,
  exportPart,
} from './exportCalls.ts'
import { limitPreview, type PreviewQuestion } from './limitPreview.ts'
import { type LimitUsage, limitUse, type UseQuestion } from './limitUse.ts'
import { PastPrices } from './prices.ts'
import { type RepricedPage, repricePage, repricePreview, type Stretch } from './repricing.ts'

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

/** The looks at one database; what they learn about prices holds for as long as they are kept. */
export function lookbackJobs(db: Db) {
  const prices = new PastPrices(db)
  let usage: UsageWriting | undefined
  const begun = () => {
    if (!usage) throw new Error('No report of usage was begun')
    return usage
  }
  return {
    repricePreview: (stretch: Stretch) => repricePreview(db, stretch),
    repricePage: (page: Stretch & { after: number }) => repricePage(db, page, prices),
    limitPreview: (question: PreviewQuestion) => limitPreview(db, question),
    limitUse: (question: UseQuestion) => limitUse(db, question),
    exportBegin: (file: { file: string; text: string }) => exportBegin(db, file),
    exportPart: (step: ExportStep) => exportPart(db, step),
    exportDetails: (step: DetailsQuestion & { file: string }) => exportDetails(db, step),
    exportEnd: (file: { file: string; text: string }) => exportEnd(db, file),
    auditSlice: (stretch: AuditStretch) => auditSlice(db, stretch),
    alarmMemory: (question: MemoryQuestion) => alarmMemory(db, question),
    alarmReplay: (question: ReplayQuestion) => alarmReplay(db, question),
    billPreview: (files: BillFiles) => billPreview(files),
    billCheck: (question: BillQuestion) => billCheck(db, question),
    usageBegin(order: UsageOrder) {
      usage = new UsageWriting(db, order)
      return usage.progress
    },
    usageDay: () => begun().next(),
    usageEnd: () => begun().finish(),
    unusedNames: () => unusedNames(db),
    memberCalls: (question: { member: number; after: number }) => memberCalls(db, question),
    strangersFrom: (question: { addresses: readonly string[] }) => strangersFrom(db, question),
    ownPrograms: (question: { member: number }) => ownPrograms(db, question),
    emptyLog: () => emptyLog(db),
    textsStillThere: (texts: readonly string[]) => textsStillThere(db, texts),
    findResidue: (question: { folder: string; texts: readonly string[] }) => findResidue(question),
    storageSizes: (now: number) => storageSizes(db, now),
  } satisfies Record<LookbackName, (input: never) => unknown>
}

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
