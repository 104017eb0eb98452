import { addUsageSums, noUsageSums, type UsageSums } from '../../../contract/usageExport.ts'
import type { Group } from '../sheets.ts'
import { costOf, inputOf, isUnknown, outputOf, share, whole } from './figures.ts'
import { COLORS, PAGE, type Paper, WIDTH } from './paper.ts'

/** Anybody may name any model: beyond so many lines the cheapest are one. */
const MOST_LINES = 150
const ROW = 16
const GAP = 7

interface Column {
  title: string
  width: number
  cell: (group: Group, totals: UsageSums) => string
}

function columnsOf(before: string): Column[] {
  return [
    { title: 'Requests', width: 46, cell: ({ now }) => whole(now.calls) },
    { title: 'Input tokens', width: 64, cell: ({ now }) => whole(inputOf(now)) },
    { title: 'Output tokens', width: 60, cell: ({ now }) => whole(outputOf(now)) },
    { title: 'Cost', width: 66, cell: ({ now }) => costOf(now) },
    {
      ...{ title: 'Share', width: 34 },
      cell: ({ now }, totals) =>
        isUnknown(now) ? '–' : share(now.costNanoUsd, totals.costNanoUsd),
    },
    { title: before, width: 58, cell: ({ before: then }) => costOf(then) },
  ]
}

/** A table of what groups add up to, the dearest first, with its sum; its head comes again on every page. */
export function drawTable(
  paper: Paper,
  { title, before, groups, sum }: { title: string; before: string; groups: Group[]; sum: Group },
): void {
  const columns = columnsOf(before)
  const lines = linesOf(groups)
  // The title never stands alone at the end of a page.
  paper.ensure(26 + ROW * Math.min(4, lines.length + 2))
  paper.text(title, PAGE.left, paper.y + 12, { size: 11, weight: 600 })
  paper.y += 20
  head(paper, columns)
  for (const group of lines) {
    if (paper.ensure(ROW)) head(paper, columns)
    row(paper, columns, { group, totals: sum.now, weight: 400 })
    paper.rule(paper.y, COLORS.faint)
  }
  if (paper.ensure(ROW)) head(paper, columns)
  paper.rule(paper.y, COLORS.muted, 0.8)
  row(paper, columns, { group: { ...sum, id: null, name: 'Total' }, totals: sum.now, weight: 600 })
  paper.y += 16
}

function linesOf(groups: readonly Group[]): Group[] {
  const used = groups.filter(({ now, before }) => now.calls > 0 || before.costNanoUsd > 0)
  const sorted = used.sort(
    (a, b) =>
      b.now.costNanoUsd - a.now.costNanoUsd ||
      b.now.calls - a.now.calls ||
      (`${a.name}${a.id}` < `${b.name}${b.id}` ? -1 : 1),
  )
  if (sorted.length <= MOST_LINES) return sorted
  const rest = sorted.slice(MOST_LINES - 1)
  const others: Group = {
    ...{ id: null, name: `Others (${rest.length})` },
    ...{ now: noUsageSums(), before: noUsageSums() },
  }
  for (const { now, before } of rest) {
    addUsageSums(others.now, now)
    addUsageSums(others.before, before)
  }
  return [...sorted.slice(0, MOST_LINES - 1), others]
}

function head(paper: Paper, columns: readonly Column[]): void {
  const style = { size: 7.5, color: COLORS.muted, align: 'end' } as const
  eachColumn(columns, (column, end) =>
    paper.text(column.title, end, paper.y + 9, { ...style, room: column.width }),
  )
  paper.y += 13
  paper.rule(paper.y)
}

function row(
  paper: Paper,
  columns: readonly Column[],
  { group, totals, weight }: { group: Group; totals: UsageSums; weight: 400 | 600 },
): void {
  const base = paper.y + 11
  const room = WIDTH - columns.reduce((sum, { width }) => sum + width + GAP, 0)
  paper.text(tellable(paper, group), PAGE.left, base, { size: 8.5, weight, room })
  eachColumn(columns, (column, end) =>
    paper.text(column.cell(group, totals), end, base, { size: 8.5, weight, align: 'end' }),
  )
  paper.y += ROW
}

/** Names of which only boxes can be drawn are told apart by the end of their ids. */
function tellable({ letters }: Paper, { id, name }: Group): string {
  return id === null || letters.canDraw(name) ? name : `${name} (…${id.slice(-4)})`
}

/** From left to right, as it is read aloud or copied. */
function eachColumn(columns: readonly Column[], draw: (column: Column, end: number) => void) {
  let end = PAGE.width - PAGE.right + GAP - columns.reduce((sum, { width }) => sum + width + GAP, 0)
  for (const column of columns) {
    end += column.width
    draw(column, end)
    end += GAP
  }
}
