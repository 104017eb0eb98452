import { z } from 'zod'
import { writeQuery } from './callQuery.ts'
import { type CallRecord, type CallTotals, callFilter, USAGE_BUCKETS } from './calls.ts'
import { type CsvCell, csvLine, csvText, exactDollars } from './csv.ts'

export const exportFormat = z.enum(['csv', 'jsonl'])
export type ExportFormat = z.infer<typeof exportFormat>

export const callExport = z.strictObject({
  filter: callFilter.default({}),
  format: exportFormat,
  /** Whole path of the file to be written, ending as the format does. */
  file: z.string().min(1).max(4096),
  /** Lines before the table that say what was exported; CSV only. */
  preamble: z.boolean().default(false),
})
export type CallExport = z.infer<typeof callExport>

type Cell = (call: CallRecord) => CsvCell

const COLUMNS: [title: string, cell: Cell][] = [
  ['id', (call) => call.id],
  ['started', (call) => isoTime(call.startedAt)],
  ['ended', (call) => isoTime(call.endedAt)],
  ['member', (call) => call.memberName],
  ['member id', (call) => call.memberId],
  ['team', (call) => call.teamName],
  ['token', (call) => call.tokenLabel],
  ['key', (call) => call.keyLabel],
  ['provider', (call) => call.provider],
  ['dialect', (call) => call.dialect],
  ['endpoint', (call) => call.endpoint],
  ['model', (call) => call.model],
  ['streamed', (call) => (call.streamed ? 'yes' : 'no')],
  ['status', (call) => call.status],
  ['provider status', (call) => call.upstreamStatus],
  ['outcome', (call) => call.outcome],
  ['reason', (call) => call.reason],
  ['input tokens', (call) => call.usage.input],
  ['cached read tokens', (call) => call.usage.cachedRead],
  ['output tokens', (call) => call.usage.output],
  ['reasoning tokens', (call) => call.usage.reasoning],
  ...USAGE_BUCKETS.filter(
    (bucket) => !['input', 'cachedRead', 'output', 'reasoning'].includes(bucket),
  ).map((bucket): [string, Cell] => [bucket, (call) => call.usage[bucket]]),
  ['usage', (call) => call.usageState],
  ['cost USD', (call) => exactDollars(call.costNanoUsd)],
  ['price', (call) => call.priceState],
  ['first byte ms', (call) => call.firstByteMs],
  ['total ms', (call) => call.totalMs],
  ['address', (call) => call.address],
  ['client', (call) => call.client],
  // By a no-log switch: then address and client are empty because nobody wrote them down.
  ['details kept', (call) => (call.unlogged ? 'no' : 'yes')],
]

/** What stands before the first call: for CSV what was asked for, if wanted, and the names of the columns. */
export function exportHead(
  { format, preamble }: Pick<CallExport, 'format' | 'preamble'>,
  about: { query: Parameters<typeof writeQuery>[0]; since?: number; until: number },
): string {
  if (format === 'jsonl') return ''
  const lines: CsvCell[][] = [
    ['Calls'],
    ['Filter', writeQuery(about.query)],
    ['Since', isoTime(about.since ?? null)],
    ['Until', isoTime(about.until)],
    [],
  ]
  return (preamble ? csvText(lines) : '') + csvLine(COLUMNS.map(([title]) => title))
}

export function exportLine(format: ExportFormat, call: CallRecord): string {
  if (format === 'csv') return csvLine(COLUMNS.map(([, cell]) => cell(call)))
  return `${JSON.stringify({ ...call, ...call.usage })}\n`
}

/** The last line of a CSV file: what the calls add up to. */
export function exportFoot(format: ExportFormat, totals: CallTotals): string {
  if (format === 'jsonl') return ''
  const sums: Record<string, CsvCell> = {
    id: `Total of ${totals.calls} calls`,
    'input tokens': totals.inputTokens,
    'output tokens': totals.outputTokens,
    'cost USD': exactDollars(totals.costNanoUsd),
    price: totals.unpriced > 0 ? `${totals.unpriced} unknown, not in the sum` : null,
  }
  return csvLine(COLUMNS.map(([title]) => sums[title] ?? null))
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
