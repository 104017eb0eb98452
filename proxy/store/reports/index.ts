import type { Db } from '../db.ts'
import { auditAct, auditPage } from './auditPage.ts'
import { callById, callsPage, callTotals } from './calls.ts'
import { finishedSince, spentSince } from './figures.ts'
import { spendByModel } from './spend.ts'
import { storagePreview } from './storage.ts'
import { summaryBy } from './summary.ts'
import { sumsFor, unpricedModels } from './sumsFor.ts'
import { usageReport } from './usage/usage.ts'

/** Every report by name. Each takes a reading connection and one plain value, so that it can cross to a thread. */
export const REPORTS = {
  callsPage,
  callTotals,
  callById,
  summaryBy,
  spendByModel,
  spentSince,
  finishedSince,
  sumsFor,
  unpricedModels,
  auditPage,
  auditAct,
  usageReport,
  storagePreview,
}

export type ReportName = keyof typeof REPORTS
export type ReportInput<Name extends ReportName> = Parameters<(typeof REPORTS)[Name]>[1]
export type ReportAnswer<Name extends ReportName> = ReturnType<(typeof REPORTS)[Name]>

/** The reports as their readers call them. */
export type Reports = {
  [Name in ReportName]: (input: ReportInput<Name>) => Promise<ReportAnswer<Name>>
} & {
  /** Resolves when the thread has let go of the database. */
  close(): Promise<void>
}

export type ReportRequest = {
  [Name in ReportName]: { name: Name; input: ReportInput<Name> }
}[ReportName]

/** Runs one report. */
export function answerReport(db: Db, { name, input }: ReportRequest): ReportAnswer<ReportName> {
  // The request's type ties `input` to `name`, which TypeScript does not follow through a lookup.
  const report = REPORTS[name] as (db: Db, input: unknown) => ReportAnswer<ReportName>
  return report(db, input)
}
