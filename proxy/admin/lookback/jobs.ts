import type { Db } from '../../store/db.ts'
import type { DetailsQuestion } from '../../store/personal/records.ts'
import type { UsageOrder } from '../usageExport/order.ts'
import type { UsageWriting } from '../usageExport/writing.ts'
import type { MemoryQuestion, ReplayQuestion } from './alarmReplay.ts'
import type { AuditStretch } from './auditSlice.ts'
import type { BillFiles, BillQuestion } from './billCheck.ts'
import type { ExportStep } from './exportCalls.ts'
import type { PreviewQuestion } from './limitPreview.ts'
import type { UseQuestion } from './limitUse.ts'
import type { LookbackName } from './looks.ts'
import type { PastPrices } from './prices.ts'
import type { Stretch } from './repricing.ts'

// A thread lives for one look and loads what that needs: with everything it would start three times as slowly, and
// hold 30 MB more.
const alarms = () => import('./alarmReplay.ts')
const audit = () => import('./auditSlice.ts')
const bills = () => import('./billCheck.ts')
const exporting = () => import('./exportCalls.ts')
const repricing = () => import('./repricing.ts')
const erasing = () => import('../../store/personal/eraseCalls.ts')
const mentions = () => import('../../store/personal/mentions.ts')
const residue = () => import('../../store/personal/residue.ts')

/** The looks at one database; what they learn about prices holds for as long as they are kept. */
export function lookbackJobs(db: Db) {
  let prices: PastPrices | undefined
  let usage: UsageWriting | undefined
  const begun = () => {
    if (!usage) throw new Error('No report of usage was begun')
    return usage
  }
  return {
    repricePreview: async (stretch: Stretch) => (await repricing()).repricePreview(db, stretch),
    async repricePage(page: Stretch & { after: number }) {
      const { PastPrices, repricePage } = await repricing()
      prices ??= new PastPrices(db)
      return repricePage(db, page, prices)
    },
    limitPreview: async (question: PreviewQuestion) =>
      (await import('./limitPreview.ts')).limitPreview(db, question),
    limitUse: async (question: UseQuestion) =>
      (await import('./limitUse.ts')).limitUse(db, question),
    exportBegin: async (file: { file: string; text: string }) =>
      (await exporting()).exportBegin(db, file),
    exportPart: async (step: ExportStep) => (await exporting()).exportPart(db, step),
    exportDetails: async (step: DetailsQuestion & { file: string }) =>
      (await exporting()).exportDetails(db, step),
    exportEnd: async (file: { file: string; text: string }) =>
      (await exporting()).exportEnd(db, file),
    auditSlice: async (stretch: AuditStretch) => (await audit()).auditSlice(db, stretch),
    alarmMemory: async (question: MemoryQuestion) => (await alarms()).alarmMemory(db, question),
    alarmReplay: async (question: ReplayQuestion) => (await alarms()).alarmReplay(db, question),
    billPreview: async (files: BillFiles) => (await bills()).billPreview(files),
    billCheck: async (question: BillQuestion) => (await bills()).billCheck(db, question),
    async usageBegin(order: UsageOrder) {
      const { UsageWriting } = await import('../usageExport/writing.ts')
      usage = new UsageWriting(db, order)
      return usage.progress
    },
    usageDay: async () => begun().next(),
    usageEnd: () => begun().finish(),
    unusedNames: async () => (await import('../../store/retention/names.ts')).unusedNames(db),
    memberCalls: async (question: { member: number; after: number }) =>
      (await erasing()).memberCalls(db, question),
    strangersFrom: async (question: { addresses: readonly string[] }) =>
      (await erasing()).strangersFrom(db, question),
    ownPrograms: async (question: { member: number }) =>
      (await erasing()).ownPrograms(db, question),
    emptyLog: async () => (await residue()).emptyLog(db),
    textsStillThere: async (texts: readonly string[]) =>
      (await mentions()).textsStillThere(db, texts),
    findResidue: async (question: { folder: string; texts: readonly string[] }) =>
      (await residue()).findResidue(question),
    storageSizes: async (now: number) =>
      (await import('../../store/retention/sizes.ts')).storageSizes(db, now),
  } satisfies Record<LookbackName, (input: never) => Promise<unknown>>
}
