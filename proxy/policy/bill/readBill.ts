import {
  type BillLine,
  type BillProblem,
  type BillProvider,
  type BillTokens,
  tokenSum,
} from '../../contract/bill.ts'
import { type ColumnRole, providerOf, rolesOf } from './columns.ts'
import { type CsvTable, readCsvTable, type TableRow } from './csvTable.ts'
import { readCount, readNano, readUtcDay } from './figures.ts'
import { readJsonTable } from './jsonTable.ts'
import { foldModel, modelOfItem } from './models.ts'

const DAY_MS = 86_400_000

export interface BillFile {
  name: string
  text: string
}

/** What a file says: its lines, what of it was not understood, or why it is none that can be read. */
export interface ReadBill {
  name: string
  provider: BillProvider | undefined
  tells: ('usage' | 'cost')[]
  rows: number
  /** Every day that a row names, also one without use; null without rows. */
  from: number | null
  to: number | null
  lines: BillLine[]
  problems: BillProblem[]
}

/** Reads an export of a provider, whatever the order of its columns. `provider` where it is known. */
export function readBill({ name, text }: BillFile, provider?: BillProvider): ReadBill {
  const none = (message: string): ReadBill => ({
    ...{ name, provider, tells: [], rows: 0, from: null, to: null, lines: [] },
    problems: [{ file: name, line: 1, message }],
  })
  const table = /^\s*[[{]/.test(text) ? readJsonTable(text) : readCsvTable(text)
  if (!table) return none('This is neither a table with a header nor an answer of the usage API.')
  const roles = rolesOf(table.columns)
  const usage = roles.uncached !== undefined || roles.input !== undefined
  const cost = roles.cost !== undefined || roles.cents !== undefined
  if (!roles.day)
    return none('No column holds a day, such as "usage_date_utc" or "start_time_iso".')
  if (!usage && !cost && !roles.requests)
    return none('No column holds tokens, requests or an amount. Export usage or costs.')
  const owner = provider ?? providerOf(table.columns)
  const problems = table.ragged.map((line) => ({
    ...{ file: name, line },
    message: `The line does not have ${table.columns.length} cells like the header; it was left out.`,
  }))
  const lines: BillLine[] = []
  let from: number | null = null
  let to: number | null = null
  for (const row of table.rows) {
    const read = lineOf(row, roles, table, owner)
    if (typeof read === 'string') {
      problems.push({ file: name, line: row.line, message: `${read} It was left out.` })
      continue
    }
    from = Math.min(from ?? read.day, read.day)
    to = Math.max(to ?? 0, read.day + DAY_MS)
    if (saysSomething(read)) lines.push(read)
  }
  return {
    ...{ name, provider: owner, rows: table.rows.length, from, to, lines, problems },
    tells: [
      ...(usage || roles.requests ? (['usage'] as const) : []),
      ...(cost ? (['cost'] as const) : []),
    ],
  }
}

type Roles = Partial<Record<ColumnRole, string[]>>

/** The line of a row, or what is wrong with it. */
function lineOf(
  row: TableRow,
  roles: Roles,
  { delimiter }: CsvTable,
  provider: BillProvider | undefined,
): BillLine | string {
  const cell = (role: ColumnRole) =>
    roles[role]?.map((name) => row.cells.get(name) ?? '').find((text) => text !== '') ?? ''
  const day = readUtcDay(cell('day'))
  if (day === undefined) return `"${shortened(cell('day'))}" is no day.`
  const currency = cell('currency')
  if (currency !== '' && !/^(usd|us\$|\$)$/i.test(currency))
    return `The amount is in ${shortened(currency)}, and only US dollars can be compared.`
  let wrong: string | undefined
  const count = (role: ColumnRole) => {
    const number = readCount(cell(role), delimiter)
    if (number === undefined) wrong ??= `"${shortened(cell(role))}" is no count.`
    return number ?? 0
  }
  const tokens = roles.uncached || roles.input ? tokensOf(count, roles, provider) : null
  const requests = roles.requests && cell('requests') !== '' ? count('requests') : null
  const paid = cell('cost')
  const cents = cell('cents')
  const cost = paid !== '' ? readNano(paid, delimiter) : cents === '' ? null : centsOf(cents)
  if (cost === undefined) return `"${shortened(paid || cents)}" is no amount.`
  if (wrong !== undefined) return wrong
  const item = cell('item')
  const named = cell('model')
  const model = named !== '' ? foldModel(named) : (modelOfItem(item) ?? null)
  const costType = cell('costType')
  const isTool = !/^(token|tokens)?$/i.test(costType)
  const what = model !== null && !isTool ? null : item || (isTool ? costType : '') || null
  return {
    ...{ day, key: cell('key') || cell('project') || null, what },
    model: what === null ? model : null,
    batch: /^(true|1|yes)$/i.test(cell('batch')) || /batch/i.test(`${cell('tier')} ${item}`),
    ...{ requests, tokens, costNanoUsd: cost },
  }
}

/** Disjoint buckets. OpenAI counts what was cached among the input, Anthropic beside it. */
function tokensOf(
  count: (role: ColumnRole) => number,
  roles: Roles,
  provider: BillProvider | undefined,
): BillTokens {
  const cachedRead = count('cached')
  const cacheWrite =
    roles.write5m || roles.write1h ? count('write5m') + count('write1h') : count('write')
  // Whether text alone or everything stands there, the parts say.
  const whole = Math.max(
    count('input'),
    count('textInput') + count('audioInput') + count('imageInput'),
  )
  const within = provider === 'anthropic' ? 0 : cachedRead
  const output = Math.max(
    count('output'),
    count('textOutput') + count('audioOutput') + count('imageOutput'),
  )
  return {
    input: roles.uncached ? count('uncached') : Math.max(0, whole - within),
    ...{ cachedRead, cacheWrite, output },
  }
}

/** Exports hold lines for days without use, too. */
const saysSomething = ({ requests, tokens, costNanoUsd }: BillLine) =>
  costNanoUsd !== null || (requests ?? 0) > 0 || tokenSum(tokens) > 0

function centsOf(text: string): number | undefined {
  const nano = readNano(text, ',')
  return nano === undefined ? undefined : Math.round(nano / 100)
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
