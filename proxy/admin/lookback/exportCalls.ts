import { appendFileSync, writeFileSync } from 'node:fs'
import { type ExportFormat, exportLine } from '../../contract/callExport.ts'
import type { CallTotals } from '../../contract/calls.ts'
import type { Db } from '../../store/db.ts'
import { type DetailsQuestion, detailLines } from '../../store/personal/records.ts'
import { type CallConditions, callsPage } from '../../store/reports/calls.ts'
import { addTotals, totalsOf } from '../../store/reports/sums.ts'

/** Calls written in one go: a few milliseconds, so that a cancel is soon heard. */
const ROWS = 1000

export interface ExportStep {
  filter: CallConditions
  format: ExportFormat
  /** The file that is being written. */
  file: string
  before: string | null
}

export interface ExportedPart {
  totals: CallTotals
  /** Where the next part begins; null at the end. */
  next: string | null
}

/** Begins the file, which must not be there yet; only this user can read it. */
export function exportBegin(_db: Db, { file, text }: { file: string; text: string }): void {
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
}

/** Adds the next calls to the file. */
export function exportPart(db: Db, { filter, format, file, before }: ExportStep): ExportedPart {
  const page = callsPage(db, { filter, limit: ROWS, ...(before !== null && { before }) })
  appendFileSync(file, page.calls.map((call) => exportLine(format, call)).join(''))
  return { totals: page.calls.map(totalsOf).reduce(addTotals, noTotals()), next: page.next }
}

/** Adds what is kept of one person's calls beside their rows. */
export function exportDetails(
  db: Db,
  { file, ...question }: DetailsQuestion & { file: string },
): { rows: number; last: number } {
  const { text, ...found } = detailLines(db, question)
  appendFileSync(file, text)
  return found
}

export function exportEnd(_db: Db, { file, text }: { file: string; text: string }): void {
  appendFileSync(file, text, { flush: true })
}

export function noTotals(): CallTotals {
  return { calls: 0, inputTokens: 0, outputTokens: 0, costNanoUsd: 0, unpriced: 0 }
}
