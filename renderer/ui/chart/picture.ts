/** What a chart shows, in the words and numbers of whoever asks for it; drawing, table, picture and CSV are made of it. */
export interface Picture {
  kind: 'bars' | 'lines'
  /** Bars beside each other instead of on top of each other. */
  isSideBySide?: boolean
  steps: Step[]
  series: Series[]
  /** The same steps of the period before. */
  before?: { name: string; values: (number | null)[] }
  /** What the first column of the table is called. */
  stepName: string
  /** Null is unknown, which is never drawn as zero. */
  value: (value: number | null) => string
  /** Short, for the axis. */
  axis: (value: number) => string
  /** For the CSV: a plain number in the unit of `csvUnit`. */
  plain: (value: number) => number
  csvUnit: string
  /** Lines of the axis are never closer than this. */
  leastInterval: number
  /** The end of the axis, where it is known: 1 for shares. */
  most?: number
  /** What the sum over all series is called; left out where values do not add up. */
  total?: string
}

export interface Step {
  label: string
  /** In words that stand alone: `Tuesday 18 November, 14:00`. */
  long: string
  /** For the CSV: a date or a moment that every spreadsheet understands. */
  iso: string
  /** Where labels repeat. */
  id?: string
  isRunning: boolean
  /** Says that something of this step is not in the values, such as calls without a price. */
  missing?: string
}

export interface Series {
  id: string
  name: string
  values: (number | null)[]
  /** The ones beyond those that have a colour. */
  isRest?: boolean
}

/** 168 hours of a week, or any other grid. */
export interface Grid {
  kind: 'grid'
  columns: string[]
  rows: string[]
  /** By row, then column. */
  cells: (number | null)[][]
  /** What the first column of the table is called. */
  rowName: string
  value: (value: number | null) => string
  plain: (value: number) => number
  csvUnit: string
  /** `Tuesday 14:00` */
  cellName: (row: number, column: number) => string
}

/** One value that is pointed at; no series means the whole step. */
export interface Point {
  step: number
  series: number | null
}

export type Cells = (string | number | null)[][]

/** The sum of a step over all series; null where something unknown is all there is. */
export function totalOf(picture: Picture, step: number): number | null {
  const values = picture.series.map(({ values }) => values[step] ?? null)
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  const sum = known.reduce((all, value) => all + value, 0)
  return sum === 0 && known.length < values.length ? null : sum
}

/** The next point by an arrow key; the whole step comes after its last series. */
export function movePoint(picture: Picture, at: Point | undefined, key: string): Point | undefined {
  const lastStep = picture.steps.length - 1
  const lastSeries = picture.series.length - 1
  if (lastStep < 0 || lastSeries < 0) return undefined
  // What lies ahead of a running range holds nothing yet.
  if (at === undefined && key.startsWith('Arrow')) {
    return { step: lastKnown(picture), series: null }
  }
  const { step, series } = at ?? { step: lastStep, series: null }
  switch (key) {
    case 'ArrowLeft':
      return { step: Math.max(0, step - 1), series }
    case 'ArrowRight':
      return { step: Math.min(lastStep, step + 1), series }
    case 'Home':
      return { step: 0, series }
    case 'End':
      return { step: lastStep, series }
    case 'ArrowDown':
      return { step, series: series === null ? 0 : series === lastSeries ? null : series + 1 }
    case 'ArrowUp':
      return { step, series: series === null ? lastSeries : series === 0 ? null : series - 1 }
    default:
      return undefined
  }
}

/** The next cell of a grid by an arrow key; Home and End go to the ends of the row. */
export function moveCell(grid: Grid, at: Point | undefined, key: string): Point | undefined {
  const [lastColumn, lastRow] = [grid.columns.length - 1, grid.rows.length - 1]
  const isArrow = key.startsWith('Arrow')
  if (lastColumn < 0 || lastRow < 0 || (!isArrow && key !== 'Home' && key !== 'End'))
    return undefined
  // First the cell that holds most: it is what people look for.
  if (at === undefined && isArrow) return mostCell(grid)
  const { step: column, series } = at ?? { step: 0, series: 0 }
  const row = series ?? 0
  if (key === 'Home') return { step: 0, series: row }
  if (key === 'End') return { step: lastColumn, series: row }
  const [right, down] = STEPS[key] ?? [0, 0]
  return {
    step: Math.min(lastColumn, Math.max(0, column + right)),
    series: Math.min(lastRow, Math.max(0, row + down)),
  }
}

const STEPS: Readonly<Record<string, [right: number, down: number]>> = {
  ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
}

function mostCell({ cells }: Grid): Point {
  let most = { value: -1, step: 0, series: 0 }
  for (const [series, row] of cells.entries())
    for (const [step, value] of row.entries())
      if (value !== null && value > most.value) most = { value, step, series }
  return { step: most.step, series: most.series }
}

/** What a cell says, for readers of the screen. */
export function cellWords(grid: Grid, { step, series }: Point): string {
  const row = series ?? 0
  return `${grid.cellName(row, step)}: ${grid.value(grid.cells[row]?.[step] ?? null)}`
}

function lastKnown({ steps, series }: Picture): number {
  const last = steps.findLastIndex((_, step) => series.some(({ values }) => values[step] != null))
  return Math.max(0, last)
}

/** What a point says, for readers of the screen. */
export function pointWords(picture: Picture, { step, series }: Point): string {
  const at = picture.steps[step]
  if (!at) return ''
  const chosen = series === null ? undefined : picture.series[series]
  const parts = chosen
    ? [`${chosen.name} ${picture.value(chosen.values[step] ?? null)}`]
    : [
        picture.total && `${picture.total} ${picture.value(totalOf(picture, step))}`,
        picture.before &&
          `${picture.before.name} ${picture.value(picture.before.values[step] ?? null)}`,
        !picture.total &&
          picture.series
            .map(({ name, values }) => `${name} ${picture.value(values[step] ?? null)}`)
            .join(', '),
      ]
  return `${at.long}: ${[...parts, at.missing].filter(Boolean).join('; ')}`
}

/** The whole chart as a table of plain values, heading first; unknown is empty. */
export function cellsOf(picture: Picture | Grid): Cells {
  const plain = (value: number | null | undefined) =>
    value === null || value === undefined ? null : picture.plain(value)
  if (picture.kind === 'grid') {
    return [
      [picture.rowName, ...picture.columns.map((column) => `${column} (${picture.csvUnit})`)],
      ...picture.rows.map((row, index) => [row, ...(picture.cells[index] ?? []).map(plain)]),
    ]
  }
  const { steps, series, before, total, stepName, csvUnit } = picture
  const named = [
    ...series.map(({ name }) => name),
    ...(total ? [total] : []),
    ...(before ? [before.name] : []),
  ]
  return [
    [stepName, ...named.map((name) => `${name} (${csvUnit})`)],
    ...steps.map(({ iso }, step) => [
      iso,
      ...series.map(({ values }) => plain(values[step])),
      ...(total ? [plain(totalOf(picture, step))] : []),
      ...(before ? [plain(before.values[step])] : []),
    ]),
  ]
}
