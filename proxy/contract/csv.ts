/** Null is unknown and stays empty: it is not zero. */
export type CsvCell = string | number | null

/** Spreadsheets run text that begins so as a formula, also behind a quote or blanks. */
const FORMULA = /^[\s'"]*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

/** One line of a CSV file (RFC 4180), its end included. Text is written so that no spreadsheet runs it. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

export function csvText(lines: readonly (readonly CsvCell[])[]): string {
  return lines.map(csvLine).join('')
}

function cellText(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const NANO_DIGITS = 9

/** A sum of money with every digit, and never as `1e-9`; what is unknown stays empty. */
export function exactDollars(nano: number | null): string | null {
  if (nano === null) return null
  const digits = String(nano).padStart(NANO_DIGITS + 1, '0')
  const decimals = digits.slice(-NANO_DIGITS).replace(/0{1,7}$/, '')
  return `${digits.slice(0, -NANO_DIGITS)}.${decimals}`
}
