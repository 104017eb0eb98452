/** A row of a table with the line of the file it begins on, by the folded names of its columns. */
export interface TableRow {
  line: number
  cells: ReadonlyMap<string, string>
}

export interface CsvTable {
  columns: string[]
  rows: TableRow[]
  delimiter: string
  /** Rows that have more or fewer cells than there are columns. */
  ragged: number[]
}

const DELIMITERS = [',', ';', '\t'] as const

/** Reads a CSV file (RFC 4180, also with semicolons or tabs); undefined without a header and a row. */
export function readCsvTable(text: string): CsvTable | undefined {
  const body = text.replace(/^\u{feff}/u, '')
  const head = body.slice(0, body.search(/[\r\n]|$/))
  const delimiter = DELIMITERS.reduce((best, each) =>
    head.split(each).length > head.split(best).length ? each : best,
  )
  const [header, ...records] = recordsOf(body, delimiter)
  if (!header || header.cells.length < 2) return undefined
  const columns = header.cells.map(columnName)
  const ragged: number[] = []
  const rows = records.flatMap(({ line, cells }) => {
    if (cells.every((cell) => cell.trim() === '')) return []
    if (cells.length !== columns.length) {
      ragged.push(line)
      return []
    }
    return { line, cells: new Map(columns.map((name, at) => [name, (cells[at] ?? '').trim()])) }
  })
  return { columns, rows, delimiter, ragged }
}

/** `API key name` and `api_key_name` are the same column. */
export function columnName(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}

function recordsOf(text: string, delimiter: string): { line: number; cells: string[] }[] {
  const records: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  let line = 1
  let began = 1
  const endCell = () => {
    cells.push(cell)
    cell = ''
  }
  const endRecord = () => {
    endCell()
    records.push({ line: began, cells })
    cells = []
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\n') line++
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (letter === '"' && cell === '') isQuoted = true
    else if (letter === delimiter) endCell()
    else if (letter === '\n') {
      endRecord()
      began = line
    } else if (letter !== '\r') cell += letter
  }
  if (cell !== '' || cells.length > 0) endRecord()
  return records
}
