import type { Place } from './place.ts'

/** One answer: the value itself as JSON, else what `words` makes of it. */
export function printOne<Value>(
  { json }: Place,
  value: Value,
  words: (value: Value) => string,
): void {
  line(json ? JSON.stringify(value) : printable(words(value)))
}

export interface Column<Row> {
  title: string
  value: (row: Row) => string
  /** Numbers stand under each other by their last digit. */
  right?: boolean
}

/** A list: one JSON object a line, else a table, or `empty` when there is nothing in it. */
export function printList<Row>(
  { json }: Place,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  empty: string,
): void {
  if (json) for (const row of rows) line(JSON.stringify(row))
  else if (rows.length === 0) note(empty)
  else for (const text of table(rows, columns)) line(text)
}

/** The lines of a plain table. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map(({ value }) => printable(value(row)).replaceAll('\n', ' '))),
  ]
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index] ?? ''))))
  return cells.map((row) =>
    row
      .map((cell, index) => {
        const gap = ' '.repeat((widths[index] ?? 0) - width(cell))
        return columns[index]?.right ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd(),
  )
}

/** Something beside the answer, so that scripts that read the answer do not see it. */
export function note(text: string): void {
  process.stderr.write(`${printable(text)}\n`)
}

export function line(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** Names come from outside (a model's from any caller), and a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '\u{fffd}')
}

/** Cells of a terminal: East Asian letters and emoji take two. */
function width(text: string): number {
  let cells = 0
  for (const letter of text) cells += WIDE.test(letter) ? 2 : 1
  return cells
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
