import type { UsageLine, UsageReport } from '../../../proxy/contract/usage.ts'
import type { Grid } from '../../ui/chart/picture.ts'

/** A Monday, for the names of the days in the reader's language. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

/** The 168 hours of the week, Monday first. An hour without calls is zero where values add up, else unknown. */
export function weekGrid(
  { lines }: UsageReport,
  measure: (line: UsageLine) => number | null,
  addsUp: boolean,
  locale = 'en-GB',
): Pick<Grid, 'rows' | 'columns' | 'cells' | 'cellName'> {
  const byHour = new Map(lines.map((line) => [line.at, measure(line)]))
  const names = (weekday: 'short' | 'long') => {
    const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' })
    return Array.from({ length: 7 }, (_, day) => format.format(MONDAY + day * DAY_MS))
  }
  const long = names('long')
  const columns = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
  return {
    rows: names('short'),
    columns,
    cells: long.map((_, day) =>
      columns.map((_, hour) => {
        const found = byHour.get(day * 24 + hour)
        return found === undefined ? (addsUp ? 0 : null) : found
      }),
    ),
    cellName: (row, column) => `${long[row] ?? ''} ${columns[column] ?? ''}:00`,
  }
}
