import { z } from 'zod'
import { INPUT_BUCKETS, OUTPUT_BUCKETS, sumOfBuckets } from './amounts.ts'
import type { Usage } from './calls.ts'
import { type CsvCell, csvLine, csvText, exactDollars } from './csv.ts'
import { usageFilter } from './usage.ts'

export const usageFormat = z.enum(['csv', 'pdf'])
export type UsageFormat = z.infer<typeof usageFormat>

/** A report of usage as a file, or as a folder that holds one file for each team. */
export const usageExport = z.strictObject({
  /** A usual range such as `lastMonth`, or days as `2026-10-01..2026-10-31`, both included. */
  range: z.string().min(1).max(32),
  format: usageFormat,
  teamId: z.string().optional(),
  eachTeam: z.boolean().default(false),
  filter: usageFilter.default({}),
  /** Lines before the table that say what was asked for; CSV only. */
  preamble: z.boolean().default(true),
  /** Whole path of the file, ending as the format does; with `eachTeam`, of the folder that is made. */
  file: z.string().min(1).max(4096),
})
export type UsageExport = z.infer<typeof usageExport>

/** What calls add up to. Tokens are disjoint: together they are all that was read and written. */
export interface UsageSums {
  calls: number
  failed: number
  refused: number
  /** Calls whose price nobody knows; their cost is in no sum. */
  unpriced: number
  input: number
  cached: number
  output: number
  reasoning: number
  costNanoUsd: number
}

/** The calls of one day that are alike in all that a report tells apart. Ids are null for calls that have none. */
export interface UsageRow extends UsageSums {
  teamId: string | null
  team: string
  memberId: string | null
  member: string
  tokenId: string | null
  token: string
  provider: string | null
  keyId: string | null
  key: string
  model: string | null
  /** Versions of the price lists, and prices of one's own, by which they were charged. */
  priceLists: string[]
}

/** What a report is about, as its head says it. */
export interface UsageAbout {
  /** `Whole workspace`, or the name of a team. */
  subject: string
  /** Such as `2026-10-01 to 2026-10-31`. */
  range: string
  timeZone: string
  /** Such as `model: only gpt-5`; empty where nothing is left out. */
  filter: string
  /** Of the price list that this Keyrack brings along. */
  priceList: string
  version: string
  madeAt: number
}

export function noUsageSums(): UsageSums {
  return {
    ...{ calls: 0, failed: 0, refused: 0, unpriced: 0 },
    ...{ input: 0, cached: 0, output: 0, reasoning: 0, costNanoUsd: 0 },
  }
}

/** Adds `more` to `sums`: whole numbers all, so that no order of adding makes a difference. */
export function addUsageSums(sums: UsageSums, more: UsageSums): void {
  for (const name of Object.keys(sums) as (keyof UsageSums)[]) sums[name] += more[name]
}

/** The columns of tokens, from the buckets of the ledger. */
export function tokensOf(
  usage: Usage,
): Pick<UsageSums, 'input' | 'cached' | 'output' | 'reasoning'> {
  return {
    input: sumOfBuckets(usage, INPUT_BUCKETS) - usage.cachedRead,
    cached: usage.cachedRead,
    output: sumOfBuckets(usage, OUTPUT_BUCKETS) - usage.reasoning,
    reasoning: usage.reasoning,
  }
}

type Line = Omit<UsageRow, 'teamId' | 'memberId' | 'tokenId' | 'keyId'> & { date: string }

const COLUMNS: [title: string, cell: (line: Line) => CsvCell][] = [
  ['date', ({ date }) => date],
  ['team', ({ team }) => team],
  ['member', ({ member }) => member],
  ['token label', ({ token }) => token],
  ['provider', ({ provider }) => provider],
  ['key label', ({ key }) => key],
  ['model', ({ model }) => model],
  ['requests', ({ calls }) => calls],
  ['input tokens', ({ input }) => input],
  ['cached tokens', ({ cached }) => cached],
  ['output tokens', ({ output }) => output],
  ['reasoning tokens', ({ reasoning }) => reasoning],
  ['cost', costCell],
  ['currency', () => 'USD'],
  ['price-list version', ({ priceLists }) => priceLists.join('; ')],
  ['refused requests', ({ refused }) => refused],
  ['failed requests', ({ failed }) => failed],
  ['requests without a price', ({ unpriced }) => unpriced],
]

/** What stands before the first row: what was asked for, if wanted, and the names of the columns. */
export function usageHead(about: UsageAbout, preamble: boolean): string {
  const lines: CsvCell[][] = [
    ['Usage report', about.subject],
    ['Range', about.range],
    ['Time zone', about.timeZone],
    ['Filters', about.filter || 'none'],
    ['Price list', about.priceList],
    ['Keyrack', about.version],
    ['Made at', new Date(about.madeAt).toISOString()],
    [],
  ]
  return (preamble ? csvText(lines) : '') + csvLine(COLUMNS.map(([title]) => title))
}

export function usageLine(date: string, row: UsageRow): string {
  return lineOf({ ...row, date })
}

/** The last line: what all rows add up to. */
export function usageFoot(sums: UsageSums): string {
  const blank = { team: '', member: '', token: '', provider: '', key: '', model: '' }
  return lineOf({ ...sums, ...blank, date: 'Total', priceLists: [] })
}

const lineOf = (line: Line) => csvLine(COLUMNS.map(([, cell]) => cell(line)))

/** Where no price is known at all, the cost is: it is not zero. */
function costCell({ costNanoUsd, unpriced }: Line): CsvCell {
  return exactDollars(unpriced > 0 && costNanoUsd === 0 ? null : costNanoUsd)
}
