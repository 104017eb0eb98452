export interface Figure {
  what: string
  measured: string
  target?: string
  isMet?: boolean
}

/** A table for a terminal, columns as wide as needed. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n')
}

export function printFigures(figures: readonly Figure[]): string {
  return printTable(
    ['what', 'measured', 'target', ''],
    figures.map(({ what, measured, target, isMet }) => [
      what,
      measured,
      target ?? '',
      isMet === undefined ? '' : isMet ? 'met' : 'MISSED',
    ]),
  )
}
