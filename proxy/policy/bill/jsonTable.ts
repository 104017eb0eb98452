import { z } from 'zod'
import { type CsvTable, columnName } from './csvTable.ts'

const bucket = z.looseObject({ results: z.array(z.record(z.string(), z.unknown())) })
const pages = z.looseObject({ data: z.array(bucket) })

/** Answers of the providers' usage and cost APIs, one page or several, as a table; undefined for other JSON. */
export function readJsonTable(text: string): CsvTable | undefined {
  const read = z.union([pages, z.array(pages)]).safeParse(parsed(text))
  if (!read.success) return undefined
  const records = [read.data].flat().flatMap(({ data }) =>
    data.flatMap(({ results, ...time }) =>
      results.map((result) => {
        const cells = flat({ ...time, ...result })
        // Anthropic tells an amount in cents beside its currency; OpenAI an object of both.
        const amount = cells.get('amount')
        if (amount !== undefined && 'starting_at' in time) {
          cells.delete('amount')
          cells.set('amount_cents', amount)
        }
        return cells
      }),
    ),
  )
  const columns = [...new Set(records.flatMap((cells) => [...cells.keys()]))]
  const rows = records.map((cells, index) => ({ line: index + 1, cells }))
  return { columns, rows, delimiter: ',', ragged: [] }
}

/** Objects inside become columns: `amount: { value }` is `amount_value`. */
function flat(record: Record<string, unknown>, prefix = ''): Map<string, string> {
  const cells = new Map<string, string>()
  for (const [name, value] of Object.entries(record)) {
    const column = columnName(`${prefix}${name}`)
    if (value === null || value === undefined || column === 'object') continue
    if (typeof value === 'object') {
      const inner = flat(value as Record<string, unknown>, `${column}_`)
      for (const [key, cell] of inner) cells.set(key, cell)
    } else cells.set(column, String(value))
  }
  return cells
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
