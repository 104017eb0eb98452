/** The cells of a CSV file, read as RFC 4180 says. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /("((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text)
    if (!match) throw new Error(`No CSV at ${cell.lastIndex}`)
    rows.at(-1)?.push(match[2]?.replaceAll('""', '"') ?? match[3] ?? '')
    if (match[4] === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

/** The rows below the first one, each cell by its heading. */
export function tableOf(text: string): Record<string, string>[] {
  const [titles = [], ...rows] = readCsv(text)
  return rows.map((row) => {
    if (row.length !== titles.length) throw new Error(`A row of ${row.length} cells: ${row}`)
    return Object.fromEntries(titles.map((title, index) => [title, row[index] ?? '']))
  })
}
